import { createHash } from 'node:crypto';
import { type Patience, retrying } from '../async/retrying.ts';
import { type DomainPage, type Multisite, PAGE_SIZE } from '../multisite/client.ts';
import type { DomainItem } from '../multisite/domain-item.ts';
import { MultisiteError } from '../multisite/failure.ts';
import type { Listing } from './run.ts';

/** The multisite, and the time in which it is read. */
export interface Asking {
  readonly multisite: Multisite;
  now(): number;
  /** Resolves after `ms` milliseconds, or when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

const LONGEST_WAIT_MS = 30_000;

/** The multisite gets time to recover: a host that restarts PHP is back in seconds. */
const PATIENCE: Patience = {
  delaysMs: [1000, 5000],
  waitMs(error, delayMs) {
    if (!(error instanceof MultisiteError)) return undefined;
    const isPassing = error.kind === 'unavailable' || error.kind === 'rate-limited';
    const waitMs = Math.max(delayMs, error.retryAfterMs ?? 0);
    return isPassing && waitMs <= LONGEST_WAIT_MS ? waitMs : undefined;
  },
};

/** More pages than any network has; a multisite whose list never ends is not read beyond that. */
const MAX_PAGES = 100_000;

/** Allows for the header `Date`, which is exact to the second, and for the time that an answer travels. */
const SAME_TIME_MS = 2000;

/** @throws {MultisiteError} if the page cannot be read, even after some waiting */
export async function readPage(
  { multisite, wait }: Asking,
  number: number,
  signal: AbortSignal,
): Promise<DomainPage> {
  try {
    return await retrying(() => multisite.page(number, signal), PATIENCE, signal, wait);
  } catch (error) {
    // A caller that aborts gets its own reason, not a transient failure.
    signal.throwIfAborted();
    throw error;
  }
}

/** The listing after one more page, and the new items of that page. */
export interface Added {
  readonly listing: Listing;
  /** The items that previous pages did not have. */
  readonly items: readonly DomainItem[];
}

/**
 * The listing with its next page. The pages are in the order of the ids, so that new items come last and move
 * no others. If items were removed meanwhile, those behind them have moved towards the front, and the
 * previous page is read again, since one of them may be on it now.
 */
export function withPage(listing: Listing, page: DomainPage): Added {
  const { nextPage, isBegun, lastId, removed } = listing;
  const total = page.total ?? null;
  const known = isBegun ? listing.total : total;
  const fewer = Math.max((known ?? 0) - (total ?? 0), 0);
  const change = listing.change ?? changeBetween(known, total);
  const begun: Listing = {
    ...listing,
    startedAt: isBegun ? listing.startedAt : earlier(listing.startedAt, page.date),
    isBegun: true,
    total,
    removed: change === null ? removed + fewer : removed,
    change,
  };
  if (fewer > 0 && nextPage > 1 && change === null) {
    return { listing: { ...begun, nextPage: nextPage - 1 }, items: [] };
  }
  const isReadAgain = nextPage <= listing.furthestPage;
  const items = isReadAgain ? page.items.filter(({ id }) => id > lastId) : page.items;
  const ids = items.map(({ id }) => id);
  const misplaced = ids.find((id, index) => id <= (ids[index - 1] ?? lastId));
  const isAtEnd = isLast(nextPage, page);
  const read: Listing = {
    ...begun,
    isAtEnd,
    nextPage: nextPage + 1,
    furthestPage: Math.max(listing.furthestPage, nextPage),
    items: listing.items + items.length,
    lastId: ids.reduce((last, id) => Math.max(last, id), lastId),
    digest: digestOf(listing.digest, items),
    change:
      change ??
      (misplaced === undefined ? null : `it has item ${misplaced} twice, or out of order`),
  };
  return { listing: isAtEnd ? { ...read, change: read.change ?? miscount(read) } : read, items };
}

/** Why there may be more items than were listed; null if these are all. */
export function incompleteness({ failure, change, isAtEnd }: Listing): string | null {
  return failure ?? change ?? (isAtEnd ? null : 'it was not read to its end');
}

/** Whether two listings are complete and have the same items, so that nothing changed in between. */
export function agree(one: Listing, other: Listing): boolean {
  const areWhole = [one, other].every((listing) => incompleteness(listing) === null);
  const areCalm = one.removed === 0 && other.removed === 0;
  return areWhole && areCalm && one.items === other.items && one.digest === other.digest;
}

/**
 * The multisite's events carry its own clock's times. If that clock is behind ours, its events must not
 * look older than the listing.
 */
function earlier(ours: number, theirs: number | undefined): number {
  return theirs !== undefined && theirs + SAME_TIME_MS < ours ? theirs : ours;
}

/** A network does not grow or shrink by a whole page between two pages: such a listing contradicts itself. */
function changeBetween(before: number | null, after: number | null): string | null {
  if (before === after) return null;
  const isSmall = before !== null && after !== null && Math.abs(after - before) < PAGE_SIZE;
  return isSmall ? null : `it changed while it was read: ${before} items, then ${after}`;
}

/** Without a number of pages, the last page is the first one with no items. */
function isLast(number: number, { pages, items }: DomainPage): boolean {
  return number >= MAX_PAGES || (pages === undefined ? items.length === 0 : number >= pages);
}

/** Items that were removed after they were listed are more than the multisite says now. */
function miscount({ items, total, removed }: Listing): string | null {
  if (total === null || (items >= total && items <= total + removed)) return null;
  return `it has ${items} items, but says that it has ${total}`;
}

function digestOf(before: string, items: readonly DomainItem[]): string {
  const hash = createHash('sha256').update(before);
  for (const { id, domain } of items) hash.update(JSON.stringify([id, domain]));
  return hash.digest('base64');
}
