import type { Count, Statistics } from '../lifecycle/statistics.ts';
import { withCount, withTallied } from '../lifecycle/statistics.ts';
import { takeCensus } from './census.ts';
import type { Engine } from './engine.ts';

/** To count costs more the more domains there are. */
const COUNT_EVERY_MS = 15 * 60_000;

/** A sweep with which nothing happened is noted so often; each note is a read and a write. */
const NOTE_EVERY_MS = 5 * 60_000;

/** One record is not written with every event: the next sweep is soon enough. */
const EVENTS_EVERY_MS = 60_000;

/**
 * Writes down that a sweep has ended and what happened since, if it is time to, and counts the domains,
 * which is logged as well.
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

/** Writes down what happened while events were handled, if it is time to. */
export async function keepTally({ store, tally, now }: Engine): Promise<void> {
  const at = now();
  if (!isOlder(lastKeptAt.get(tally) ?? null, EVENTS_EVERY_MS, at)) return;
  const tallied = tally.take();
  if (!tallied) return;
  lastKeptAt.set(tally, at);
  await store.changeStatistics((latest) => withTallied(latest, tallied, at));
}

/** What each instance has seen last, so that most of its sweeps need not read it. */
const lastSeen = new WeakMap<Engine['tally'], Statistics>();
const lastKeptAt = new WeakMap<Engine['tally'], number>();

/** A clock that was wrong and ahead counts as none. */
function isOlder(at: number | null, ageMs: number, now: number): boolean {
  return at === null || at <= now - ageMs || at > now;
}

function logCount({ stages }: Count, log: Engine['log']): void {
  for (const [stage, domains] of Object.entries(stages)) {
    log.info({ stage, domains }, 'domains in stage');
  }
}
