/**
 * Whether `at` was less than `ms` milliseconds ago. A time in the future was noted by a clock that was
 * ahead.
 */
export function isLately(at: number, ms: number, now: number): boolean {
  return at <= now + CLOCKS_DIFFER_MS && now < at + ms;
}

/** The clocks of two machines differ by less than this. */
export const CLOCKS_DIFFER_MS = 60_000;
