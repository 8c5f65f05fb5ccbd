/** How long to wait: between tries, between looks, after failures. All in whole milliseconds. */

const SECOND_MS = 1000;
const HOUR_MS = 60 * 60 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

/** How often the sweep is fired. */
export const SWEEP_EVERY_MS = 60_000;

/**
 * A look that waits for a minute or more may be begun so much earlier. What waited for the next sweep
 * instead would be as much too late.
 */
export const EARLY_MS = SWEEP_EVERY_MS / 2;

/** A domain whose tries ran out is looked at for so long, then only when a person asks. */
export const GIVE_UP_AFTER_MS = 30 * DAY_MS;

/** Closte is asked again for a certificate that has not come after a day. */
export const CERTIFICATE_REQUEST_MS = DAY_MS;

/** A number from 0 up to, but not including, 1; `Math.random` but in tests. */
export type Random = () => number;

/**
 * Exponential backoff with jitter, from about 15 s up to an hour: half of it fixed, half at random,
 * so that the domains that one outage stopped do not all come back at once.
 */
export function backoffMs(failures: number, random: Random): number {
  const full = Math.min(30 * SECOND_MS * 2 ** Math.max(0, failures - 1), HOUR_MS);
  return Math.round(full / 2 + (full / 2) * random());
}

/** Ever more rarely, to once a day: after the tries ran out, or when nobody answers. */
export function rarelyMs(looksInVain: number, checkIntervalMs: number): number {
  return Math.min(checkIntervalMs * 2 ** Math.min(looksInVain, 30), DAY_MS);
}

/** A live domain that would be taken down, if not too many were, is looked at again after so long. */
export const HELD_MS = HOUR_MS;

/** Servers count in whole seconds. */
const JUST_AFTER_MS = SECOND_MS;

/**
 * Until an old answer has expired, however early the look may be begun. A change that then still is on its way, as where one server of the
 * zone never gets it, is waited for ever more rarely.
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
 * To the first of the daily looks: some time within the next day, so that domains which became live
 * together, or were found live, are looked at all day long from then on.
 */
export function firstDailyMs(random: Random): number {
  return HOUR_MS + Math.round((DAY_MS - HOUR_MS) * random());
}

/** Once a day, the hour before at random, so that domains mapped together drift apart. */
export function dailyMs(random: Random): number {
  return DAY_MS - Math.round(HOUR_MS * random());
}
