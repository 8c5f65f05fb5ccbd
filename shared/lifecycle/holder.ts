/** The site and the item that a domain is mapped for, as far as that follows from what was heard of it. */

import type { Heard } from './heard.ts';
import { isNewer, type Ordinal } from './ordinal.ts';
import { type DomainRecord, intentOf } from './record.ts';
import { isRemoved, type Word } from './word.ts';

/** The site that a domain is mapped to, and the multisite's item that says so. */
export interface Holder {
  readonly siteId: number;
  /** Null if no event named the id, or there is no item. */
  readonly domainId: number | null;
  readonly hasDomainRecord: boolean;
  /** The event that mapped the domain so. */
  readonly ordinal: Ordinal;
}

/**
 * The holder of the domain: the site of the multisite's item; else the site that has had the domain longest
 * as its own address, so that another site that shares it changes nothing. Undefined if the domain is
 * unmapped.
 */
export function holderOf(heard: Heard): Holder | undefined {
  const { mapped, siteDeletion, addresses, removals, isSharedByMore } = heard;
  if (mapped && !siteDeletion) {
    const record = { ...mapped, domainId: mapped.domainId ?? idBefore(mapped, heard) };
    if (!isAnyRemoved(record, heard)) return { ...record, hasDomainRecord: true };
  }
  const left = addresses.filter(
    (one) => !removals.some((removal) => removal.siteId === one.siteId && isRemoved(one, removal)),
  );
  const [longest] = (left.length === 0 && isSharedByMore ? addresses : left).toSorted((a, b) =>
    isNewer(a.ordinal, b.ordinal) ? 1 : -1,
  );
  if (!longest) return undefined;
  const domainId = isAnyRemoved(longest, heard) ? null : longest.domainId;
  return { ...longest, domainId, hasDomainRecord: domainId !== null };
}

/** The events that a record has heard. An older version kept only the event that decided the record. */
export function heardOf(record: DomainRecord): Heard {
  if (record.heard) return record.heard;
  const { siteId, domainId, hasDomainRecord, decidedBy: ordinal } = record;
  const last: Word = { ordinal, siteId, domainId };
  const isMapped = intentOf(record) === 'mapped';
  return {
    last,
    mapped: isMapped && hasDomainRecord ? last : null,
    identified: null,
    siteDeletion: null,
    // If this counted as an item, reconciliation would miss the item in the multisite.
    addresses: isMapped && !hasDomainRecord ? [last] : [],
    removals: isMapped ? [] : [last],
  };
}

/** The sites whose deletion concerns the record, apart from the one that the domain is mapped to. */
export function otherSitesOf({ heard, siteId: own }: DomainRecord): readonly number[] {
  if (!heard) return [];
  const words = heard.mapped ? [heard.mapped, ...heard.addresses] : heard.addresses;
  return [...new Set(words.map(({ siteId }) => siteId))].filter((siteId) => siteId !== own);
}

/** The id that an earlier event named for the same site's item, unless that item is gone. */
function idBefore({ siteId }: Word, heard: Heard): number | null {
  const { identified } = heard;
  if (!identified || identified.siteId !== siteId || isAnyRemoved(identified, heard)) return null;
  return identified.domainId;
}

function isAnyRemoved(word: Word, { removals }: Heard): boolean {
  return removals.some((removal) => isRemoved(word, removal));
}
