import type { Needed } from './marks.ts';
import type { Stage } from './stage.ts';

/** How the whole has been doing. Times are milliseconds since the epoch. */
export interface Statistics {
  /** When the last sweep ended, within five minutes; null if there was none. */
  readonly sweptAt: number | null;
  /** The domains when they were last counted; null if they never were. */
  readonly counted: Count | null;
  /** The latest 30 days on which there was something to tell, oldest first. */
  readonly days: readonly Day[];
}

export interface Count {
  readonly at: number;
  /** Mapped domains in each stage. */
  readonly stages: Readonly<Record<Stage, number>>;
  /** Domains that have an error that this party has to see to. */
  readonly needs: Readonly<Record<Needed, number>>;
  /** Domains that wait for Closte, since it fails or refuses the key. */
  readonly waitForCloste: number;
}

/** A day, UTC, in numbers. */
export interface Day extends Tallied {
  /** `2026-11-26` */
  readonly day: string;
  /** Mapped domains in each stage, when they were last counted on that day; null if they were not. */
  readonly stages: Count['stages'] | null;
}

/** What happened meanwhile. */
export interface Tallied {
  /** How many domains went live for the first time, by the {@link bucketOf} how long that took. */
  readonly timesToLive: Readonly<Record<string, number>>;
  /** Calls that Closte refused or failed to answer, those about one domain alone not counted. */
  readonly closteErrors: number;
}

export const NO_STATISTICS: Statistics = { sweptAt: null, counted: null, days: [] };
export const NOTHING_TALLIED: Tallied = { timesToLive: {}, closteErrors: 0 };

const DAYS = 30;

/** The statistics once so much more has happened. */
export function withTallied(statistics: Statistics, tallied: Tallied, now: number): Statistics {
  return onDay(statistics, now, (day) => ({ ...day, ...sumOf(day, tallied) }));
}

/** The statistics once the domains are counted. */
export function withCount(statistics: Statistics, counted: Count): Statistics {
  const { at, stages } = counted;
  return { ...onDay(statistics, at, (day) => ({ ...day, stages })), counted };
}

export function sumOf(one: Tallied, other: Tallied): Tallied {
  const timesToLive = { ...one.timesToLive };
  for (const [bucket, count] of Object.entries(other.timesToLive)) {
    timesToLive[bucket] = (timesToLive[bucket] ?? 0) + count;
  }
  return { timesToLive, closteErrors: one.closteErrors + other.closteErrors };
}

function onDay(statistics: Statistics, now: number, change: (day: Day) => Day): Statistics {
  const name = dayOf(now);
  const known = statistics.days.find(({ day }) => day === name);
  const others = statistics.days.filter(({ day }) => day !== name);
  const changed = change(known ?? { day: name, stages: null, ...NOTHING_TALLIED });
  const days = [...others, changed].toSorted((one, other) => (one.day < other.day ? -1 : 1));
  return { ...statistics, days: days.slice(-DAYS) };
}

/** `2026-11-26`, UTC */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Times are counted in buckets that are a tenth apart, so that many take no more room than a few. */
const RATIO = 1.1;

/** The bucket of a time. */
export function bucketOf(seconds: number): string {
  return String(Math.ceil(Math.log(Math.max(seconds, 1)) / Math.log(RATIO)));
}

/**
 * The time within which this share of the domains went live, up to a tenth too long.
 *
 * @param share above 0, up to 1: 0.5 is the median
 * @returns seconds; undefined if none went live
 */
export function timeToLive(timesToLive: Tallied['timesToLive'], share: number): number | undefined {
  const buckets = Object.entries(timesToLive)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .toSorted((one, other) => one.bucket - other.bucket);
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  let counted = 0;
  for (const { bucket, count } of buckets) {
    counted += count;
    if (counted >= share * total) return RATIO ** bucket;
  }
  return undefined;
}
