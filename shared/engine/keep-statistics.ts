import type { Count, Statistics } from '../lifecycle/statistics.ts';
import { withCount, withTallied } from '../lifecycle/statistics.ts';
import { takeCensus } from './census.ts';
import type { Engine } from './engine.ts';

/** The cost of counting grows with the number of domains. */
const COUNT_EVERY_MS = 15 * 60_000;

/** How often a sweep is noted although nothing happened in it; each note is a read and a write. */
const NOTE_EVERY_MS = 5 * 60_000;

/** The statistics are not written with every event: once a minute is soon enough. */
const EVENTS_EVERY_MS = 60_000;

/**
 * Notes that a sweep has ended and what has happened since the last note, if a note is due. Counts the
 * domains if a count is due, and logs the count.
 */
export async function keepStatistics({ store, tally, now, log }: Engine): Promise<void> {
  const at = now();
  const { sweptAt, counted } = lastSeen.get(tally) ?? (await store.readStatistics());
  const tallied = tally.take();
  const isCountDue = isOlder(counted?.at ?? null, COUNT_EVERY_MS, at);
  const isNoteDue = isOlder(sweptAt, NOTE_EVERY_MS, at);
  if (!tallied && !isCountDue && !isNoteDue) return;

  const count = isCountDue ? await takeCensus(store, at) : undefined;
  const kept = await store.changeStatistics((latest) => {
    const swept: Statistics = { ...latest, sweptAt: at };
    const withNews = tallied ? withTallied(swept, tallied, at) : swept;
    return count ? withCount(withNews, count) : withNews;
  });
  lastSeen.set(tally, kept);
  if (count) logCount(count, log);
}

/** Notes what happened while events were handled, if a note is due. */
export async function keepTally({ store, tally, now }: Engine): Promise<void> {
  const at = now();
  if (!isOlder(lastKeptAt.get(tally) ?? null, EVENTS_EVERY_MS, at)) return;
  const tallied = tally.take();
  if (!tallied) return;
  lastKeptAt.set(tally, at);
  await store.changeStatistics((latest) => withTallied(latest, tallied, at));
}

/** The statistics that each instance saw last, so that most of its sweeps need not read them. */
const lastSeen = new WeakMap<Engine['tally'], Statistics>();
const lastKeptAt = new WeakMap<Engine['tally'], number>();

/** Whether `at` is at least `ageMs` ago. A time in the future was set by a wrong clock, and counts as old. */
function isOlder(at: number | null, ageMs: number, now: number): boolean {
  return at === null || at <= now - ageMs || at > now;
}

function logCount({ stages }: Count, log: Engine['log']): void {
  for (const [stage, domains] of Object.entries(stages)) {
    log.info({ stage, domains }, 'domains in stage');
  }
}
