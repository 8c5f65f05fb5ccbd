import type { Needed } from './marks.ts';
import type { Stage } from './stage.ts';

/** Statistics of the whole system. Times are milliseconds since the epoch. */
export interface Statistics {
  /** When the last sweep ended, accurate to five minutes; null if there was none. */
  readonly sweptAt: number | null;
  /** The last count of the domains; null if they were never counted. */
  readonly counted: Count | null;
  /** The latest 30 days on which anything happened, oldest first. */
  readonly days: readonly Day[];
}

/** A count of the domains at one time. */
export interface Count {
  readonly at: number;
  /** Mapped domains in each stage. */
  readonly stages: Readonly<Record<Stage, number>>;
  /** Domains with an error that this party has to fix. */
  readonly needs: Readonly<Record<Needed, number>>;
  /** Domains that wait for Closte, because it fails or refuses the key. */
  readonly waitForCloste: number;
}

/** The figures of one day, UTC. */
export interface Day extends Tallied {
  /** `2026-11-26` */
  readonly day: string;
  /** Mapped domains in each stage at the last count of that day; null if there was none. */
  readonly stages: Count['stages'] | null;
}

/** Counts that are added to those of the day. */
export interface Tallied {
  /** How many domains went live for the first time, by the {@link bucketOf} of the time that it took. */
  readonly timesToLive: Readonly<Record<string, number>>;
  /** Calls that Closte refused or failed to answer, without those that concern only one domain. */
  readonly closteErrors: number;
}

export const NO_STATISTICS: Statistics = { sweptAt: null, counted: null, days: [] };
export const NOTHING_TALLIED: Tallied = { timesToLive: {}, closteErrors: 0 };

const DAYS = 30;

/** The statistics including what was tallied. */
export function withTallied(statistics: Statistics, tallied: Tallied, now: number): Statistics {
  return onDay(statistics, now, (day) => ({ ...day, ...sumOf(day, tallied) }));
}

/** The statistics including the latest count of the domains. */
export function withCount(statistics: Statistics, counted: Count): Statistics {
  const { at, stages } = counted;
  return { ...onDay(statistics, at, (day) => ({ ...day, stages })), counted };
}

/** Both counts together. */
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

/** Each bucket is a tenth longer than the previous one, so that many times take little space. */
const RATIO = 1.1;

/** The bucket of a time. */
export function bucketOf(seconds: number): string {
  return String(Math.ceil(Math.log(Math.max(seconds, 1)) / Math.log(RATIO)));
}

/**
 * The time within which this share of the domains went live; at most a tenth too long.
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
