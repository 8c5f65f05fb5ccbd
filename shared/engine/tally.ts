import type { Outcome } from '../lifecycle/apply.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { bucketOf, NOTHING_TALLIED, sumOf, type Tallied } from '../lifecycle/statistics.ts';

/** The counts of this instance that are not in the statistics yet. */
export interface Tally {
  add(tallied: Tallied): void;
  /** Everything since the last call; undefined if that is nothing. */
  take(): Tallied | undefined;
}

/** A tally in which nothing is counted yet. */
export function newTally(): Tally {
  let tallied = NOTHING_TALLIED;
  return {
    add(more) {
      if (more !== NOTHING_TALLIED) tallied = sumOf(tallied, more);
    },
    take() {
      const taken = tallied;
      tallied = NOTHING_TALLIED;
      return taken === NOTHING_TALLIED ? undefined : taken;
    },
  };
}

/**
 * The counts that a step adds to the statistics.
 *
 * @param secondsToLive from the event to the first time that the domain is done; undefined if this step is
 *   not that time
 */
export function talliedOf(outcome: Outcome, secondsToLive: number | undefined): Tallied {
  const isAliasCall = outcome.step === 'add-alias' || outcome.step === 'remove-alias';
  const failed = isAliasCall && ['failed', 'unauthorized'].includes(outcome.result.kind);
  if (!failed && secondsToLive === undefined) return NOTHING_TALLIED;
  return {
    timesToLive: secondsToLive === undefined ? {} : { [bucketOf(secondsToLive)]: 1 },
    closteErrors: failed ? 1 : 0,
  };
}

/**
 * How long it took from the event that mapped a domain to the first time that the domain is done.
 *
 * @param now milliseconds since the epoch
 * @returns seconds; undefined if the domain is not done now, or was done before
 */
export function secondsToLive(
  before: DomainRecord,
  after: DomainRecord | undefined,
  now: number,
): number | undefined {
  if (after?.stage !== 'done' || before.stage === 'done') return undefined;
  const { decidedBy } = after;
  const wasDone = before.history.some(({ to, at }) => to === 'done' && at >= decidedBy.occurredAt);
  return wasDone ? undefined : (now - decidedBy.occurredAt) / 1000;
}
