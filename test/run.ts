import { spawnSync } from 'node:child_process';
import { whatLacks } from './support/emulators.ts';

/**
 * Runs the tests, and prints the line coverage of `shared/`, which must not fall below 95 %. What
 * can only be run on an emulator that is not here is skipped, with a word, and does not count.
 * `REQUIRE_EMULATORS=1` skips nothing.
 */

const lacking = process.env.REQUIRE_EMULATORS === '1' ? undefined : whatLacks('firestore');
const exclude = lacking === undefined ? [] : ['--exclude', 'shared/store/firestore*.ts'];
const { status } = spawnSync('c8', [...exclude, 'mocha', ...process.argv.slice(2)], {
  stdio: 'inherit',
  // No test asks for Google's machines, but Google's clients would.
  env: { ...process.env, METADATA_SERVER_DETECTION: 'none' },
});
if (lacking !== undefined) {
  console.log(`Skipped: the Firestore store, and its coverage: ${lacking}.`);
}
process.exitCode = status ?? 1;
