import type { Circumstances } from './circumstances.ts';
import { writingInDoubt } from './in-doubt.ts';
import { asSetByHand, isSetByHand } from './kept.ts';
import { isNewer, type Ordinal } from './ordinal.ts';
import { type DomainRecord, intentOf, lastHeard } from './record.ts';
import { backoffMs, dailyMs } from './rest.ts';
import { isFailed, type Stage } from './stage.ts';

/**
 * What came of writing a stage to the multisite's record.
 *
 * - `gone`: there is no such record, so there is nothing to write to
 * - `kept`: the domain is live there, and our stage does not take it down
 * - `not-configured`: the multisite is not to be written to
 * - `refused`: it will not take this one
 * - `unauthorized`: it takes nothing from us; not to be asked again until then
 * - `put-off`: it was not asked, for too many ask it; to be tried again then
 */
export type WriteResult =
  | { readonly kind: 'written' | 'gone' | 'not-configured' | 'refused' }
  | { readonly kind: 'kept'; readonly there: Stage }
  | { readonly kind: 'unauthorized' | 'put-off'; readonly until: number }
  | {
      readonly kind: 'failed';
      readonly retryAfterMs: number | undefined;
      /** Whether it may have been written all the same, or may still be. Default: false. */
      readonly inDoubt?: boolean;
    };

export interface StageWritten {
  readonly stage: Stage;
  /** The newest event that was heard before it was written. */
  readonly after: Ordinal;
  /** The id of the multisite's record as it was known before. */
  readonly knownId: number | null;
  /** The id of the record that it was written to, if there is one. */
  readonly domainId: number | null;
  readonly result: WriteResult;
}

/** Without end while the intent stands; a record that is gone has nothing to be tried with. */
export function applyStageWritten(
  record: DomainRecord,
  written: StageWritten,
  { now, random }: Circumstances,
): DomainRecord {
  if (intentOf(record) === 'unmapped') return record;
  const { stage, result } = written;
  const inDoubt = result.kind === 'failed' && result.inDoubt === true;
  const latest = inDoubt ? writingInDoubt(record, stage, now) : record;
  // An event since then may have been about another record, or one that was changed by hand.
  const isOfAnother = record.domainId !== written.knownId;
  if (isOfAnother || isNewer(lastHeard(record), written.after)) return latest;

  const known = withDomainId(latest, written);
  const { failures } = known.write;
  switch (result.kind) {
    case 'kept':
      return isSetByHand(result.there, known)
        ? asSetByHand(known, result.there, now)
        : { ...known, writtenStage: stage, write: { failures: 0, at: now } };
    case 'written': {
      // From now on, whatever is live there was made so by hand.
      const forgotten = isFailed(stage) ? { seenRight: null } : {};
      return { ...known, ...forgotten, writtenStage: stage, write: { failures: 0, at: now } };
    }
    case 'gone':
    case 'not-configured':
      return { ...known, writtenStage: stage, write: { failures: 0, at: now } };
    // What it is after a day may be another matter: its administrators may have mended the record.
    case 'refused':
      return { ...known, write: { failures: failures + 1, at: now + dailyMs(random) } };
    case 'put-off':
      return { ...known, write: { failures: Math.max(failures, 1), at: result.until } };
    case 'unauthorized':
      // Drawn apart, so that one of them finds out whether it is over, and not all.
      return {
        ...known,
        write: {
          failures: Math.max(failures, 1),
          at: result.until + Math.round(60_000 * random()),
        },
      };
    case 'failed': {
      const waitMs = Math.max(backoffMs(failures + 1, random), result.retryAfterMs ?? 0);
      return { ...known, write: { failures: failures + 1, at: now + waitMs } };
    }
  }
}

/** The id may have been looked up, since none was known or there is no such record any more. */
function withDomainId(record: DomainRecord, { domainId }: StageWritten): DomainRecord {
  return domainId === null || domainId === record.domainId
    ? record
    : { ...record, domainId, hasDomainRecord: true };
}
