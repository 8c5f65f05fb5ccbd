/**
 * The events about a domain that its record keeps, so that their order of arrival does not matter: the
 * newest of each kind, and no more. An event that arrives twice, or two that arrive in either order, lead
 * to the same result.
 */

import { isNewer, type Ordinal } from './ordinal.ts';
import { TOMBSTONE_MS } from './tombstone.ts';
import { covers, isRemoved, type Word, type WordKind } from './word.ts';

/**
 * The most sites that are remembered of those that share a domain. A store limits the size of one record
 * (Firestore: 1 MiB), and the whole record is written with each of these events.
 */
export const MOST_SITES = 1000;

/** The events about a domain that are remembered. */
export interface Heard {
  /** The newest event of all, of any kind. */
  readonly last: Word;
  /** The newest event that gave the domain its item in the multisite. A domain has one item, of one site. */
  readonly mapped: Word | null;
  /** If `mapped` named no id, the newest event before it that did. */
  readonly identified: Word | null;
  /** The deletion of the site of `mapped`, if that is newer. */
  readonly siteDeletion: Ordinal | null;
  /**
   * The events by which sites use the domain as their own address, which several sites may share: the
   * newest of each site.
   */
  readonly addresses: readonly Word[];
  /** The events that removed the domain's item, without those that another removal covers. */
  readonly removals: readonly Word[];
  /**
   * Whether more sites than are remembered once shared the domain as their address. It then stays mapped,
   * whichever of the remembered sites are deleted.
   */
  readonly isSharedByMore?: true;
}

/**
 * The events heard, including one more.
 *
 * @param siteDeletion the deletion of the event's site, if there was one
 * @returns `heard` itself if the event is no news
 */
export function hear(
  heard: Heard | undefined,
  kind: WordKind,
  word: Word,
  siteDeletion: Ordinal | undefined,
): Heard {
  const known = heard ?? nothingBefore(word);
  const last = newerOf(known.last, word);
  const told = withWord({ ...known, last }, kind, word, siteDeletion);
  const after = { ...told, removals: removalsThatMatter(told) };
  return heard && isSame(after, heard) ? heard : after;
}

/**
 * The events heard, without those that the deletion of their site outdates.
 *
 * @returns `heard` itself if there are none of these
 */
export function hearSiteDeletion(heard: Heard, siteId: number, deletion: Ordinal): Heard {
  const { mapped, siteDeletion, addresses } = heard;
  const isLeft = ({ siteId: site, ordinal }: Word) =>
    site !== siteId || !isNewer(deletion, ordinal);
  const isMappedThere = mapped !== null && !isLeft(mapped);
  const left = addresses.filter(isLeft);
  const after = {
    ...heard,
    siteDeletion: isMappedThere ? newest(siteDeletion, deletion) : siteDeletion,
    // The last one stands for the sites that are not remembered.
    addresses: left.length === 0 && heard.isSharedByMore ? addresses.slice(0, 1) : left,
  };
  return isSame(after, heard) ? heard : after;
}

function nothingBefore(last: Word): Heard {
  return {
    last,
    mapped: null,
    identified: null,
    siteDeletion: null,
    addresses: [],
    removals: [],
  };
}

function withWord(
  heard: Heard,
  kind: WordKind,
  word: Word,
  siteDeletion: Ordinal | undefined,
): Heard {
  const isOfDeletedSite = siteDeletion !== undefined && isNewer(siteDeletion, word.ordinal);
  switch (kind) {
    case 'record':
      return withRecord(heard, word, isOfDeletedSite ? siteDeletion : null);
    case 'address':
      return isOfDeletedSite ? heard : withAddress(heard, word);
    case 'removal':
      return withRemoval(heard, word);
  }
}

function withRecord(heard: Heard, word: Word, siteDeletion: Ordinal | null): Heard {
  const { mapped, identified } = heard;
  const isNewest = !mapped || isNewer(word.ordinal, mapped.ordinal);
  const newestMapped = isNewest ? word : mapped;
  const withIds = [mapped, identified, word].filter((one) => one !== null && one.domainId !== null);
  return {
    ...heard,
    mapped: newestMapped,
    identified: newestMapped.domainId === null ? withIds.reduce(newerOrNull, null) : null,
    siteDeletion: isNewest ? siteDeletion : heard.siteDeletion,
  };
}

/** Sorted by site, so that the result does not depend on the order of arrival. */
function withAddress(heard: Heard, word: Word): Heard {
  const { addresses } = heard;
  const known = addresses.find(({ siteId }) => siteId === word.siteId);
  if (known && !isNewer(word.ordinal, known.ordinal)) return heard;
  if (!known && addresses.length >= MOST_SITES) return { ...heard, isSharedByMore: true };
  const others = addresses.filter((one) => one !== known);
  return { ...heard, addresses: [...others, word].toSorted((a, b) => a.siteId - b.siteId) };
}

function withRemoval(heard: Heard, word: Word): Heard {
  const { removals } = heard;
  if (removals.some((known) => covers(known, word))) return heard;
  const uncovered = removals.filter((known) => !covers(word, known));
  return {
    ...heard,
    removals: [...uncovered, word].toSorted((a, b) => (isNewer(a.ordinal, b.ordinal) ? 1 : -1)),
  };
}

/**
 * The removals that still matter: those that remove something remembered, and those that a late event may
 * still need. If all were kept, a domain that moves from site to site would gather them without end.
 */
function removalsThatMatter(heard: Heard): readonly Word[] {
  const { last, mapped, identified, addresses, removals } = heard;
  const words = [mapped, identified, ...addresses].filter((word) => word !== null);
  const since = last.ordinal.occurredAt - TOMBSTONE_MS;
  const matters = (removal: Word) =>
    removal.ordinal.occurredAt >= since || words.some((word) => isRemoved(word, removal));
  return removals.every(matters) ? removals : removals.filter(matters);
}

function newerOf(one: Word, other: Word): Word {
  return isNewer(other.ordinal, one.ordinal) ? other : one;
}

function newerOrNull(one: Word | null, other: Word | null): Word | null {
  return one && other ? newerOf(one, other) : (one ?? other);
}

function newest(one: Ordinal | null, other: Ordinal): Ordinal {
  return one && isNewer(one, other) ? one : other;
}

function isSame(one: Heard, other: Heard): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
