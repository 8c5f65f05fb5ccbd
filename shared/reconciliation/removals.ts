import { inParallel } from '../async/in-parallel.ts';
import { type Multisite, nameOf } from '../multisite/client.ts';
import { MultisiteError } from '../multisite/failure.ts';
import { areAll, FEW, isTooMany, MOST } from './difference.ts';
import { type Asking, agree, incompleteness, readPage, withPage } from './listing.ts';
import { addTo, nextOf } from './pile.ts';
import type { Recorder } from './recorder.ts';
import { newListing, type Run } from './run.ts';
import type { RunInHand } from './run-in-hand.ts';
import type { Missing } from './sheets.ts';

/** How many domains are asked about at the same time; the multisite has visitors to serve as well. */
const CONCURRENCY = 4;

/** How many domains are asked about before the run may be saved. */
const ASKED_AT_ONCE = 20;

/** After this many failures, the multisite is not asked any more. */
const MOST_FAILURES = 5;

export interface Removing extends Asking {
  readonly recorder: Recorder;
}

/**
 * Asks for each domain individually, by name and by id, before it counts as gone: a listing may lack an
 * existing domain because others were removed while it was read. If such requests are not answered, a second
 * listing that agrees with the first is enough.
 */
export async function removeMissing(
  removing: Removing,
  hand: RunInHand,
  signal: AbortSignal,
): Promise<void> {
  if (hand.run.phase === 'removing') {
    const objection = objectionTo(hand.run);
    if (objection !== null) return hand.change({ objection });
    await askAboutAll(removing, hand, signal);
    if (hand.run.unknown.count === 0) return;
    hand.change({ phase: 'listing-again', secondListing: newListing(removing.now()) });
  }
  if (hand.run.phase === 'listing-again') {
    if (!(await isSameListing(removing, hand, signal))) return;
    hand.change({ phase: 'removing-rest', objection: null });
  }
  for (;;) {
    const rest = await nextOf(hand, 'unknown', ASKED_AT_ONCE);
    if (rest.length === 0) return;
    for (const one of rest) await remove(removing, hand, one);
    const { count, done } = hand.run.unknown;
    hand.change({ unknown: { count, done: done + rest.length } });
    await hand.saveNowAndThen();
  }
}

/** Why no domain is to be removed; null if there is no objection. */
function objectionTo({ listing, missing, stored, force }: Run): string | null {
  const incomplete = incompleteness(listing);
  if (incomplete !== null) return `the listing is unreliable: ${incomplete}`;
  if (force) return null;
  if (areAll(missing.count, stored, listing.items)) {
    return `the multisite has none of the ${missing.count} that it had; force it if they are really gone`;
  }
  if (!isTooMany(missing.count, stored)) return null;
  return `they are more than ${FEW}, and more than ${MOST * 100} % of ${stored}; force it if they are really gone`;
}

async function askAboutAll(
  removing: Removing,
  hand: RunInHand,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const next = await nextOf(hand, 'missing', ASKED_AT_ONCE);
    if (next.length === 0) return;
    const unknown: Missing[] = [];
    await inParallel(next, CONCURRENCY, async (one) => {
      signal.throwIfAborted();
      if (hand.run.unknown.count + unknown.length >= MOST_FAILURES) {
        unknown.push(one);
        return;
      }
      try {
        if (await isGone(one, removing.multisite, signal)) await remove(removing, hand, one);
      } catch (error) {
        if (!(error instanceof MultisiteError)) throw error;
        unknown.push(one);
        hand.change({ objection: error.message });
      }
    });
    await addTo(hand, 'unknown', unknown);
    const { count, done } = hand.run.missing;
    hand.change({ missing: { count, done: done + next.length } });
    await hand.saveNowAndThen();
  }
}

/** Whether a second listing has the same items as the first; false if the multisite fails. */
async function isSameListing(
  asking: Asking,
  hand: RunInHand,
  signal: AbortSignal,
): Promise<boolean> {
  const { listing } = hand.run;
  let again = hand.run.secondListing ?? newListing(asking.now());
  try {
    while (!again.isAtEnd) {
      const page = await readPage(asking, again.nextPage, signal);
      again = withPage(again, page).listing;
      hand.change({ secondListing: again });
      if (again.change !== null) return false;
      await hand.saveNowAndThen();
    }
  } catch (error) {
    if (error instanceof MultisiteError) return false;
    throw error;
  }
  return agree(listing, again);
}

async function remove({ recorder }: Removing, hand: RunInHand, one: Missing): Promise<void> {
  if (await recorder.gone(one)) hand.change({ unmapped: hand.run.unmapped + 1 });
}

async function isGone(
  { domain, domainId }: Missing,
  multisite: Multisite,
  signal: AbortSignal,
): Promise<boolean> {
  if (await multisite.find(domain, signal)) return false;
  if (domainId === null) return true;
  const item = await multisite.get(domainId, signal);
  if (!item) return true;
  const name = nameOf(item);
  // An item whose domain cannot be read may be the one.
  return name !== undefined && name !== domain;
}
