import { randomUUID } from 'node:crypto';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { deploy } from '../bench/deployed.ts';
import { openWorld, whatWorldLacks } from '../bench/world/world.ts';
import { startEmulator, whatLacks } from '../support/emulators.ts';
import { openFront } from '../support/front.ts';
import type { FunctionProcess } from '../support/function-process.ts';
import { openTopics } from '../support/topics.ts';
import { creation, eventNumber, newDomain } from './events.ts';
import { timesUntilLive } from './live.ts';
import { circumstances, tableOf, writePage } from './page.ts';
import { ACK_DEADLINE_MS, type Phase, runPhase, type Shown } from './phase.ts';

/**
 * Sends many events to the functions as they are deployed. Each event is pushed until it is acknowledged, and
 * a sweep is fired every minute.
 *
 *     npm run load -- [--seconds=300] [--rate=50] [--burst=5000] [--new=2000] [--instances=2] [--store=sqlite] [--write]
 *
 * `--new` is the number of new domains that are mapped at once at the end; the run waits until all are live.
 * `--write` puts the figures in docs/reliability/load.md. The exit code is 1 if an answer was 5xx or an event
 * was not acknowledged.
 */

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    rate: { type: 'string', default: '50' },
    burst: { type: 'string', default: '5000' },
    new: { type: 'string', default: '2000' },
    instances: { type: 'string', default: '2' },
    store: { type: 'string', default: 'sqlite' },
    write: { type: 'boolean', default: false },
  },
});
const [seconds, rate, burst, newDomains, instances] = [
  Number(values.seconds),
  Number(values.rate),
  Number(values.burst),
  Number(values.new),
  Number(values.instances),
];
const onFirestore = values.store === 'firestore';

/** As set by infra/deploy: the concurrent requests of an instance, and its heap. */
const AT_A_TIME = 16;
const HEAP_MIB = 192;

const lack =
  whatWorldLacks() ?? whatLacks('pubsub') ?? (onFirestore ? whatLacks('firestore') : undefined);
if (lack !== undefined) throw new Error(`This needs ${lack}`);

/** The events of three phases, one after the other, and those that map new domains. */
const from = (first: number) => (n: number) => eventNumber(first + n);
const PHASES: readonly Phase[] = [
  { name: `${rate} a second`, events: rate * seconds, rate, message: from(0) },
  { name: `${burst} at once`, events: burst, message: from(rate * seconds) },
  { name: `${burst} at once, again`, events: burst, message: from(rate * seconds + burst) },
];
const MAPPED: Phase = {
  name: `${newDomains} new domains at once`,
  events: newDomains,
  message: creation,
};

const [loadBefore = 0] = loadavg();
await using resources = new AsyncDisposableStack();
const world = await openWorld();
resources.defer(world.close);
const pubsub = await startEmulator('pubsub');
resources.defer(pubsub.stop);
process.env.PUBSUB_EMULATOR_HOST = pubsub.host;
const projectId = `load-${randomUUID().slice(0, 8)}`;
const environment: Record<string, string> = {
  ...world.environment(),
  STORE: `sqlite:${join(world.folder, 'load.db')}`,
  GOOGLE_CLOUD_PROJECT: projectId,
  PUBSUB_EMULATOR_HOST: pubsub.host,
  NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}`,
};
if (onFirestore) {
  const firestore = await startEmulator('firestore');
  resources.defer(firestore.stop);
  Object.assign(environment, { STORE: 'firestore', FIRESTORE_EMULATOR_HOST: firestore.host });
}

const deployed = deploy(join(world.folder, 'deployed'));
const started = async (target: string): Promise<FunctionProcess> => {
  const running = await deployed.start(target, environment);
  resources.defer(running.close);
  return running;
};
const takers = await Promise.all(Array.from({ length: instances }, () => started('domainEvents')));
const sweeper = await started('verifyDomains');

const front = resources.use(
  await openFront(
    () => takers.map(({ url }) => url),
    ({ status = 503 }) => status,
    AT_A_TIME * instances,
  ),
);
// The functions report stage changes there.
const topics = resources.use(await openTopics(projectId));

const over = new AbortController();
let sweepsFailed = 0;
const sweeping = sweepEveryMinute();

const shown: Shown[] = [];
const pids = [...takers, sweeper].map(({ pid }) => pid);
for (const phase of PHASES) {
  console.log(`${phase.name} …`);
  shown.push(await runPhase(phase, front.url, pids));
}
console.log(`${MAPPED.name} …`);
const names = Array.from({ length: newDomains }, (_, n) => newDomain(n));
const [mapped, liveAfterMs] = await Promise.all([
  runPhase(MAPPED, front.url, pids),
  timesUntilLive(names, (domain) => topics.lastTold(domain) === 'done'),
]);
shown.push({ ...mapped, liveAfterMs });
over.abort();
await sweeping;

const what = `${instances} instances and a sweep a minute on one machine, with ${onFirestore ? 'the emulator of Firestore' : 'SQLite on a disk'}`;
const figures = `${circumstances(what, loadBefore)}\n\n${tableOf(shown, ACK_DEADLINE_MS)}`;
console.log(figures);
if (sweepsFailed > 0) console.log(`${sweepsFailed} sweeps failed`);
if (values.write) writePage(figures);
const areTaken = shown.every(({ failed, left }) => failed === 0 && left === 0);
const isWell = sweepsFailed === 0 && areTaken && liveAfterMs.length === newDomains;
if (!isWell) process.exitCode = 1;

async function sweepEveryMinute(): Promise<void> {
  while (!over.signal.aborted) {
    const response = await fetch(sweeper.url, { method: 'POST' }).catch(() => undefined);
    await response?.text();
    if (!response?.ok) sweepsFailed += 1;
    await sleep(60_000, undefined, { signal: over.signal }).catch(() => {});
  }
}
