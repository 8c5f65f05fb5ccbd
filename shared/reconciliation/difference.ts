import { isSetByHand, isToBeKept } from '../lifecycle/kept.ts';
import { type DomainRecord, intentOf } from '../lifecycle/record.ts';
import { type DomainItem, stageOf } from '../multisite/domain-item.ts';

/**
 * What the multisite's record of a domain says that ours does not.
 *
 * - `mapping`: that it is mapped
 * - `detail`: its site, its id, or another stage than the one that was written
 */
export type Difference = 'mapping' | 'detail';

/** @param listedAt when the listing was begun: what is newer knows better */
export function differenceOf(
  record: DomainRecord | undefined,
  item: DomainItem,
  listedAt: number,
): Difference | undefined {
  if (!record) return 'mapping';
  if (record.decidedBy.occurredAt >= listedAt) return undefined;
  if (intentOf(record) === 'unmapped') return 'mapping';
  const isAsKnown =
    record.siteId === item.siteId &&
    record.domainId === item.id &&
    record.hasDomainRecord &&
    !lostItsStage(record, item, listedAt);
  return isAsKnown ? undefined : 'detail';
}

/** Whether the stage that we take for written is not there, and theirs or ours has to change. */
function lostItsStage(record: DomainRecord, item: DomainItem, listedAt: number): boolean {
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
 * Whether a domain that the listing does not have is to be unmapped: only if the multisite did have
 * a record of it, and nothing was heard of it since.
 */
export function isMissed(record: DomainRecord, listedAt: number): boolean {
  return (
    intentOf(record) === 'mapped' &&
    record.hasDomainRecord &&
    record.decidedBy.occurredAt < listedAt
  );
}

/** To unmap more domains than these, and a greater part of all, is rather a fault than a wish. */
export const FEW = 10;
export const MOST = 0.2;

export function isTooMany(removals: number, stored: number): boolean {
  return removals > FEW && removals > stored * MOST;
}
