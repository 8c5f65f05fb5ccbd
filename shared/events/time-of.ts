import type { Ordinal } from '../lifecycle/ordinal.ts';

/**
 * Clocks of one data centre differ by milliseconds, those that somebody has set wrong by hours or days: an
 * event from such a clock would shut out every later event of its domain.
 */
const MOST_AHEAD_MS = 60_000;

/**
 * Milliseconds since the epoch, with microseconds as their fraction, which `Date.parse` drops;
 * undefined if the calendar has no such day, which `Date.parse` takes for one of the next month.
 *
 * @param written a time with its zone, as ISO 8601 has it
 */
export function timeOf(written: string): number | undefined {
  const day = written.slice(0, 10);
  const midnight = new Date(`${day}T00:00:00Z`);
  const time = Date.parse(written);
  if (Number.isNaN(time) || !midnight.toISOString().startsWith(day)) return undefined;
  const [, microseconds = ''] = /\.\d{3}(\d+)/.exec(written) ?? [];
  return time + Number(`0.${microseconds}0`);
}

/**
 * An event's place among others: when it counts as having occurred, which is as its publisher says, whose
 * clock is not trusted, and at most a minute after it was published. Messages of one batch are published at
 * the same moment, so that such a clock still says in which order they were made.
 */
export function placeOf(written: number, publishedAt: number, id: string): Ordinal {
  const latest = publishedAt + MOST_AHEAD_MS;
  return written <= latest
    ? { occurredAt: written, id }
    : { occurredAt: latest, id, writtenAt: written };
}
