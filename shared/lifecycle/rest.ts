/** How long to wait between tries, between looks, and after failures. All in whole milliseconds. */

const SECOND_MS = 1000;
const HOUR_MS = 60 * 60 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

/** How often the sweep is fired. */
export const SWEEP_EVERY_MS = 60_000;

/**
 * How much earlier a look that waits for a minute or more may be begun. If it waited for the next sweep
 * instead, it would be late by at least as much.
 */
export const EARLY_MS = SWEEP_EVERY_MS / 2;

/** A domain whose tries ran out is looked at for this long, then only when a person asks. */
export const GIVE_UP_AFTER_MS = 30 * DAY_MS;

/** Closte is asked again for a certificate that has not arrived after a day. */
export const CERTIFICATE_REQUEST_MS = DAY_MS;

/** A number from 0 up to, but not including, 1: `Math.random`, except in tests. */
export type Random = () => number;

/**
 * Exponential backoff with jitter, from about 15 s up to an hour: half of it fixed, half at random,
 * so that the domains that one outage stopped do not all come back at once.
 */
export function backoffMs(failures: number, random: Random): number {
  const full = Math.min(30 * SECOND_MS * 2 ** Math.max(0, failures - 1), HOUR_MS);
  return Math.round(full / 2 + (full / 2) * random());
}

/** Failures until a backoff has grown to an hour. */
const FAILURES_TO_AN_HOUR = 8;

/** The same, but growing to a day: for failures that may last for weeks, and concern all domains at once. */
export function longBackoffMs(failures: number, random: Random): number {
  const beyond = failures - FAILURES_TO_AN_HOUR;
  return backoffMs(failures, random) + (beyond > 0 ? rarelyMs(beyond, HOUR_MS) - HOUR_MS : 0);
}

/**
 * How much later after a pause a domain is tried whose own calls have failed before: the first call ends the pause
 * or makes it longer, and one that has often failed is likely to fail again, whatever the host does for the others.
 */
export function behindOthersMs(failures: number): number {
  return 6 * SECOND_MS * Math.min(failures, 10);
}

/**
 * The wait doubles with each look, up to a day: for looks after the tries are used up, or while nobody
 * answers.
 */
export function rarelyMs(looksInVain: number, checkIntervalMs: number): number {
  return Math.min(checkIntervalMs * 2 ** Math.min(looksInVain, 30), DAY_MS);
}

/**
 * A live domain that is held, because too many would be taken down at once, is looked at again after this
 * time: certainly within the shortest time for which a person releases such domains, an hour.
 */
export const HELD_MS = HOUR_MS / 2;

/** Servers count TTLs in whole seconds. */
const JUST_AFTER_MS = SECOND_MS;

/**
 * The wait until an old answer has expired, allowing for a look that is begun early. A change that has not
 * spread even then, for example because one server of the zone never gets it, is looked at again at growing
 * intervals.
 */
export function whenExpiredMs(
  ttlSeconds: number,
  looksInVain: number,
  checkIntervalMs: number,
): number {
  const afterMs = ttlSeconds * SECOND_MS + JUST_AFTER_MS;
  const expiredMs = afterMs < SWEEP_EVERY_MS ? afterMs : Math.min(afterMs + EARLY_MS, DAY_MS);
  return looksInVain === 0
    ? expiredMs
    : Math.max(expiredMs, rarelyMs(looksInVain, checkIntervalMs));
}

/**
 * The wait for the first of the daily looks: some time within the next day, so that the looks at domains
 * which became live together, or were found live together, are spread over the day from then on.
 */
export function firstDailyMs(random: Random): number {
  return HOUR_MS + Math.round((DAY_MS - HOUR_MS) * random());
}

/**
 * The wait for the next daily look: 23 hours and up to one hour more at random, so that domains mapped
 * together drift apart.
 */
export function dailyMs(random: Random): number {
  return DAY_MS - Math.round(HOUR_MS * random());
}
