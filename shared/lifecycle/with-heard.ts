import type { Heard } from './heard.ts';
import { type Holder, heardOf, holderOf } from './holder.ts';
import { tellingInDoubt } from './in-doubt.ts';
import { asSetByHand, isSetByHand, isToBeKept } from './kept.ts';
import { isNewer } from './ordinal.ts';
import { type DomainRecord, type Intent, intentOf } from './record.ts';
import { FIRST_STAGE, isFailed, isLive, type Stage } from './stage.ts';
import { startOver, withFreshTombstone, withIntent } from './start-over.ts';
import type { Wish } from './wish.ts';

/** Where a domain starts: one that is live in the multisite starts live. */
export function startFor(there: Stage | null): Stage {
  return there !== null && isLive(there) ? there : FIRST_STAGE;
}

/** The fields of a record that say for whom the domain is mapped or, if it is unmapped, for whom it was. */
export function originOf(heard: Heard, holder: Holder | undefined) {
  const { last } = heard;
  const { siteId, domainId, hasDomainRecord } = holder ?? { ...last, hasDomainRecord: false };
  return { siteId, domainId, hasDomainRecord, decidedBy: last.ordinal, heard };
}

/** The parts of a wish that do not become part of `heard`. */
type Said = Pick<Wish, 'intent' | 'stage' | 'ordinal'>;

/**
 * The record once an event was heard, with what follows from it: whether the domain is mapped, and if so,
 * for whom.
 *
 * @param said undefined if the event is the deletion of a site
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
  const asked = isAskedAgain(record, said, intent)
    ? { ...told, assertAgain: { failures: 0, at: now } }
    : told;
  return holder ? stillMapped(record, asked, holder, said, now) : withFreshTombstone(asked, now);
}

/** The record of a domain that is still mapped, perhaps for another site. */
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
  // A stage that was listed before our last write may be the one that we replaced.
  const isNewThere = said !== undefined && record.write.at < said.ordinal.occurredAt;
  if (there !== null && isNewThere && isSetByHand(there, record)) {
    return asSetByHand(known, there, now);
  }
  const isAnotherRecord = known.domainId !== record.domainId;
  const isAnotherSite = known.siteId !== record.siteId;
  const isReplaced =
    isAnotherSite || (known.domainId !== null && isAnotherRecord && record.domainId !== null);
  const isSaidAgain = there === null && isNewerHolder(holder, holderBefore);
  if (isReplaced ? !isLive(record.stage) : isSaidAgain && isFailed(record.stage)) {
    const again = startOver(known, 'the domain was mapped again', now, startFor(there));
    return { ...again, writtenStage: there, write: { failures: 0, at: now } };
  }
  // The multisite's new item starts at the first stage, so a later stage has to be reported for it, and written.
  const isNewItem = isAnotherSite || (isAnotherRecord && isNews(record, there));
  const reportedStage =
    isNewItem && known.stage !== FIRST_STAGE ? FIRST_STAGE : known.reportedStage;
  // The domain may have been mapped again under a new item, while the removal of the old one has not arrived
  // yet.
  const isToBeWritten = isAnotherRecord || isAnotherSite || isSaidAgain;
  const writtenStage = writtenStageFor(record, there, isToBeWritten);
  const next: DomainRecord = { ...known, reportedStage, writtenStage };
  // WordPress may have been restored from a backup, and its diagnoses with it.
  const isInDoubt = there === null ? isToBeWritten : writtenStage !== record.stage;
  return isInDoubt ? tellingInDoubt(next) : next;
}

/**
 * Whether the multisite asks again for the state that Closte confirmed earlier, and that may have changed
 * since. A site and its domain are announced by two events; a listing says nothing about the alias.
 */
function isAskedAgain(
  { aliasSeenAt }: DomainRecord,
  said: Said | undefined,
  intent: Intent,
): boolean {
  return said?.intent === intent && said.stage === null && said.ordinal.occurredAt > aliasSeenAt;
}

function isNewerHolder(holder: Holder, before: Holder | undefined): boolean {
  return before !== undefined && isNewer(holder.ordinal, before.ordinal);
}

/** The id that a look-up found and no event named, if the holder is still the same. */
function idLearntOf(
  record: DomainRecord,
  holder: Holder,
  holderBefore: Holder | undefined,
): number | null {
  const isLearnt = holderBefore?.domainId === null && holderBefore.siteId === holder.siteId;
  return isLearnt ? record.domainId : null;
}

/** Learning an id from the listing, which always has it, does not make the item a new one. */
function isNews(record: DomainRecord, there: Stage | null): boolean {
  return record.domainId !== null || there === null;
}

/**
 * The stage to assume for the multisite's item after an event; null makes the next step write the stage
 * again.
 */
function writtenStageFor(
  record: DomainRecord,
  there: Stage | null,
  isToBeWritten: boolean,
): Stage | null {
  if (there === null) return isToBeWritten ? null : record.writtenStage;
  return isToBeKept(there, record) ? record.stage : there;
}
