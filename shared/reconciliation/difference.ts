import { isSetByHand, isToBeKept } from '../lifecycle/kept.ts';
import { type DomainRecord, intentOf } from '../lifecycle/record.ts';
import { stageOf } from '../multisite/domain-item.ts';
import type { ListedItem } from './sheets.ts';

/**
 * The difference between the multisite's item of a domain and our record.
 *
 * - `mapping`: only the item says that the domain is mapped
 * - `detail`: they differ in the site, in the id, or in the stage that was written
 */
export type Difference = 'mapping' | 'detail';

type Listed = Omit<ListedItem, 'domain'>;

/**
 * The difference between the item and the record; undefined if there is none.
 *
 * @param listedAt when the listing was begun: a newer record is not compared with it
 */
export function differenceOf(
  record: DomainRecord | undefined,
  item: Listed,
  listedAt: number,
): Difference | undefined {
  if (!record) return 'mapping';
  if (record.decidedBy.occurredAt >= listedAt) return undefined;
  if (intentOf(record) === 'unmapped') return 'mapping';
  const isAsKnown =
    record.siteId === item.siteId &&
    record.domainId === item.id &&
    record.hasDomainRecord &&
    !isStageMissing(record, item, listedAt);
  return isAsKnown ? undefined : 'detail';
}

/** Whether the stage that we believe was written is missing there, so that one of the two has to change. */
function isStageMissing(record: DomainRecord, item: Listed, listedAt: number): boolean {
  const there = stageOf(item);
  return (
    there !== null &&
    there !== record.stage &&
    record.writtenStage === record.stage &&
    record.write.at < listedAt &&
    (!isToBeKept(there, record) || isSetByHand(there, record))
  );
}

/**
 * Whether a domain that is missing from the listing is to be unmapped: only if the multisite once had an item
 * for it, and there is no newer event about it.
 */
export function isMissed(record: DomainRecord, listedAt: number): boolean {
  return (
    intentOf(record) === 'mapped' &&
    record.hasDomainRecord &&
    record.decidedBy.occurredAt < listedAt
  );
}

/**
 * Unmapping more domains than this, and a greater part of all than this, is more likely a fault than a
 * wish.
 */
export const FEW = 10;
export const MOST = 0.2;

/** Whether the number of removals makes a fault likelier than a wish, so that they need to be forced. */
export function isTooMany(removals: number, stored: number): boolean {
  return removals > FEW && removals > stored * MOST;
}

/**
 * Whether all domains are missing at once, of which there are several. A table that was lost, or another
 * multisite in its place, lists as completely as one whose domains were removed.
 *
 * @param listed how many items the multisite has
 */
export function areAll(removals: number, stored: number, listed: number): boolean {
  return removals > 1 && (removals === stored || listed === 0);
}
