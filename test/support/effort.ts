/**
 * How many cases a test tries when any number is possible: `whole` times the setting TEST_EFFORT, from 0 to
 * 1. Before a change lands it is 1, which tries the whole number.
 *
 * @param least the minimum with which the test still shows something
 */
export function share(whole: number, least = 1): number {
  return Math.max(least, Math.round(whole * EFFORT));
}

const EFFORT = Number(process.env.TEST_EFFORT ?? 0.1);
