import type { Slots } from '../async/slots.ts';
import { underWay } from '../async/under-way.ts';
import { wait } from '../async/wait.ts';
import { SWEEP_EVERY_MS } from '../lifecycle/rest.ts';
import type { Claim } from '../store/store.ts';
import type { Pass } from '../verification/open-checks.ts';
import { type Advanced, advance } from './advance.ts';
import { type Engine, LEASE_MS } from './engine.ts';
import type { Scope } from './hand-over.ts';
import type { Policy } from './policy.ts';

/** The bounds of a sweep. Times are milliseconds. */
export interface SweepLimits {
  /** How many domains are advanced at the same time, not counting those that take long. */
  readonly concurrency: number;
  /** After this time a domain no longer counts against the concurrency, unless very many are slow. */
  readonly slowAfterMs: number;
  /** For how long domains are claimed; none is claimed after that. */
  readonly claimForMs: number;
  /**
   * How long to wait for more domains to come to rest before the store is asked again. It is short compared
   * with a look, which takes tens of milliseconds with distant servers.
   */
  readonly gatherMs: number;
}

/**
 * How often a sweep that has claimed everything due checks for newly due domains while it is still at work.
 */
const LOOK_AGAIN_MS = 5000;

/**
 * If most domains take long, at most this multiple of the concurrency is under way: each needs a quarter of
 * a MiB meanwhile.
 */
const MOST_SLOW = 4;

/** The domains to be advanced, and how. */
export interface Work {
  readonly policy: Policy;
  readonly pass: Pass;
  readonly limits: SweepLimits;
  /** No domain is claimed after this time, in milliseconds since the epoch. */
  readonly claimUntil: number;
  readonly scope: Scope;
  /** Whether to come back to domains that become due within the time. */
  readonly comesBack: boolean;
  /** Called while more is due than there is room for. */
  onFull(): void;
  readonly tally: ReturnType<typeof newSweepTally>;
}

/**
 * Advances the domains that are due, the longest due first, until none are left or the time is up.
 *
 * @param signal interrupts unfinished domains, which stay due
 * @returns whether the store has just said that nothing is due
 */
export async function advanceDue(
  engine: Engine,
  work: Work,
  signal: AbortSignal,
): Promise<boolean> {
  const { store, now } = engine;
  const { policy, pass, limits, scope, tally, claimUntil } = work;
  const { checkIntervalMs } = policy.limits;
  const { concurrency, slowAfterMs, gatherMs } = limits;
  const stays = () =>
    work.comesBack &&
    (checkIntervalMs < SWEEP_EVERY_MS || callers(engine).some(({ areAwaited }) => areAwaited));

  const started = underWay(slowAfterMs);
  const running = started.all;
  const begin = (claim: Claim, claimedAt: number) =>
    started.add(advance(engine, claim, policy, pass, signal, claimedAt).then(tally.count));
  const roomNow = () => {
    const taken = Math.max(running.size - started.slow - callsIn(engine), 0);
    return Math.min(concurrency - taken, MOST_SLOW * concurrency - running.size);
  };

  let isNothingDue = false;
  try {
    while (now() < claimUntil && !signal.aborted) {
      const calling = [...callers(engine).map((slots) => slots.entered()), started.slowed()];
      const room = roomNow();
      const askedAt = now();
      const claims = room > 0 ? await store.claimDue(askedAt, room, LEASE_MS, scope.shards) : [];
      for (const claim of claims) begin(claim, askedAt);

      const hasRoom = claims.length < room;
      if (hasRoom && scope.widen()) continue;
      if (!hasRoom) work.onFull();
      const staysOn = stays();
      const nextDueAt = hasRoom && staysOn ? await store.nextDueAt() : undefined;
      const comesBack = nextDueAt !== undefined && nextDueAt < claimUntil;
      if (running.size === 0 && !comesBack) {
        isNothingDue = hasRoom && !staysOn;
        break;
      }

      const woken = new AbortController();
      const isAllTaken = hasRoom && !staysOn;
      // A domain that calls a host, or is slow, makes room for another check. Once everything is claimed,
      // little becomes due meanwhile.
      const causes: Promise<unknown>[] = isAllTaken
        ? [Promise.all(running), wait(LOOK_AGAIN_MS, woken.signal)]
        : [...running, ...calling];
      if (comesBack) {
        // An event may make another domain due sooner, so the wait is no longer than the check interval.
        const waitMs = Math.min(Math.max(nextDueAt - now(), 0), checkIntervalMs);
        causes.push(engine.wait(waitMs, AbortSignal.any([signal, woken.signal])));
      }
      await Promise.race(causes);
      woken.abort();
      // Domains that come to rest at about the same moment make room together: a query to the store for each
      // of them would cost more.
      if (running.size > 0 && !isAllTaken && gatherMs > 0) await wait(gatherMs, signal);
    }
  } finally {
    // Also runs if the store fails: work under way is waited for.
    await Promise.all(running);
  }
  return isNothingDue;
}

function callers({ paces }: Engine): readonly Slots[] {
  return [paces.aliasHost.slots, paces.multisite.slots];
}

/** How many domains are calling a host now, or wait for their turn: they do not count among the checks. */
function callsIn(engine: Engine): number {
  return callers(engine).reduce((sum, { size }) => sum + size, 0);
}

/** Counts the results of one sweep, in numbers of domains. */
export function newSweepTally() {
  const counts = { claimed: 0, advanced: 0, failed: 0 };
  const count = (result: Advanced) => {
    counts.claimed += 1;
    if (result === 'rested') counts.advanced += 1;
    if (result === 'failed') counts.failed += 1;
  };
  return { counts, count };
}
