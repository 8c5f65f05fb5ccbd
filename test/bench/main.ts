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
 * Measures what a user meets, and judges nothing: machines differ. What holds from one to another are
 * the ratios. With `--only=sweep,memory` those rows alone are printed; else docs/performance.md gets all.
 */

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const only = values.only?.split(',');
const rows = ROWS.filter(({ name }) => only?.includes(name) ?? true);
if (rows.length === 0) {
  throw new Error(`--only takes some of ${ROWS.map(({ name }) => name).join(', ')}`);
}
const lack = whatWorldLacks();
if (lack !== undefined) throw new Error(`The benchmark needs ${lack}`);

const [loadBefore = 0] = loadavg();
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
const lines: Line[] = [];
try {
  for (const row of rows) {
    const measured = await row.measure(bench);
    console.log(tableOf(measured));
    lines.push(...measured);
  }
} finally {
  const emulators = await started;
  await Promise.all([emulators?.firestore.stop(), emulators?.pubsub.stop(), world.close()]);
}
if (!only) writeDocument(lines, loadBefore);

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
  return { firestore, pubsub };
}
