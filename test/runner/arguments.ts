import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

/** The arguments of `npm test`. */
export interface Arguments {
  /** Files, folders or globs; all tests if there is none. */
  readonly named: readonly string[];
  /** A regular expression that the titles of the tests have to match. */
  readonly grep: string | undefined;
  /** How many files are run at a time. */
  readonly jobs: number;
  /** Whether this run is of all tests. */
  readonly isWhole: boolean;
}

/** @throws {TypeError} for an unknown option */
export function readArguments(given: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...given],
    options: { grep: { type: 'string', short: 'g' }, jobs: { type: 'string', short: 'j' } },
    allowPositionals: true,
  });
  const { grep, jobs } = values;
  return {
    named: positionals,
    grep,
    // More than there are processors, since many tests wait for most of their time.
    jobs: jobs === undefined ? 2 * availableParallelism() : Number(jobs),
    isWhole: positionals.length === 0 && grep === undefined,
  };
}
