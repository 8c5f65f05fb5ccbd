import { type Problem, problem } from '../problems/catalogue.ts';
import type { Circumstances } from './circumstances.ts';
import { putOffMs } from './doubts.ts';
import { addingInDoubt, removingInDoubt } from './in-doubt.ts';
import type { PutOff } from './put-off.ts';
import type { DomainRecord, Retry } from './record.ts';
import { backoffMs, dailyMs } from './rest.ts';

/** What Closte made of a request to add or to remove an alias. */
export type AliasOutcome = {
  /** Whether it may still be carried out, or be carried out once more. Default: false. */
  readonly inDoubt?: boolean;
} & (
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unauthorized' }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly retryAfterMs: number | undefined;
      /** Whether that would have failed for any domain. Default: false. */
      readonly isOfHost?: boolean;
    }
);

export function applyAliasAdded(
  record: DomainRecord,
  outcome: AliasOutcome | PutOff,
  circumstances: Circumstances,
): DomainRecord {
  if (outcome.kind === 'put-off') return aliasPutOff(record, outcome);
  const { now } = circumstances;
  const known = outcome.inDoubt ? addingInDoubt(record, now) : record;
  const { alias } = known;
  // Unmapped meanwhile: whatever Closte made of it, the alias is still to be removed.
  if (alias.state === 'removing' || alias.state === 'removed') return known;
  switch (outcome.kind) {
    case 'done': {
      const isTakenAfterAll = alias.state === 'rejected';
      const added: DomainRecord = {
        ...seen(known, circumstances),
        alias: { state: 'added' },
        // Without the alias, Closte had nothing to issue it for.
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
      // What is known of an alias that was only asserted again stays so.
      if (alias.state !== 'pending') return putOff(known, outcome, circumstances);
      const retry = nextTry(alias.retry, outcome, circumstances);
      const waiting: DomainRecord = { ...known, alias: { state: 'pending', retry } };
      return withClosteProblems(waiting, [problemOf(outcome)]);
    }
  }
}

export function applyAliasRemoved(
  record: DomainRecord,
  outcome: AliasOutcome | PutOff,
  circumstances: Circumstances,
): DomainRecord {
  if (outcome.kind === 'put-off') return aliasPutOff(record, outcome);
  const { now } = circumstances;
  const known = outcome.inDoubt ? removingInDoubt(record, now) : record;
  const { alias } = known;
  // Mapped again meanwhile: the alias is to be added, and that is what the record says already.
  if (alias.state !== 'removing' && alias.state !== 'removed') return known;
  const { forgetAt } = alias;
  const removed = { state: 'removed', forgetAt } as const;
  switch (outcome.kind) {
    case 'done':
      return withClosteProblems({ ...seen(known, circumstances), alias: removed }, []);
    // It is another's, says Closte in words that we may misread.
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

/** No refusal is known to be final. */
function refusedForToday(record: DomainRecord, { now, random }: Circumstances): DomainRecord {
  return {
    ...record,
    aliasSeenAt: now,
    assertAgain: { failures: 0, at: now + dailyMs(random) },
  };
}

type Failure = Extract<AliasOutcome, { kind: 'unauthorized' | 'failed' }>;

/** Failures of the host, beyond which a domain waits no longer: some minutes. */
const MOST_OF_HOST = 4;

/** Without end while the intent stands, and never before Closte said to come back. */
function nextTry(retry: Retry, failure: Failure, { now, random }: Circumstances): Retry {
  const failures = retry.failures + 1;
  // All calls pause then: what was not about this domain need not hold it back for long afterwards.
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

/** Tried again when it makes sense, and nothing else is changed. */
function aliasPutOff(record: DomainRecord, putOff: PutOff): DomainRecord {
  const { alias, assertAgain } = record;
  const at = putOff.until;
  switch (alias.state) {
    case 'pending':
    case 'removing': {
      const retry = { ...alias.retry, at };
      return whilePaused({ ...record, alias: { ...alias, retry } }, putOff);
    }
    default:
      // Without a failure, a doubt that is due would come first, and be put off at once again.
      return { ...record, assertAgain: { failures: Math.max(assertAgain?.failures ?? 0, 1), at } };
  }
}

/** Where all calls pause, what is wrong with them is wrong with this one. */
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
