/**
 * When all calls to a host pause, and for how long. A fault of the host concerns every domain, so every
 * instance knows of it: the first call after a pause tests whether it is over, and the others wait for its
 * result.
 */

import type { PauseCause } from '../lifecycle/put-off.ts';
import type { Circuit } from '../store/network-settings.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** A host is paused after this many failures in a row. */
const MOST_FAILURES = 5;

/** Pauses grow from one minute to five: one call in five minutes does no harm, and soon notices the end. */
const LONGEST_PAUSE_MS = 5 * MINUTE_MS;

/** How long the others wait for the first call: longer than any call takes. */
const FINDING_OUT_MS = MINUTE_MS;
const SOON_MS = 10 * SECOND_MS;

/** The failure of a call that is the host's fault rather than the domain's. */
export interface HostFailure {
  readonly cause: PauseCause;
  /** For people to read. */
  readonly reason: string;
  /** How long to pause, in milliseconds; only for `asked-to-wait` and `slow`. */
  readonly pauseMs?: number;
}

/** The longest wait that a host can ask for (`http/retry-after.ts`). */
const LONGEST_WAIT_MS = 24 * 60 * MINUTE_MS;

/**
 * Whether a call may be made; `first` means that it tests whether a pause is over. A pause that lasts longer
 * than any should was set by a machine with a wrong clock, and does not count.
 */
export function callAt(circuit: Circuit | undefined, now: number): 'usual' | 'first' | 'paused' {
  if (!circuit || circuit.pausedUntil === null) return 'usual';
  const until = Math.max(circuit.pausedUntil, circuit.foundOutBy ?? 0);
  const longestMs = circuit.cause === 'asked-to-wait' ? LONGEST_WAIT_MS : LONGEST_PAUSE_MS;
  return now < until && until <= now + longestMs + MINUTE_MS ? 'paused' : 'first';
}

/** When to try again while calls pause. If the first call is under way, its result is known soon. */
export function comeAgainAt({ pausedUntil }: Circuit, now: number): number {
  return Math.max(pausedUntil ?? 0, now + SOON_MS);
}

/** The circuit while the first call is under way: everybody else waits for its result. */
export function findingOut(circuit: Circuit, now: number): Circuit {
  const pausedUntil = Math.min(circuit.pausedUntil ?? now, now);
  return { ...circuit, pausedUntil, foundOutBy: now + FINDING_OUT_MS };
}

/**
 * The circuit after a failure. A call that was already under way when the pause began adds no further
 * failure.
 */
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
