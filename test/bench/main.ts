import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmulator, whatLacks } from '../support/emulators.ts';
import { deploy } from './deployed.ts';
import { tableOf, writeDocument } from './document.ts';
import type { Bench, Emulators, Line } from './row.ts';
import { ROWS } from './rows/index.ts';
import { openWorld, whatWorldLacks } from './world/world.ts';

/**
 * Measures what a user experiences, and judges nothing: machines differ, and only the ratios hold from one to
 * another. With `--only=sweep,memory`, only those rows are measured and printed; otherwise all are written to
 * docs/performance.md, unless a row failed.
 */

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const only = values.only?.split(',');
const rows = ROWS.filter(({ name }) => only?.includes(name) ?? true);
if (rows.length === 0) {
  throw new Error(`--only takes some of ${ROWS.map(({ name }) => name).join(', ')}`);
}
const lack = whatWorldLacks();
if (lack !== undefined) throw new Error(`The benchmark needs ${lack}`);

// Each started server and function adds a listener.
process.setMaxListeners(50);
// Child processes are ended on exit, and a signal by itself causes no exit event.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const [loadBefore = 0] = loadavg();
const startedAt = performance.now();
const world = await openWorld();
let started: Promise<Emulators | undefined> | undefined;
const bench: Bench = {
  world,
  deployed: deploy(join(world.folder, 'deployed')),
  emulators: () => {
    started ??= startEmulators();
    return started;
  },
};
console.log(`Ready after ${seconds(performance.now() - startedAt)}\n`);
const lines: Line[] = [];
const failures: unknown[] = [];
try {
  for (const row of rows) {
    const rowStartedAt = performance.now();
    try {
      const measured = await row.measure(bench);
      console.log(tableOf(measured));
      lines.push(...measured);
    } catch (error) {
      console.error(error);
      failures.push(error);
    }
    console.log(`${row.name} took ${seconds(performance.now() - rowStartedAt)}\n`);
  }
} finally {
  const emulators = await started;
  await Promise.all([emulators?.firestore.stop(), emulators?.pubsub.stop(), world.close()]);
}
const tookMs = performance.now() - startedAt;
console.log(`All took ${seconds(tookMs)}`);
if (failures.length > 0) throw new AggregateError(failures, 'not all rows could be measured');
if (!only) writeDocument(lines, { loadBefore, tookMs });

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(0)} s`;
}

async function startEmulators(): Promise<Emulators | undefined> {
  const missing = whatLacks('firestore') ?? whatLacks('pubsub');
  if (missing !== undefined) {
    console.log(`Nothing is measured with emulators: ${missing}`);
    return undefined;
  }
  const [firestore, pubsub] = await Promise.all([
    startEmulator('firestore'),
    startEmulator('pubsub'),
  ]);
  process.env.FIRESTORE_EMULATOR_HOST = firestore.host;
  process.env.PUBSUB_EMULATOR_HOST = pubsub.host;
  return { firestore, pubsub };
}
