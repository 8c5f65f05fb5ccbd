import { isNewer, type Ordinal } from './ordinal.ts';

/** The statement of an event, or of the listing, about a domain and one site. */
export interface Word {
  readonly ordinal: Ordinal;
  readonly siteId: number;
  /** The id of the multisite's item, if the event names it. */
  readonly domainId: number | null;
}

/** Whether the word gives the domain its item, has it as a site's own address, or removes the item. */
export type WordKind = 'record' | 'address' | 'removal';

/**
 * Whether the removal is newer than the word and not about an older item. Ids grow, and where two items
 * overlap, the older one may be removed after the newer one was made.
 */
export function isRemoved(word: Word, removal: Word): boolean {
  return isNewer(removal.ordinal, word.ordinal) && !isOfOlderRecord(word, removal);
}

function isOfOlderRecord({ domainId }: Word, removal: Word): boolean {
  return removal.domainId !== null && domainId !== null && removal.domainId < domainId;
}

/** Whether a removal undoes everything that the other one does. */
export function covers(removal: Word, other: Word): boolean {
  if (removal.siteId !== other.siteId || isNewer(other.ordinal, removal.ordinal)) return false;
  if (removal.domainId === null) return true;
  return other.domainId !== null && removal.domainId >= other.domainId;
}
