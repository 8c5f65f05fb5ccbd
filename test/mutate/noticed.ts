import type { Run } from './test-run.ts';

/** How a run of tests is repeated, with the fault and without it. */
export interface Runs {
  withFault(limitMs: number): Promise<Run>;
  withoutFault(): Promise<Run>;
}

/**
 * A fault may make a program run for ever, but a busy machine is slow as well. So a time-out counts only if
 * the same tests are far faster without the fault at the same time.
 */
const FAR_LESS = 3;
const LIMIT_FACTOR = 6;
const LEAST_LIMIT_MS = 30_000;

/** Other work on the machine may spoil a comparison, but not every time. */
const ATTEMPTS = 4;

/**
 * Repeats the tests until it is clear whether they notice the fault.
 *
 * @param usualMs how long the tests usually take without the fault
 */
export async function noticed(runs: Runs, usualMs: number): Promise<Notice | undefined> {
  let limitMs = limitFor(usualMs);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const run = await runs.withFault(limitMs);
    if (run.outcome === 'passed') return undefined;
    if (run.outcome === 'failed') return { by: run.by, file: run.file };
    const { outcome, tookMs } = await runs.withoutFault();
    if (outcome === 'passed' && tookMs * FAR_LESS <= run.tookMs) {
      return { by: 'it never ends', file: undefined };
    }
    limitMs = Math.max(limitMs, limitFor(tookMs));
  }
  return undefined;
}

export interface Notice {
  /** The title of the test, or whatever else noticed it. */
  readonly by: string;
  /** The test file, if it is known. */
  readonly file: string | undefined;
}

function limitFor(usualMs: number): number {
  return Math.max(LEAST_LIMIT_MS, LIMIT_FACTOR * usualMs);
}
