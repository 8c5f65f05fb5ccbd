/** Whether that was less than `ms` ago. What is still to come was noted by a clock that was ahead. */
export function isLately(at: number, ms: number, now: number): boolean {
  return at <= now + CLOCKS_DIFFER_MS && now < at + ms;
}

/** The clocks of two machines differ by less. */
export const CLOCKS_DIFFER_MS = 60_000;
