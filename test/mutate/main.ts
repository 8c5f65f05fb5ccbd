import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sharedVariable, startEmulator, whatLacks } from '../support/emulators.ts';
import { copyTree } from './copied-tree.ts';
import { newFaultless } from './faultless.ts';
import { mutantsOf } from './mutants.ts';
import { named, textOf, writePage } from './page.ts';
import { openRemembered } from './remembered.ts';
import { ROOMS, type Room } from './rooms.ts';
import { type Trial, tryMutant } from './trial.ts';
import { verdictOf } from './verdict.ts';

/**
 * Shows that the tests can fail: makes one small fault after another in a copy of the tree, and lists those
 * that no test notices.
 *
 *     npm run mutate -- [--only=engine,store] [--sample=N] [--seed=N] [--steps=N] [--afresh] [--write]
 *
 * `--sample` is the number of mutants of each room; with `--steps`, only the first steps of tests are run,
 * which is quick, and later steps might still notice the survivors. A mutant that an earlier run has noticed
 * is not tried again while its source and the tests that noticed it are unchanged, unless `--afresh` is
 * given. `--write` puts the result in docs/reliability/mutations.md. An unexplained survivor ends it with
 * exit code 1.
 */

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: 'Infinity' },
    afresh: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const only = values.only?.split(',');
const rooms = ROOMS.filter(({ name }) => only?.includes(name) ?? true);
if (rooms.length !== (only ?? ROOMS).length) {
  throw new Error(`--only takes some of ${ROOMS.map(({ name }) => name).join(', ')}`);
}
const seed = Number(values.seed);
// A survivor goes through all tests, so a few random cases have to be enough for each test.
process.env.TEST_EFFORT ??= '0.05';

// Its child processes are ended with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const root = fileURLToPath(new URL('../..', import.meta.url));
const isOnFirestore = rooms.some(({ onFirestore }) => onFirestore);
const lack = whatLacks('firestore');
if (isOnFirestore && lack !== undefined) console.log(`Nothing of Firestore is tried: ${lack}`);
const emulator = isOnFirestore && lack === undefined ? await startEmulator('firestore') : undefined;
if (emulator) process.env[sharedVariable('firestore')] = emulator.host;
using tree = copyTree(root);
const faultless = newFaultless(tree.root, console.log);
try {
  for (const room of rooms) await tryRoom(room);
} finally {
  await emulator?.stop();
}

async function tryRoom(room: Room): Promise<void> {
  const sample = values.sample === undefined ? room.sample : Number(values.sample);
  // Mutants are made from the copy, since the tree itself may change meanwhile.
  const mutants = mutantsOf(tree.root, room, sample, seed);
  console.log(`${room.name}: ${mutants.length} mutants`);
  const memory = join(root, `node_modules/.cache/mutants/${room.name}.json`);
  if (values.afresh) rmSync(memory, { force: true });
  const remembered = openRemembered(tree.root, memory);
  const trials: Trial[] = [];
  for (const mutant of mutants) {
    const begunAt = performance.now();
    const trial = await tryMutant(tree, room, mutant, faultless, remembered, Number(values.steps));
    trials.push(trial);
    const seconds = ((performance.now() - begunAt) / 1000).toFixed(1);
    console.log(`${named(mutant)}: ${trial.killedBy ?? 'SURVIVED'} (${seconds} s)`);
  }
  const verdict = verdictOf(room.name, trials);
  console.log(`\n${textOf(verdict, seed, new Date().toISOString().slice(0, 10))}`);
  if (values.write) writePage(verdict, seed);
  if (verdict.survivors.length > 0) process.exitCode = 1;
}
