import type { Circumstances } from './circumstances.ts';
import { writingInDoubt } from './in-doubt.ts';
import { asSetByHand, isSetByHand } from './kept.ts';
import { isNewer, type Ordinal } from './ordinal.ts';
import { type DomainRecord, intentOf, lastHeard } from './record.ts';
import { backoffMs, behindOthersMs, dailyMs, longBackoffMs } from './rest.ts';
import { isFailed, type Stage } from './stage.ts';

/**
 * The result of writing a stage to the multisite's item.
 *
 * - `gone`: there is no such item, so there is nothing to write to
 * - `kept`: the domain is live there, and our stage does not take it down
 * - `not-configured`: the settings name no multisite to write to
 * - `refused`: the multisite does not accept this write, or its item has a stage that we do not know
 * - `absent`: WordPress has no API for it, perhaps permanently
 * - `unauthorized`: the multisite refuses our credentials; call again at `until` at the earliest
 * - `put-off`: the call was not made, since too many are under way; try again at `until`
 */
export type WriteResult =
  | { readonly kind: 'written' | 'gone' | 'not-configured' | 'refused' | 'absent' }
  | { readonly kind: 'kept'; readonly there: Stage }
  | { readonly kind: 'unauthorized' | 'put-off'; readonly until: number }
  | {
      readonly kind: 'failed';
      readonly retryAfterMs: number | undefined;
      /** Whether the stage may have been written nevertheless, or may still be. Default: false. */
      readonly inDoubt?: boolean;
    };

/** A stage that was to be written to the multisite's item, and the result. */
export interface StageWritten {
  readonly stage: Stage;
  /** The newest event that was heard before the stage was written. */
  readonly after: Ordinal;
  /** The id of the item as it was known before. */
  readonly knownId: number | null;
  /** The id of the item that the stage was written to; null if there is none. */
  readonly domainId: number | null;
  readonly result: WriteResult;
}

/** The record after the write. Failures are retried as long as the intent stands; a missing item is not. */
export function applyStageWritten(
  record: DomainRecord,
  written: StageWritten,
  { now, random }: Circumstances,
): DomainRecord {
  if (intentOf(record) === 'unmapped') return record;
  const { stage, result } = written;
  const inDoubt = result.kind === 'failed' && result.inDoubt === true;
  const latest = inDoubt ? writingInDoubt(record, stage, now) : record;
  // An event since then may have been about another item, or about one that was changed by hand.
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
      // From now on, anything that is live there was made so by hand.
      const forgotten = isFailed(stage) ? { seenRight: null } : {};
      return { ...known, ...forgotten, writtenStage: stage, write: { failures: 0, at: now } };
    }
    case 'gone':
    case 'not-configured':
      return { ...known, writtenStage: stage, write: { failures: 0, at: now } };
    // After a day the answer may be different: the administrators may have repaired the item.
    case 'refused':
      return { ...known, write: { failures: failures + 1, at: now + dailyMs(random) } };
    case 'absent': {
      const at = now + longBackoffMs(failures + 1, random);
      return { ...known, write: { failures: failures + 1, at } };
    }
    case 'put-off':
      return {
        ...known,
        write: {
          failures: Math.max(failures, 1),
          at: result.until + behindOthersMs(Math.max(failures - 1, 0)),
        },
      };
    case 'unauthorized':
      // The times are random, so that one domain tests whether the refusal is over, and not all of them.
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

/** The id may come from a look-up, where none was known or the item with the known id is gone. */
function withDomainId(record: DomainRecord, { domainId }: StageWritten): DomainRecord {
  return domainId === null || domainId === record.domainId
    ? record
    : { ...record, domainId, hasDomainRecord: true };
}
