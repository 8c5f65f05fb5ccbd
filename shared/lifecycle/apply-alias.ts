import { type Problem, problem } from '../problems/catalogue.ts';
import type { Circumstances } from './circumstances.ts';
import { putOffMs } from './doubts.ts';
import { addingInDoubt, removingInDoubt } from './in-doubt.ts';
import type { PutOff } from './put-off.ts';
import type { DomainRecord, Retry } from './record.ts';
import { backoffMs, behindOthersMs, dailyMs } from './rest.ts';

/** The result of a request to Closte to add or to remove an alias. */
export type AliasOutcome = {
  /** Whether the request may still be carried out, or be carried out once more. Default: false. */
  readonly inDoubt?: boolean;
} & (
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unauthorized' }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly retryAfterMs: number | undefined;
      /** Whether the call would have failed for any domain. Default: false. */
      readonly isOfHost?: boolean;
    }
);

/** The record after the call to add the alias. */
export function applyAliasAdded(
  record: DomainRecord,
  outcome: AliasOutcome | PutOff,
  circumstances: Circumstances,
): DomainRecord {
  if (outcome.kind === 'put-off') return aliasPutOff(record, outcome);
  const { now } = circumstances;
  const known = outcome.inDoubt ? addingInDoubt(record, now) : record;
  const { alias } = known;
  // The domain was unmapped meanwhile: whatever Closte answered, the alias must still be removed.
  if (alias.state === 'removing' || alias.state === 'removed') return known;
  switch (outcome.kind) {
    case 'done': {
      const isTakenAfterAll = alias.state === 'rejected';
      const added: DomainRecord = {
        ...seen(known, circumstances),
        alias: { state: 'added' },
        // Without the alias, Closte could issue no certificate.
        certificateRequestAt: isTakenAfterAll ? 0 : known.certificateRequestAt,
      };
      return withClosteProblems(added, []);
    }
    case 'refused': {
      const { domain } = known;
      const refused = problem('closte-refused-domain', { domain, reason: outcome.reason });
      const rejected: DomainRecord = {
        ...refusedForToday(known, circumstances),
        alias: { state: 'rejected' },
      };
      return withClosteProblems(rejected, [refused]);
    }
    default: {
      // An alias that was only asserted again keeps its state.
      if (alias.state !== 'pending') return putOff(known, outcome, circumstances);
      const retry = nextTry(alias.retry, outcome, circumstances);
      const waiting: DomainRecord = { ...known, alias: { state: 'pending', retry } };
      return withClosteProblems(waiting, [problemOf(outcome)]);
    }
  }
}

/** The record after the call to remove the alias. */
export function applyAliasRemoved(
  record: DomainRecord,
  outcome: AliasOutcome | PutOff,
  circumstances: Circumstances,
): DomainRecord {
  if (outcome.kind === 'put-off') return aliasPutOff(record, outcome);
  const { now } = circumstances;
  const known = outcome.inDoubt ? removingInDoubt(record, now) : record;
  const { alias } = known;
  // The domain was mapped again meanwhile, and the record already says that the alias must be added.
  if (alias.state !== 'removing' && alias.state !== 'removed') return known;
  const { forgetAt } = alias;
  const removed = { state: 'removed', forgetAt } as const;
  switch (outcome.kind) {
    case 'done':
      return withClosteProblems({ ...seen(known, circumstances), alias: removed }, []);
    // Closte says that the alias belongs to somebody else, but we may misread its words.
    case 'refused':
      return withClosteProblems({ ...refusedForToday(known, circumstances), alias: removed }, []);
    default: {
      if (alias.state === 'removed') return putOff(known, outcome, circumstances);
      const retry = nextTry(alias.retry, outcome, circumstances);
      const waiting: DomainRecord = { ...known, alias: { state: 'removing', retry, forgetAt } };
      return withClosteProblems(waiting, [problemOf(outcome)]);
    }
  }
}

function seen(record: DomainRecord, { now }: Circumstances): DomainRecord {
  return { ...record, aliasSeenAt: now, assertAgain: null };
}

/** No refusal is known to be final, so the alias is asserted again after about a day. */
function refusedForToday(record: DomainRecord, { now, random }: Circumstances): DomainRecord {
  return {
    ...record,
    aliasSeenAt: now,
    assertAgain: { failures: 0, at: now + dailyMs(random) },
  };
}

type Failure = Extract<AliasOutcome, { kind: 'unauthorized' | 'failed' }>;

/** After this many failures of the host itself, a domain's wait grows no longer: it stays at some minutes. */
const MOST_OF_HOST = 4;

/**
 * The next try: retries continue while the intent stands, and none comes before the time that Closte named.
 */
function nextTry(retry: Retry, failure: Failure, { now, random }: Circumstances): Retry {
  const failures = retry.failures + 1;
  // All calls pause after such a failure. It was not about this domain, so the domain need not wait long
  // after the pause.
  const isOfHost = failure.kind === 'unauthorized' || failure.isOfHost === true;
  const counted = isOfHost ? Math.min(failures, MOST_OF_HOST) : failures;
  return { failures, at: now + Math.max(backoffMs(counted, random), askedToWaitMs(failure)) };
}

function putOff(
  record: DomainRecord,
  failure: Failure,
  { now, random }: Circumstances,
): DomainRecord {
  const failures = (record.assertAgain?.failures ?? 0) + 1;
  const waitMs = Math.max(putOffMs(failures, random), askedToWaitMs(failure));
  return { ...record, assertAgain: { failures, at: now + waitMs } };
}

function askedToWaitMs(failure: Failure): number {
  return failure.kind === 'failed' ? (failure.retryAfterMs ?? 0) : 0;
}

function problemOf(failure: Failure): Problem {
  return failure.kind === 'unauthorized'
    ? problem('closte-unauthorized', {})
    : problem('closte-unavailable', { reason: failure.reason });
}

/** Moves the next try to the time at which a call is likely to be possible. */
function aliasPutOff(record: DomainRecord, putOff: PutOff): DomainRecord {
  const { alias, assertAgain } = record;
  const { failures } = 'retry' in alias ? alias.retry : (assertAgain ?? { failures: 0 });
  const at = putOff.until + (putOff.pause ? behindOthersMs(failures) : 0);
  switch (alias.state) {
    case 'pending':
    case 'removing': {
      const retry = { ...alias.retry, at };
      return whilePaused({ ...record, alias: { ...alias, retry } }, putOff);
    }
    default:
      // With no failure counted, a doubt that is due would come first, and be put off again at once.
      return { ...record, assertAgain: { failures: Math.max(assertAgain?.failures ?? 0, 1), at } };
  }
}

/** While all calls pause, the domain has the problem that made them pause. */
function whilePaused(record: DomainRecord, { pause }: PutOff): DomainRecord {
  if (!pause) return record;
  const { cause, reason } = pause;
  const told =
    cause === 'unauthorized'
      ? problem('closte-unauthorized', {})
      : problem('closte-unavailable', { reason });
  return withClosteProblems(record, [told]);
}

function withClosteProblems(record: DomainRecord, closte: readonly Problem[]): DomainRecord {
  return { ...record, problems: { ...record.problems, closte } };
}
