/**
 * How many of the cases are tried that a test has no end of: a share of the whole number, which the
 * setting TEST_EFFORT says, from 0 to 1. All of them are tried before a change lands.
 *
 * @param least what the test needs to show anything
 */
export function share(whole: number, least = 1): number {
  return Math.max(least, Math.round(whole * EFFORT));
}

const EFFORT = Number(process.env.TEST_EFFORT ?? 0.1);
