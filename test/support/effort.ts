/**
 * The number of cases that a test tries where there are endlessly many: a share of `whole`, as the
 * setting TEST_EFFORT has it, from 0 to 1. With 1, as before a change lands, it is all of them.
 *
 * @param least the fewest with which the test still shows something
 */
export function share(whole: number, least = 1): number {
  return Math.max(least, Math.round(whole * EFFORT));
}

const EFFORT = Number(process.env.TEST_EFFORT ?? 0.1);
