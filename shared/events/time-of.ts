import type { Ordinal } from '../lifecycle/ordinal.ts';

/**
 * Clocks of one data centre differ by milliseconds; a clock that somebody has set wrong differs by hours or
 * days, and an event from such a clock would shut out every later event of its domain.
 */
const MOST_AHEAD_MS = 60_000;

/**
 * Milliseconds since the epoch. Microseconds, which `Date.parse` drops, are kept as the fraction. Undefined
 * if the calendar has no such day, which `Date.parse` reads as a day of the next month.
 *
 * @param written a time with its zone, in ISO 8601
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
 * An event's place among others. It counts as having occurred when its publisher says, but at most a minute
 * after it was published, since the publisher's clock is not trusted. Messages of one batch are published
 * at the same moment; among these, the publisher's clock still gives their order.
 */
export function placeOf(written: number, publishedAt: number, id: string): Ordinal {
  const latest = publishedAt + MOST_AHEAD_MS;
  return written <= latest
    ? { occurredAt: written, id }
    : { occurredAt: latest, id, writtenAt: written };
}
