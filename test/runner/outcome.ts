import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';

const timedSchema = v.object({ title: v.string(), durationMs: v.number() });

export const outcomeSchema = v.object({
  passed: v.number(),
  failed: v.number(),
  skipped: v.number(),
  /** The ten slowest tests, the slowest first. */
  slowest: v.array(timedSchema),
  /** Lines to print: each failure, with its differences and its stack. */
  failures: v.array(v.string()),
});

/** The result of a file, or of all files together. */
export type Outcome = v.InferOutput<typeof outcomeSchema>;

/** A test, and how long it took. */
export type TimedTest = v.InferOutput<typeof timedSchema>;

export const NOTHING: Outcome = { passed: 0, failed: 0, skipped: 0, slowest: [], failures: [] };

export function sum(one: Outcome, other: Outcome): Outcome {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
    slowest: slowestOf([...one.slowest, ...other.slowest]),
    failures: [...one.failures, ...other.failures],
  };
}

export function slowestOf(tests: readonly TimedTest[]): TimedTest[] {
  return tests.toSorted((one, other) => other.durationMs - one.durationMs).slice(0, 10);
}

/** Undefined if the run broke off and left no outcome. */
export function readOutcome(file: string): Outcome | undefined {
  if (!existsSync(file)) return undefined;
  return v.parse(outcomeSchema, JSON.parse(readFileSync(file, 'utf8')));
}

export function slowestLines({ slowest }: Outcome): string[] {
  const lines = slowest.map(
    ({ title, durationMs }) => `${(durationMs / 1000).toFixed(1).padStart(7)} s  ${title}`,
  );
  return lines.length === 0 ? [] : ['', 'The slowest tests:', ...lines];
}

/** `12 passed, 0 failed`, and how many were skipped if any was. */
export function closingLine({ passed, failed, skipped }: Outcome): string {
  const counts = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? counts : `${counts}, ${skipped} skipped`;
}

/**
 * Zero if no test failed, and if there was one at all.
 *
 * @param status the exit code of the program that ran the tests; null if a signal ended it
 */
export function exitCode(status: number | null, outcome: Outcome | undefined): number {
  if (status !== 0) return status ?? 1;
  if (outcome === undefined) return 1;
  const { passed, failed, skipped } = outcome;
  return failed > 0 || passed + skipped === 0 ? 1 : 0;
}
