import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startEmulator, whatLacks } from '../../support/emulators.ts';
import { tableOf, writePage } from './figures.ts';
import { killedRun, STORES } from './run.ts';

/**
 * Kills the functions while they take many events, and checks that the multisite's wishes hold in the end.
 *
 *     npm run kills -- [--events=2000] [--store=SQLite] [--store=Firestore] [--write]
 *
 * `--write` puts the counts in docs/reliability/kills.md. The exit code is 1 if any wish does not hold in the
 * end.
 */

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '2000' },
    store: { type: 'string', multiple: true, default: [...STORES] },
    write: { type: 'boolean', default: false },
  },
});
const stores = STORES.filter((name) => values.store.includes(name));
if (stores.length === 0) throw new Error(`--store takes one of ${STORES.join(', ')}`);

process.env.METADATA_SERVER_DETECTION = 'none';
await using resources = new AsyncDisposableStack();
for (const name of ['pubsub', 'firestore'] as const) {
  const lack = whatLacks(name);
  if (lack !== undefined) throw new Error(`This needs gcloud's emulators: ${lack}`);
  const emulator = resources.adopt(await startEmulator(name), (one) => one.stop());
  process.env[`${name.toUpperCase()}_EMULATOR_HOST`] = emulator.host;
}
for (const store of stores) {
  const [loadBefore = 0] = loadavg();
  console.log(`${store} …`);
  const run = await killedRun(store, Number(values.events));
  console.log(`${tableOf(run)}${run.complaints.map((one) => `${one}\n`).join('')}`);
  if (values.write) writePage(run, loadBefore);
  if (run.complaints.length > 0) process.exitCode = 1;
}
