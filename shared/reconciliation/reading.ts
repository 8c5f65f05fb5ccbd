import { randomUUID } from 'node:crypto';
import { nameOf } from '../multisite/client.ts';
import type { DomainItem } from '../multisite/domain-item.ts';
import { MultisiteError } from '../multisite/failure.ts';
import { type Asking, readPage, withPage } from './listing.ts';
import { newListing, withSome } from './run.ts';
import type { RunInHand } from './run-in-hand.ts';
import { type ListedItem, SHEET } from './sheets.ts';

/** How often a listing is restarted because it contradicts itself. */
const ATTEMPTS = 3;

/** The most calls in a row that may end at the same page. */
const MOST_FAILURES = 3;

/** The most items that are put in order at once. */
const MOST_GATHERED = 30_000;

/**
 * Reads the multisite's items up to the end of the listing, and puts them on sheets, many pages at a time, in
 * the order of the domains.
 *
 * @throws {MultisiteError} if the multisite fails, and the next call may continue; if not even the first page
 *   can be read; or if the credentials are refused
 */
export async function readListing(
  asking: Asking,
  hand: RunInHand,
  signal: AbortSignal,
): Promise<void> {
  const gathered: ListedItem[] = [];
  const putOnSheets = () => putBatch(hand, gathered.splice(0));
  const anew = () => {
    gathered.length = 0;
    const attempts = hand.run.attempts + 1;
    const nothing = { batches: [], skipped: { count: 0, first: [] } };
    hand.change({ ...nothing, listing: newListing(asking.now()), attempts });
  };
  try {
    while (!hand.run.listing.isAtEnd) {
      const { listing: before, attempts } = hand.run;
      const page = await readPage(asking, before.nextPage, signal);
      const { listing, items } = withPage(before, page);
      if (listing.change !== null && attempts < ATTEMPTS) {
        anew();
        continue;
      }
      const { named, unreadable } = byNames(items);
      gathered.push(...named);
      const skipped = withSome(hand.run.skipped, unreadable);
      hand.change({ listing, skipped, failures: 0 });
      if (gathered.length >= MOST_GATHERED) putOnSheets();
      await hand.saveNowAndThen(putOnSheets);
    }
  } catch (error) {
    if (!endsListing(error, hand)) throw error;
  } finally {
    putOnSheets();
  }
}

/** A page that cannot be read ends the listing, unless a later call may find it readable. */
function endsListing(error: unknown, { run, change, isKept }: RunInHand): boolean {
  if (!(error instanceof MultisiteError) || error.kind === 'unauthorized') return false;
  const { listing, failures } = run;
  change({ failures: failures + 1 });
  if (!listing.isBegun || (isKept && failures + 1 < MOST_FAILURES)) return false;
  const failure = `page ${listing.nextPage} cannot be read: ${error.message}`;
  change({ listing: { ...listing, isAtEnd: true, failure } });
  return true;
}

/** Puts items on sheets in the order of their domains; of several with one domain, the first. */
function putBatch({ run, sheets, change }: RunInHand, items: readonly ListedItem[]): void {
  if (items.length === 0) return;
  const firsts = new Map<string, ListedItem>();
  for (const item of items) if (!firsts.has(item.domain)) firsts.set(item.domain, item);
  const inOrder = [...firsts.values()].toSorted((a, b) => (a.domain < b.domain ? -1 : 1));
  const name = `listed-${randomUUID()}`;
  const count = Math.ceil(inOrder.length / SHEET);
  for (let at = 0; at < count; at += 1) {
    sheets.putListed(`${name}-${at}`, inOrder.slice(at * SHEET, (at + 1) * SHEET));
  }
  change({ batches: [...run.batches, { name, sheets: count, at: 0 }] });
}

function byNames(items: readonly DomainItem[]) {
  const named: ListedItem[] = [];
  const unreadable: string[] = [];
  for (const item of items) {
    const domain = nameOf(item);
    const { id, siteId = null, stage } = item;
    if (domain === undefined) unreadable.push(item.domain);
    else named.push({ domain, id, siteId, stage });
  }
  return { named, unreadable };
}
