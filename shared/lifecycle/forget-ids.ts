import type { Heard } from './heard.ts';
import { isNewer } from './ordinal.ts';
import type { DomainRecord } from './record.ts';
import { isRemoved, type Word } from './word.ts';

/** The record without the ids of the multisite's items: the item is then looked up by the domain's name. */
export function withoutIds(record: DomainRecord): DomainRecord {
  return { ...record, domainId: null, heard: record.heard && heardWithoutIds(record.heard) };
}

function heardWithoutIds(heard: Heard): Heard {
  const { last, mapped, addresses, removals } = heard;
  return {
    ...heard,
    last: withoutId(last),
    mapped: mapped && withoutId(mapped),
    identified: null,
    addresses: addresses.map(withoutId),
    removals: removals.filter((removal) => !isOnlyOfOlder(removal, heard)).map(withoutId),
  };
}

/** Whether the removal left an item, since that is newer: without the ids it would be removed as well. */
function isOnlyOfOlder(removal: Word, { mapped, addresses }: Heard): boolean {
  return [mapped, ...addresses].some(
    (word) => word !== null && isNewer(removal.ordinal, word.ordinal) && !isRemoved(word, removal),
  );
}

function withoutId(word: Word): Word {
  return { ...word, domainId: null };
}
