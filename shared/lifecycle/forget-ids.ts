import type { Heard } from './heard.ts';
import type { DomainRecord } from './record.ts';

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
    removals: removals.map(withoutId),
  };
}

function withoutId<Word extends { readonly domainId: number | null }>(word: Word) {
  return { ...word, domainId: null };
}
