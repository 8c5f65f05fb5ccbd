import { writeFileSync } from 'node:fs';
import { readArguments } from './arguments.ts';
import { testFiles } from './files.ts';
import { longestFirst } from './order.ts';
import { NOTHING, type Outcome, sum } from './outcome.ts';
import { runFiles } from './pool.ts';
import { startSharedParts } from './shared-parts.ts';

/**
 * Runs the tests that the arguments name. Prints the results a file at a time, and all failures at the
 * end. Leaves the outcome in the file TEST_OUTCOME.
 */

// An exit, unlike a signal, lets the shared parts end with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const { named, grep, jobs, isWhole } = readArguments(process.argv.slice(2));
const files = longestFirst(testFiles(process.cwd(), named));
await using parts = isWhole ? await startSharedParts() : undefined;

let outcome: Outcome = NOTHING;
const failures: string[] = [];
await runFiles(files, { jobs, grep, environment: parts?.environment }, (report) => {
  if (report.lines.length > 0) console.log(report.lines.join('\n'));
  outcome = sum(outcome, report.outcome);
  if (report.failures.length > 0) {
    failures.push(`\nFailed in ${report.file}:\n`, ...report.failures);
  }
});

if (failures.length > 0) console.log(failures.join('\n'));
const { TEST_OUTCOME } = process.env;
if (TEST_OUTCOME !== undefined) writeFileSync(TEST_OUTCOME, JSON.stringify(outcome));
