import { randomUUID } from 'node:crypto';
import * as v from 'valibot';

const time = v.number();
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const listing = v.object({
  startedAt: time,
  isBegun: v.boolean(),
  isAtEnd: v.boolean(),
  nextPage: count,
  furthestPage: count,
  total: v.nullable(count),
  removed: count,
  items: count,
  lastId: count,
  digest: v.string(),
  change: v.nullable(v.string()),
  failure: v.nullable(v.string()),
});

/** A part of the listing in the order of the domains: its sheets, and the first that is still needed. */
const batch = v.object({ name: v.string(), sheets: count, at: count });

/** How many there are, and the first of them. */
const some = v.object({ count, first: v.array(v.string()) });

/** Entries on sheets: how many there are, and how many of them are done with. */
const pile = v.object({ count, done: count });

const run = v.object({
  form: v.literal(1),
  id: v.string(),
  begunAt: time,
  phase: v.picklist(['listing', 'comparing', 'removing', 'listing-again', 'removing-rest', 'over']),
  force: v.boolean(),
  listing,
  attempts: count,
  failures: count,
  batches: v.array(batch),
  comparedTo: v.string(),
  stored: count,
  mapped: count,
  skipped: some,
  missing: pile,
  unknown: pile,
  unmapped: count,
  objection: v.nullable(v.string()),
  secondListing: v.nullable(listing),
  lease: v.object({ holder: v.string(), until: time }),
});

/** The progress of reading the listing. Times are milliseconds since the epoch. */
export interface Listing extends v.InferOutput<typeof listing> {}
/** A part of the listing, on sheets in the order of the domains. */
export interface Batch extends v.InferOutput<typeof batch> {}
/** The number of entries on sheets, and how many of them are done with. */
export interface Pile extends v.InferOutput<typeof pile> {}

/**
 * One reconciliation, however many calls it takes: everything that a call needs to continue where the
 * previous one ended, except for the content of sheets (`sheets.ts`). Its phases:
 *
 * - `listing`: the multisite's items are read, page by page
 * - `comparing`: our records are compared with them, in the order of the domains
 * - `removing`: the domains that the listing lacks are asked about, and unmapped
 * - `listing-again`: a second listing decides about those that the multisite does not answer for
 * - `removing-rest`: these are unmapped
 * - `over`: it only has to be forgotten
 *
 * `mapped`, `unmapped` and `stored` are the counts of the result; `comparedTo` is the domain up to which
 * records have been compared; `attempts` counts the listings that were begun; `failures` counts the calls in a
 * row that ended because the multisite failed.
 */
export interface Run extends v.InferOutput<typeof run> {}

/** A run that is older than this is abandoned: its listing is out of date. */
const LONGEST_MS = 12 * 60 * 60_000;

/** A call that has not saved anything for this long is dead, and another one continues its run. */
export const LEASE_MS = 5 * 60_000;

/** @param now milliseconds since the epoch */
export function newRun(now: number, force: boolean, holder: string): Run {
  return {
    form: 1,
    id: randomUUID(),
    begunAt: now,
    phase: 'listing',
    force,
    listing: newListing(now),
    attempts: 1,
    failures: 0,
    batches: [],
    comparedTo: '',
    stored: 0,
    mapped: 0,
    skipped: { count: 0, first: [] },
    missing: { count: 0, done: 0 },
    unknown: { count: 0, done: 0 },
    unmapped: 0,
    objection: null,
    secondListing: null,
    lease: { holder, until: now + LEASE_MS },
  };
}

/** @param now milliseconds since the epoch; anything that the multisite says later is newer than the listing */
export function newListing(now: number): Listing {
  return {
    startedAt: now,
    isBegun: false,
    isAtEnd: false,
    nextPage: 1,
    furthestPage: 0,
    total: null,
    removed: 0,
    items: 0,
    lastId: 0,
    digest: '',
    change: null,
    failure: null,
  };
}

/** The run in its JSON; undefined if there is none, or another version has written it in another form. */
export function decodeRun(json: string | undefined): Run | undefined {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), run), json);
  return result.success ? result.output : undefined;
}

/** Whether the run has to be abandoned or forgotten: it is over, or began too long ago, or in the future. */
export function isPast({ phase, begunAt }: Run, now: number): boolean {
  return phase === 'over' || begunAt + LONGEST_MS <= now || begunAt > now + LEASE_MS;
}

/**
 * Whether another call is working on the run now. A lease that would last more than twice as long as usual was
 * taken by a machine with a wrong clock, and does not count.
 */
export function isTaken({ lease }: Run, holder: string, now: number): boolean {
  return lease.holder !== holder && lease.until > now && lease.until <= now + 2 * LEASE_MS;
}

/** How many of the names that are counted are kept, and how much of each: the multisite may have any text there. */
const NAMED = 20;
const LONGEST_NAME = 260;

/** The count with more names, of which only the first are kept. */
export function withSome(before: Run['skipped'], names: readonly string[]): Run['skipped'] {
  const room = NAMED - before.first.length;
  const first = names.slice(0, room).map((name) => name.slice(0, LONGEST_NAME));
  return { count: before.count + names.length, first: [...before.first, ...first] };
}
