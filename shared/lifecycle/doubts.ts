/**
 * What may still happen outside: a call that timed out, was cut off or answered by a failure may have
 * been carried out, or be carried out later, after whatever came next. So what the opposite call has
 * reached is asserted again, until nothing of it can be left.
 */

import { backoffMs, type Random, rarelyMs } from './rest.ts';
import type { Stage } from './stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Times are milliseconds since the epoch. */
export interface Doubts {
  /** When the latest call to add the alias ended of which nobody knows what came of it. */
  readonly adding: number | null;
  /** The same of removing it. */
  readonly removing: number | null;
  /** The same of writing a stage to the multisite; the stage is null if it was now one, now another. */
  readonly writing: { readonly stage: Stage | null; readonly at: number } | null;
  /** The stage that the topic may have been told last, although nobody knows. */
  readonly reporting: Stage | null;
}

export const NO_DOUBTS: Doubts = { adding: null, removing: null, writing: null, reporting: null };

/** From the end of a call in doubt to each time that the opposite is asserted again. */
const ASSERTED_AFTER_MS = [MINUTE_MS, 10 * MINUTE_MS, 2 * HOUR_MS, 24 * HOUR_MS] as const;

/** After so long, a call in doubt is not carried out any more. */
export const IN_DOUBT_FOR_MS = 24 * HOUR_MS;

/**
 * When to assert again what a call may undo that is in doubt since `since`; null once it was seen to hold
 * long enough after that.
 *
 * @param seenAt when it was last seen to hold
 */
export function assertAgainAt(since: number | null, seenAt: number): number | null {
  if (since === null) return null;
  const next = ASSERTED_AFTER_MS.find((afterMs) => since + afterMs > seenAt);
  return next === undefined ? null : since + next;
}

/** Until it can be asserted again what could not: later and later, to once a day. */
export function putOffMs(failures: number, random: Random): number {
  return backoffMs(1, random) + rarelyMs(failures, MINUTE_MS);
}
