/**
 * What a record keeps of the events about its domain, so that their order of arrival does not matter: for
 * each kind of event the newest, and no more. To hear one twice, or two in either order, ends the same.
 */

import { isNewer, type Ordinal } from './ordinal.ts';
import { TOMBSTONE_MS } from './tombstone.ts';
import { covers, isRemoved, type Word, type WordKind } from './word.ts';

/**
 * The most sites that are remembered of those that share a domain: a store limits the size of one record,
 * Firestore 1 MiB, and all of it is written with each of them.
 */
export const MOST_SITES = 1000;

export interface Heard {
  /** The newest event of all, whatever it said. */
  readonly last: Word;
  /** The newest that gave the domain its record in the multisite: a domain has one, of one site. */
  readonly mapped: Word | null;
  /** The newest before `mapped` that told an id, if `mapped` did not. */
  readonly identified: Word | null;
  /** The deletion of the site of `mapped`, if that is newer. */
  readonly siteDeletion: Ordinal | null;
  /** Those that have the domain for the address of a site itself, which several sites may share: the newest of each. */
  readonly addresses: readonly Word[];
  /** Those that removed the domain's record, but for what others among them cover. */
  readonly removals: readonly Word[];
  /**
   * Whether more sites had it for their address at a time than are remembered: it stays mapped whichever
   * of them are deleted.
   */
  readonly isSharedByMore?: true;
}

/**
 * Once one more event was heard.
 *
 * @param siteDeletion the deletion of the event's site, if there was one
 * @returns `heard` itself if that is no news
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
  const after = { ...told, removals: thoseThatMatter(told) };
  return heard && isSame(after, heard) ? heard : after;
}

/** @returns `heard` itself if the deletion concerns nothing of it */
export function hearSiteDeletion(heard: Heard, siteId: number, deletion: Ordinal): Heard {
  const { mapped, siteDeletion, addresses } = heard;
  const isLeft = ({ siteId: site, ordinal }: Word) =>
    site !== siteId || !isNewer(deletion, ordinal);
  const isMappedThere = mapped !== null && !isLeft(mapped);
  const left = addresses.filter(isLeft);
  const after = {
    ...heard,
    siteDeletion: isMappedThere ? newest(siteDeletion, deletion) : siteDeletion,
    // The last one stands for those that are not remembered.
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

/** In the order of the sites, so that it is the same in whatever order they were heard. */
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
 * Those that still matter: they remove something that is remembered, or a late event may come that they
 * remove. A domain that one site after the other has would gather them without end.
 */
function thoseThatMatter(heard: Heard): readonly Word[] {
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
