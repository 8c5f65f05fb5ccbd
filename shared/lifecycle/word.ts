import { isNewer, type Ordinal } from './ordinal.ts';

/** What an event, or the listing, says of the domain and one site. */
export interface Word {
  readonly ordinal: Ordinal;
  readonly siteId: number;
  /** The id of the multisite's record of the domain, if the event tells it. */
  readonly domainId: number | null;
}

/** Whether the multisite's record of the domain is given or removed, or a site has the domain itself. */
export type WordKind = 'record' | 'address' | 'removal';

/**
 * Whether a removal is newer than what it removes, and not of an older record than that: ids grow, and
 * where records overlap, the older one may be removed after the newer one is there.
 */
export function isRemoved(word: Word, removal: Word): boolean {
  return isNewer(removal.ordinal, word.ordinal) && !isOfOlderRecord(word, removal);
}

function isOfOlderRecord({ domainId }: Word, removal: Word): boolean {
  return removal.domainId !== null && domainId !== null && removal.domainId < domainId;
}

/** Whether a removal undoes all that the other one does. */
export function covers(removal: Word, other: Word): boolean {
  if (removal.siteId !== other.siteId || isNewer(other.ordinal, removal.ordinal)) return false;
  if (removal.domainId === null) return true;
  return other.domainId !== null && removal.domainId >= other.domainId;
}
