import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readArguments } from './runner/arguments.ts';
import { closingLine, exitCode, readOutcome, slowestLines } from './runner/outcome.ts';
import { whatLacks } from './support/emulators.ts';

/**
 * Runs the tests, several files at a time. A run of all tests prints the line coverage of `shared/`, which
 * must not fall below 95 %; a run of the tests that the arguments name does not count it. Tests that need an
 * emulator that is not installed are skipped, with the reason, and do not count. `REQUIRE_EMULATORS=1` skips
 * nothing.
 *
 *     npm test -- [--grep PATTERN] [--jobs NUMBER] [FILE…]
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RUN = fileURLToPath(new URL('runner/main.ts', import.meta.url));
const given = process.argv.slice(2);
const { isWhole } = readArguments(given);

const lacking = process.env.REQUIRE_EMULATORS === '1' ? undefined : whatLacks('firestore');
const exclude = lacking === undefined ? [] : ['--exclude', 'shared/store/firestore*.ts'];
const c8 = [join(ROOT, 'node_modules/c8/bin/c8.js'), ...exclude, process.execPath];

const folder = mkdtempSync(join(tmpdir(), 'closte-tests-'));
const outcomeFile = join(folder, 'outcome.json');
const { status } = spawnSync(process.execPath, [...(isWhole ? c8 : []), RUN, ...given], {
  cwd: ROOT,
  stdio: 'inherit',
  env: {
    // The tests start the same few programs hundreds of times.
    NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/compiled'),
    ...process.env,
    // No test uses Google's metadata server, but Google's clients would look for it.
    METADATA_SERVER_DETECTION: 'none',
    TEST_OUTCOME: outcomeFile,
  },
});
const outcome = readOutcome(outcomeFile);
rmSync(folder, { recursive: true });

if (isWhole && lacking !== undefined) {
  console.log(`Skipped: the Firestore store, and its coverage: ${lacking}.`);
}
if (outcome !== undefined) {
  // Failures are printed last, at the end of a long log.
  console.log([...slowestLines(outcome), ...outcome.failures, '', closingLine(outcome)].join('\n'));
}
process.exitCode = exitCode(status, outcome);
