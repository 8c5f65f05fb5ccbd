import type { Heard } from './heard.ts';
import { type Holder, heardOf, holderOf } from './holder.ts';
import { asSetByHand, isSetByHand, isToBeKept } from './kept.ts';
import { isNewer } from './ordinal.ts';
import { type DomainRecord, type Intent, intentOf } from './record.ts';
import { FIRST_STAGE, isFailed, isLive, type Stage } from './stage.ts';
import { startOver, withFreshTombstone, withIntent } from './start-over.ts';
import type { Wish } from './wish.ts';

/** Where a domain starts: what is live in the multisite starts live. */
export function startFor(there: Stage | null): Stage {
  return there !== null && isLive(there) ? there : FIRST_STAGE;
}

/** The fields of a record that say whom the domain is mapped for; of an unmapped one, whom it was. */
export function originOf(heard: Heard, holder: Holder | undefined) {
  const { last } = heard;
  const { siteId, domainId, hasDomainRecord } = holder ?? { ...last, hasDomainRecord: false };
  return { siteId, domainId, hasDomainRecord, decidedBy: last.ordinal, heard };
}

/** What a wish tells beside what was heard by it. */
type Said = Pick<Wish, 'intent' | 'stage' | 'ordinal'>;

/**
 * The record once something was heard, and what follows from it: whether the domain is mapped, and if
 * so, for whom.
 *
 * @param said undefined if it was that a site is deleted
 */
export function withHeard(
  record: DomainRecord,
  heard: Heard,
  said: Said | undefined,
  now: number,
): DomainRecord {
  const holder = holderOf(heard);
  const told: DomainRecord = { ...record, ...originOf(heard, holder) };
  const intent = holder ? 'mapped' : 'unmapped';
  if (intent !== intentOf(record)) {
    const there = said?.stage ?? null;
    return withIntent({ ...told, writtenStage: there }, intent, now, startFor(there));
  }
  const asked = isAskedAnew(record, said, intent)
    ? { ...told, assertAgain: { failures: 0, at: now } }
    : told;
  return holder ? stillMapped(record, asked, holder, said, now) : withFreshTombstone(asked, now);
}

/** The record of a domain that was mapped before as well, perhaps for somebody else. */
function stillMapped(
  record: DomainRecord,
  told: DomainRecord,
  holder: Holder,
  said: Said | undefined,
  now: number,
): DomainRecord {
  const holderBefore = holderOf(heardOf(record));
  const known = { ...told, domainId: told.domainId ?? idLearntOf(record, holder, holderBefore) };
  const there = said?.stage ?? null;
  // What was listed before we wrote may be what we replaced.
  const isNewThere = said !== undefined && record.write.at < said.ordinal.occurredAt;
  if (there !== null && isNewThere && isSetByHand(there, record)) {
    return asSetByHand(known, there, now);
  }
  const isAnotherRecord = known.domainId !== record.domainId;
  const isAnotherSite = known.siteId !== record.siteId;
  const next: DomainRecord = {
    ...known,
    // The multisite's new record of the domain starts at the first stage, and has to be told the rest.
    ...(isAnotherSite || (isAnotherRecord && isNews(record, there))
      ? { reportedStage: FIRST_STAGE }
      : {}),
  };
  const isReplaced =
    isAnotherSite || (known.domainId !== null && isAnotherRecord && record.domainId !== null);
  const isSaidAgain = there === null && isNewerHolder(holder, holderBefore);
  if (isReplaced ? !isLive(record.stage) : isSaidAgain && isFailed(record.stage)) {
    const again = startOver(next, 'the domain was mapped anew', now, startFor(there));
    return { ...again, writtenStage: there, write: { failures: 0, at: now } };
  }
  // Mapped again under a new record, maybe, whose removal is still on its way.
  const isToBeWritten = isAnotherRecord || isAnotherSite || isSaidAgain;
  return { ...next, writtenStage: writtenStageFor(record, there, isToBeWritten) };
}

/**
 * Whether it is asked for after Closte said that it is so: it may have become otherwise since. A site
 * and its domain are told by two events at a time; a listing says nothing of the alias.
 */
function isAskedAnew(
  { aliasSeenAt }: DomainRecord,
  said: Said | undefined,
  intent: Intent,
): boolean {
  return said?.intent === intent && said.stage === null && said.ordinal.occurredAt > aliasSeenAt;
}

function isNewerHolder(holder: Holder, before: Holder | undefined): boolean {
  return before !== undefined && isNewer(holder.ordinal, before.ordinal);
}

/** The id that a look-up found, and no event told, of a record that is still the same. */
function idLearntOf(
  record: DomainRecord,
  holder: Holder,
  holderBefore: Holder | undefined,
): number | null {
  const isLearnt = holderBefore?.domainId === null && holderBefore.siteId === holder.siteId;
  return isLearnt ? record.domainId : null;
}

/** To learn an id from the listing, which always tells it, makes it no other record. */
function isNews(record: DomainRecord, there: Stage | null): boolean {
  return record.domainId !== null || there === null;
}

/** Whether the multisite's record is to be written anew, now that something was heard of it. */
function writtenStageFor(
  record: DomainRecord,
  there: Stage | null,
  isToBeWritten: boolean,
): Stage | null {
  if (there === null) return isToBeWritten ? null : record.writtenStage;
  return isToBeKept(there, record) ? record.stage : there;
}
