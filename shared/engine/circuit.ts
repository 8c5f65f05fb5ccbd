/**
 * When all calls to a host pause, and for how long. What is wrong with a host concerns every domain, so
 * that it is known to all who call it: the first call after a pause finds out whether it is over, and the
 * others wait for what it finds.
 */

import type { PauseCause } from '../lifecycle/put-off.ts';
import type { Circuit } from '../store/network-settings.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** A host that fails so often in a row is paused. */
const MOST_FAILURES = 5;

/** Pauses grow from one minute to five: a call in five minutes hurts nobody, and soon sees the end. */
const LONGEST_PAUSE_MS = 5 * MINUTE_MS;

/** The call that finds out is given so long: more than any call takes. */
const FINDING_OUT_MS = MINUTE_MS;
const SOON_MS = 10 * SECOND_MS;

/** What went wrong with a call, and is the host's fault rather than the domain's. */
export interface HostFailure {
  readonly cause: PauseCause;
  /** Fit for a person. */
  readonly reason: string;
  /** Only of `asked-to-wait`, and of `slow`: how long to pause, in milliseconds. */
  readonly pauseMs?: number;
}

/** The longest that a host asks to wait (`http/retry-after.ts`). */
const LONGEST_WAIT_MS = 24 * 60 * MINUTE_MS;

/**
 * Whether a call may be made: `first` is to find out whether a pause is over. One that lasts longer than any
 * was begun by a machine whose clock is wrong, and does not count.
 */
export function callAt(circuit: Circuit | undefined, now: number): 'usual' | 'first' | 'paused' {
  if (!circuit || circuit.pausedUntil === null) return 'usual';
  const until = Math.max(circuit.pausedUntil, circuit.foundOutBy ?? 0);
  const longestMs = circuit.cause === 'asked-to-wait' ? LONGEST_WAIT_MS : LONGEST_PAUSE_MS;
  return now < until && until <= now + longestMs + MINUTE_MS ? 'paused' : 'first';
}

/** When to come again while calls pause. What the first call finds is soon known. */
export function comeAgainAt({ pausedUntil }: Circuit, now: number): number {
  return Math.max(pausedUntil ?? 0, now + SOON_MS);
}

/** The circuit while the first call finds out: everybody else waits for it. */
export function findingOut(circuit: Circuit, now: number): Circuit {
  const pausedUntil = Math.min(circuit.pausedUntil ?? now, now);
  return { ...circuit, pausedUntil, foundOutBy: now + FINDING_OUT_MS };
}

/** The circuit after a failure. One that was under way already when the pause began is no further one. */
export function afterFailure(
  circuit: Circuit = { failures: 0, pauses: 0, pausedUntil: null, cause: 'failing', reason: '' },
  failure: HostFailure,
  isFirst: boolean,
  now: number,
): Circuit {
  if (!isFirst && callAt(circuit, now) === 'paused') return circuit;
  const { cause, reason } = failure;
  const failures = circuit.failures + 1;
  if (!isFirst && cause === 'failing' && failures < MOST_FAILURES) {
    return { ...circuit, failures, cause, reason };
  }
  const pauses = circuit.pauses + 1;
  return { failures, pauses, pausedUntil: now + pauseMs(failure, pauses), cause, reason };
}

function pauseMs({ cause, pauseMs = 0 }: HostFailure, pauses: number): number {
  switch (cause) {
    case 'unauthorized':
      return LONGEST_PAUSE_MS;
    case 'failing':
      return Math.min(MINUTE_MS * 2 ** (pauses - 1), LONGEST_PAUSE_MS);
    case 'asked-to-wait':
      return Math.max(pauseMs, SECOND_MS);
    case 'slow':
      return Math.min(Math.max(pauseMs, SECOND_MS), LONGEST_PAUSE_MS);
  }
}
