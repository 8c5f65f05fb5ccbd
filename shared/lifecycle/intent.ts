import { hear, hearSiteDeletion } from './heard.ts';
import { heardOf, holderOf } from './holder.ts';
import { isNewer, type Ordinal } from './ordinal.ts';
import { type DomainRecord, newRecord, type Retry } from './record.ts';
import { isFailed } from './stage.ts';
import { startOver, toBeAdded, toBeRemoved } from './start-over.ts';
import type { Wish } from './wish.ts';
import { originOf, startFor, withHeard } from './with-heard.ts';
import type { WordKind } from './word.ts';

/**
 * The record once the wish is heard; the same record if the wish is no news.
 *
 * @param siteDeletion the deletion of the wish's site, if there was one: a domain that was mapped to the
 *   site before is unmapped, even when the event that mapped it arrives later
 */
export function recordWish(
  record: DomainRecord | undefined,
  wish: Wish,
  siteDeletion: Ordinal | undefined,
  now: number,
): DomainRecord {
  const { siteId, domainId, ordinal, stage } = wish;
  const before = record && heardOf(record);
  const heard = hear(before, kindOf(wish), { ordinal, siteId, domainId }, siteDeletion);
  if (record) return heard === before ? record : withHeard(record, heard, wish, now);

  const holder = holderOf(heard);
  const alias = holder ? toBeAdded(now) : toBeRemoved(now);
  const origin = { ...originOf(heard, holder), alias };
  const begun = newRecord(wish.domain, origin, now, startFor(stage));
  return { ...begun, writtenStage: stage ?? begun.writtenStage };
}

function kindOf({ intent, hasDomainRecord }: Wish): WordKind {
  if (intent === 'unmapped') return 'removal';
  return hasDomainRecord ? 'record' : 'address';
}

/**
 * The record once one of its sites is deleted: unmapped, unless the domain is mapped for another site as
 * well. `decidedBy` stays: an event that has not arrived yet may have mapped the domain to another site
 * before the deletion.
 */
export function recordSiteDeletion(
  record: DomainRecord,
  siteId: number,
  deletion: Ordinal,
  now: number,
): DomainRecord {
  const before = heardOf(record);
  const heard = hearSiteDeletion(before, siteId, deletion);
  return heard === before ? record : withHeard(record, heard, undefined, now);
}

/** The record once a person asked to look again now. Only a mapped domain is looked at. */
export function recordCheckRequest(
  record: DomainRecord,
  request: Ordinal,
  now: number,
): DomainRecord {
  const holder = holderOf(heardOf(record));
  const since = holder && (record.askedBy ?? holder.ordinal);
  if (!since || !isNewer(request, since) || !isNewer(request, holder.ordinal)) return record;

  const asked: DomainRecord = {
    ...dueNow(record, now),
    askedBy: request,
    assertAgain: { failures: 0, at: now },
    certificateRequestAt: 0,
    // The person may have changed the multisite's item by hand before asking.
    writtenStage: null,
    write: { failures: 0, at: now },
    // A secret that differed for days may have been corrected.
    telling: record.telling && { ...record.telling, failures: 0, at: now },
  };
  return isFailed(asked.stage) ? startOver(asked, 'a person asked to look again', now) : asked;
}

/** The record with everything that it waits for due now, and with its tries kept. */
export function dueNow(record: DomainRecord, now: number): DomainRecord {
  const { alias } = record;
  switch (alias.state) {
    case 'removed':
      return record;
    case 'removing':
      return { ...record, alias: { ...alias, retry: { ...alias.retry, at: now } } };
  }
  const due: DomainRecord = {
    ...record,
    report: noLaterThan(now, record.report),
    write: noLaterThan(now, record.write),
    assertAgain: record.assertAgain && noLaterThan(now, record.assertAgain),
    telling: record.telling && noLaterThan(now, record.telling),
    nextCheckAt: now,
    seen: null,
  };
  return alias.state === 'pending'
    ? { ...due, alias: { ...alias, retry: { ...alias.retry, at: now } } }
    : due;
}

function noLaterThan<Waiting extends Retry>(now: number, retry: Waiting): Waiting {
  return { ...retry, at: Math.min(retry.at, now) };
}
