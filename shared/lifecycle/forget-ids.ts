import { heardOf } from './holder.ts';
import type { DomainRecord } from './record.ts';

/** The record without the ids that the multisite's own records of the domain had: it is looked up by name. */
export function withoutIds(record: DomainRecord): DomainRecord {
  const { last, mapped, identified: _, addresses, removals, ...heard } = heardOf(record);
  return {
    ...record,
    domainId: null,
    heard: {
      ...heard,
      last: withoutId(last),
      mapped: mapped && withoutId(mapped),
      identified: null,
      addresses: addresses.map(withoutId),
      removals: removals.map(withoutId),
    },
  };
}

function withoutId<Word extends { readonly domainId: number | null }>(word: Word) {
  return { ...word, domainId: null };
}
