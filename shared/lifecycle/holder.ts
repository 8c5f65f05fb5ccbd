/** What a domain is mapped for, as far as it follows from what was heard of it. */

import type { Heard } from './heard.ts';
import { isNewer, type Ordinal } from './ordinal.ts';
import { type DomainRecord, intentOf } from './record.ts';
import { isRemoved, type Word } from './word.ts';

/** The site that a domain is mapped to, and the multisite's record that says so. */
export interface Holder {
  readonly siteId: number;
  /** Null if no event told it, or there is no such record. */
  readonly domainId: number | null;
  readonly hasDomainRecord: boolean;
  /** The event that made it so. */
  readonly ordinal: Ordinal;
}

/**
 * Whom the domain is mapped for: the multisite's record of it; else the site that has had it longest for
 * its own address, so that another one that shares it changes nothing. Undefined if it is unmapped.
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

/** What a record has heard; of one of a version that did not keep it, what decided it. */
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
    // Were it taken for a record of the multisite, reconciliation would miss it there.
    addresses: isMapped && !hasDomainRecord ? [last] : [],
    removals: isMapped ? [] : [last],
  };
}

/** The sites whose deletion concerns the record, beside the one that it is mapped to. */
export function otherSitesOf({ heard, siteId: own }: DomainRecord): readonly number[] {
  if (!heard) return [];
  const words = heard.mapped ? [heard.mapped, ...heard.addresses] : heard.addresses;
  return [...new Set(words.map(({ siteId }) => siteId))].filter((siteId) => siteId !== own);
}

/** The id that the same site's record was told to have, unless that one is gone. */
function idBefore({ siteId }: Word, heard: Heard): number | null {
  const { identified } = heard;
  if (!identified || identified.siteId !== siteId || isAnyRemoved(identified, heard)) return null;
  return identified.domainId;
}

function isAnyRemoved(word: Word, { removals }: Heard): boolean {
  return removals.some((removal) => isRemoved(word, removal));
}
