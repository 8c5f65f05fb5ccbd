/**
 * Calls that may still take effect: a call that timed out, was cut off or was answered with a failure may
 * have been carried out, or be carried out later, after any later call. So the result of the opposite call is
 * asserted again until the call in doubt can no longer take effect.
 */

import { backoffMs, type Random, rarelyMs } from './rest.ts';
import type { Stage } from './stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Times are milliseconds since the epoch. */
export interface Doubts {
  /** When the latest call to add the alias with an unknown result ended. */
  readonly adding: number | null;
  /** The same for removing the alias. */
  readonly removing: number | null;
  /** The same for writing a stage to the multisite; `stage` is null if different stages are in doubt. */
  readonly writing: { readonly stage: Stage | null; readonly at: number } | null;
  /** The stage that may have been reported on the topic last. */
  readonly reporting: Stage | null;
}

export const NO_DOUBTS: Doubts = { adding: null, removing: null, writing: null, reporting: null };

/** How long after the end of a call in doubt the opposite is asserted again, each time. */
const ASSERTED_AFTER_MS = [MINUTE_MS, 10 * MINUTE_MS, 2 * HOUR_MS, 24 * HOUR_MS] as const;

/** After this time, a call in doubt is no longer carried out. */
export const IN_DOUBT_FOR_MS = 24 * HOUR_MS;

/**
 * When to assert again a state that a call in doubt since `since` may undo; null once the state was seen to
 * hold long enough after that.
 *
 * @param seenAt when the state was last seen to hold
 */
export function assertAgainAt(since: number | null, seenAt: number): number | null {
  if (since === null) return null;
  const next = ASSERTED_AFTER_MS.find((afterMs) => since + afterMs > seenAt);
  return next === undefined ? null : since + next;
}

/** The wait before a failed assertion is retried: longer and longer, up to a day. */
export function putOffMs(failures: number, random: Random): number {
  return backoffMs(1, random) + rarelyMs(failures, MINUTE_MS);
}
