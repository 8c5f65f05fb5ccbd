import { type Problem, problem } from '../problems/catalogue.ts';
import type { Circumstances } from './circumstances.ts';
import type { DomainRecord, Retry } from './record.ts';
import { backoffMs } from './rest.ts';

/** What Closte made of a request to add or to remove an alias. */
export type AliasOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfterMs: number | undefined };

export function applyAliasAdded(
  record: DomainRecord,
  outcome: AliasOutcome,
  circumstances: Circumstances,
): DomainRecord {
  // Unmapped meanwhile: whatever Closte made of it, the alias is still to be removed.
  if (record.alias.state !== 'pending') return record;
  switch (outcome.kind) {
    case 'done':
      return withClosteProblems({ ...record, alias: { state: 'added' } }, []);
    case 'refused': {
      const { domain } = record;
      const refused = problem('closte-refused-domain', { domain, reason: outcome.reason });
      return withClosteProblems({ ...record, alias: { state: 'rejected' } }, [refused]);
    }
    default: {
      const retry = nextTry(record.alias.retry, outcome, circumstances);
      const waiting: DomainRecord = { ...record, alias: { state: 'pending', retry } };
      return withClosteProblems(waiting, [problemOf(outcome)]);
    }
  }
}

export function applyAliasRemoved(
  record: DomainRecord,
  outcome: AliasOutcome,
  circumstances: Circumstances,
): DomainRecord {
  // Mapped again meanwhile: the alias is to be added, and that is what the record says already.
  if (record.alias.state !== 'removing') return record;
  const { forgetAt, retry } = record.alias;
  switch (outcome.kind) {
    case 'done':
    case 'refused': // What Closte does not take, it does not have.
      return withClosteProblems({ ...record, alias: { state: 'removed', forgetAt } }, []);
    default: {
      const later = nextTry(retry, outcome, circumstances);
      const waiting: DomainRecord = {
        ...record,
        alias: { state: 'removing', retry: later, forgetAt },
      };
      return withClosteProblems(waiting, [problemOf(outcome)]);
    }
  }
}

type Failure = Extract<AliasOutcome, { kind: 'unauthorized' | 'failed' }>;

/** Without end while the intent stands, and never before Closte said to come back. */
function nextTry(retry: Retry, failure: Failure, { now, random }: Circumstances): Retry {
  const failures = retry.failures + 1;
  const askedToWaitMs = failure.kind === 'failed' ? (failure.retryAfterMs ?? 0) : 0;
  return { failures, at: now + Math.max(backoffMs(failures, random), askedToWaitMs) };
}

function problemOf(failure: Failure): Problem {
  return failure.kind === 'unauthorized'
    ? problem('closte-unauthorized', {})
    : problem('closte-unavailable', { reason: failure.reason });
}

function withClosteProblems(record: DomainRecord, closte: readonly Problem[]): DomainRecord {
  return { ...record, problems: { ...record.problems, closte } };
}
