const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A time relative to now: `in 4 min`, `3 h ago`, `now`. Both arguments in milliseconds since the epoch. */
export function relativeTime(at: number, now: number): string {
  const distance = roughly(Math.abs(at - now));
  if (distance === undefined) return 'now';
  return at > now ? `in ${distance}` : `${distance} ago`;
}

/** When the domain is looked at next: a time that has passed is `due`. */
export function nextTime(at: number, now: number): string {
  return at <= now ? 'due' : relativeTime(at, now);
}

/** `2026-11-22 10:00:00 UTC` */
export function clockTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `2026-11-22 10:00:00 UTC (in 4 min)`. Both arguments in milliseconds since the epoch. */
export function exactAndRelative(at: number, now: number): string {
  return `${clockTime(at)} (${relativeTime(at, now)})`;
}

/** How long something took: `4 min`, `under 1 s`. In milliseconds. */
export function lasting(ms: number): string {
  return roughly(ms) ?? 'under 1 s';
}

/** In the largest unit of which there is at least one; undefined if it is less than a second. */
function roughly(ms: number): string | undefined {
  if (ms < SECOND_MS) return undefined;
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  const days = Math.floor(ms / DAY_MS);
  return days === 1 ? '1 day' : `${days} days`;
}
