import { writeFileSync } from 'node:fs';
import { readArguments } from './arguments.ts';
import { testFiles } from './files.ts';
import { longestFirst } from './order.ts';
import { NOTHING, type Outcome, sum } from './outcome.ts';
import { runFiles } from './pool.ts';
import { startSharedParts } from './shared-parts.ts';

/**
 * Runs the tests that the arguments name. Prints the results file by file. Writes the outcome, with all
 * failures, to the file TEST_OUTCOME.
 */

// An exit, unlike a signal, ends the shared parts with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const { named, grep, jobs, isWhole } = readArguments(process.argv.slice(2));
const files = longestFirst(testFiles(process.cwd(), named));
await using parts = isWhole ? await startSharedParts() : undefined;

let outcome: Outcome = NOTHING;
await runFiles(files, { jobs, grep, environment: parts?.environment }, (report) => {
  const { file } = report;
  const { failures } = report.outcome;
  const failed = failures.length === 0 ? [] : [`\nFailed in ${file}:\n`, ...failures];
  // Printed at once, since an interrupted run prints no summary.
  const lines = [...report.lines, ...failed];
  if (lines.length > 0) console.log(lines.join('\n'));
  outcome = sum(outcome, { ...report.outcome, failures: failed });
});

const { TEST_OUTCOME } = process.env;
if (TEST_OUTCOME !== undefined) writeFileSync(TEST_OUTCOME, JSON.stringify(outcome));
