import { type Patience, retrying } from '../async/retrying.ts';
import type { DomainName } from '../domain-name.ts';
import { type DomainPage, type Multisite, nameOf } from '../multisite/client.ts';
import type { DomainItem } from '../multisite/domain-item.ts';
import { MultisiteError } from '../multisite/failure.ts';

/** All that the multisite has domain records of, as far as it has told. */
export interface MultisiteListing {
  /** Milliseconds since the epoch; whatever the multisite said later is newer than this. */
  readonly startedAt: number;
  /** Those of all records, those included whose domain is no name. */
  readonly ids: ReadonlySet<number>;
  readonly items: ReadonlyMap<DomainName, DomainItem>;
  /** The domains that are no names. */
  readonly unreadable: readonly string[];
  /** Why there may be more; undefined if these are all. */
  readonly incomplete: string | undefined;
}

export interface Asking {
  readonly multisite: Multisite;
  now(): number;
  /** Resolves after `ms` milliseconds, or when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** The most times that a listing which changes under our eyes is begun. */
const ATTEMPTS = 3;

const LONGEST_WAIT_MS = 30_000;

/** The multisite is given time to come round: a host that restarts PHP is back in seconds. */
const PATIENCE: Patience = {
  delaysMs: [1000, 5000],
  waitMs(error, delayMs) {
    if (!(error instanceof MultisiteError)) return undefined;
    const isPassing = error.kind === 'unavailable' || error.kind === 'rate-limited';
    const waitMs = Math.max(delayMs, error.retryAfterMs ?? 0);
    return isPassing && waitMs <= LONGEST_WAIT_MS ? waitMs : undefined;
  },
};

/** More than any network has; a multisite that knows no end is not followed there. */
const MAX_PAGES = 10_000;

/** As exact as the header `Date` is, and a network as fast. */
const SAME_TIME_MS = 2000;

/**
 * Reads all pages.
 *
 * @throws {MultisiteError} if not even the first can be read, or the credentials are refused
 */
export async function listDomains(asking: Asking, signal: AbortSignal): Promise<MultisiteListing> {
  let listing = await listOnce(asking, signal);
  for (let attempt = 1; listing.hasChanged && attempt < ATTEMPTS; attempt += 1) {
    listing = await listOnce(asking, signal);
  }
  return listing;
}

/** Whether two listings are all there is, and have the same records: nothing was removed in between. */
export function agree(one: MultisiteListing, other: MultisiteListing): boolean {
  const areWhole = one.incomplete === undefined && other.incomplete === undefined;
  return (
    areWhole && one.ids.size === other.ids.size && [...one.ids].every((id) => other.ids.has(id))
  );
}

async function listOnce(
  asking: Asking,
  signal: AbortSignal,
): Promise<MultisiteListing & { hasChanged: boolean }> {
  const begunAt = asking.now();
  const first = await readPage(asking, 1, signal);
  const collected = newCollection();
  let incomplete = collected.add(first);
  let failure: string | undefined;
  for (let number = 2; !isLast(number - 1, first, collected.latest); number += 1) {
    try {
      const page = await readPage(asking, number, signal);
      incomplete ??= changeBetween(first, page);
      incomplete = collected.add(page) ?? incomplete;
    } catch (error) {
      if (!(error instanceof MultisiteError) || error.kind === 'unauthorized') throw error;
      failure = `page ${number} cannot be read: ${error.message}`;
      break;
    }
  }
  const { items, unreadable, ids } = collected;
  const { total = ids.size } = first;
  if (ids.size !== total) incomplete ??= `it has ${ids.size} records and says that it has ${total}`;
  return {
    startedAt: earlier(begunAt, first.date),
    ids,
    items,
    unreadable,
    incomplete: failure ?? incomplete,
    hasChanged: failure === undefined && incomplete !== undefined,
  };
}

/** The multisite's events have its own clock; if that is behind ours, they must not look older. */
function earlier(ours: number, theirs: number | undefined): number {
  return theirs !== undefined && theirs + SAME_TIME_MS < ours ? theirs : ours;
}

/** By what the first page said, or else at the first that has nothing. */
function isLast(number: number, { pages }: DomainPage, latest: number): boolean {
  return number >= MAX_PAGES || (pages === undefined ? latest === 0 : number >= pages);
}

function changeBetween(first: DomainPage, page: DomainPage): string | undefined {
  if (page.total === first.total && page.pages === first.pages) return undefined;
  return `it changed while it was read: ${first.total} records, then ${page.total}`;
}

function newCollection() {
  const items = new Map<DomainName, DomainItem>();
  const unreadable: string[] = [];
  const ids = new Set<number>();
  const collection = {
    items,
    unreadable,
    ids,
    /** How many records the latest page had. */
    latest: 0,
    /** What is wrong with it, as far as one can tell. */
    add({ items: page }: DomainPage): string | undefined {
      collection.latest = page.length;
      let twice: number | undefined;
      for (const item of page) {
        if (ids.has(item.id)) twice = item.id;
        ids.add(item.id);
        const name = nameOf(item);
        if (name === undefined) unreadable.push(item.domain);
        else if (!items.has(name)) items.set(name, item);
      }
      return twice === undefined ? undefined : `it has record ${twice} twice`;
    },
  };
  return collection;
}

async function readPage(
  { multisite, wait }: Asking,
  number: number,
  signal: AbortSignal,
): Promise<DomainPage> {
  try {
    return await retrying(() => multisite.page(number, signal), PATIENCE, signal, wait);
  } catch (error) {
    // A caller that called this off gets its own reason, not a failure that might have passed.
    signal.throwIfAborted();
    throw error;
  }
}
