import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { onPath } from './on-path.ts';

/** Gcloud takes 2 s to start it on a quick machine. */
const START_MS = 120_000;
const END_MS = 5000;

/** One of gcloud's emulators. */
interface Emulator {
  /** The environment variable from which Google's clients take its address. */
  readonly variable: string;
  /** Its folder in the Google Cloud SDK. */
  readonly component: string;
  readonly command: readonly string[];
}

const EMULATORS = {
  firestore: {
    variable: 'FIRESTORE_EMULATOR_HOST',
    component: 'cloud-firestore-emulator',
    command: ['emulators', 'firestore', 'start'],
  },
  pubsub: {
    variable: 'PUBSUB_EMULATOR_HOST',
    component: 'pubsub-emulator',
    command: ['beta', 'emulators', 'pubsub', 'start'],
  },
} as const satisfies Record<string, Emulator>;

export type EmulatorName = keyof typeof EMULATORS;

/** The variable in which a run of all tests names the address of the emulator that they share. */
export const sharedVariable = (name: EmulatorName) => `TEST_${EMULATORS[name].variable}`;

/**
 * Describes tests that run on these emulators, with their addresses in the environment meanwhile. An emulator
 * that is running already is used; otherwise one is started for these tests. If a machine has none, the tests
 * are skipped, or fail if `REQUIRE_EMULATORS=1`.
 */
export function describeOn(names: readonly EmulatorName[], title: string, tests: () => void): void {
  const missing = names.map(whatLacks).find((lack) => lack !== undefined);
  describe(title, () => {
    if (missing !== undefined) {
      const fail = () => assert.fail(`${missing}, and REQUIRE_EMULATORS=1 is set`);
      it(`is not tested: ${missing}`, process.env.REQUIRE_EMULATORS === '1' ? fail : undefined);
      return;
    }
    const environment = { ...process.env };
    const stops: (() => Promise<void>)[] = [];
    before(async () => {
      // Otherwise Google's clients spend a second looking for a metadata server.
      process.env.METADATA_SERVER_DETECTION = 'none';
      for (const name of names) {
        const { variable } = EMULATORS[name];
        if (process.env[variable]) continue;
        const shared = process.env[sharedVariable(name)];
        const emulator = shared ? undefined : await startEmulator(name);
        if (emulator) stops.push(emulator.stop);
        process.env[variable] = shared ?? emulator?.host;
      }
    });
    // Declared before the hook that stops the emulators, so that the tests have closed their connections by
    // then.
    tests();
    after(async () => {
      restore('METADATA_SERVER_DETECTION', environment);
      for (const name of names) restore(EMULATORS[name].variable, environment);
      await Promise.all(stops.map((stop) => stop()));
    });
  });
}

function restore(name: string, from: NodeJS.ProcessEnv): void {
  const value = from[name];
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** The reason why no such emulator can run here; undefined if one is running or can be started. */
export function whatLacks(name: EmulatorName): string | undefined {
  const { component, variable } = EMULATORS[name];
  if (process.env[variable]) return undefined;
  const gcloud = onPath('gcloud');
  if (gcloud === undefined) return 'there is no gcloud on the PATH';
  const sdk = dirname(dirname(realpathSync(gcloud)));
  if (!existsSync(join(sdk, 'platform', component))) return `gcloud has no component ${component}`;
  return onPath('java') === undefined ? 'there is no java on the PATH' : undefined;
}

export interface RunningEmulator {
  /** `127.0.0.1:8080` */
  readonly host: string;
  stop(): Promise<void>;
}

export async function startEmulator(name: EmulatorName): Promise<RunningEmulator> {
  const host = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    'gcloud',
    ['--quiet', ...EMULATORS[name].command, `--host-port=${host}`],
    // Gcloud starts a script that starts Java: a process group of their own lets us stop both.
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  const keep = (chunk: Buffer) => {
    output = `${output}${chunk}`.slice(-4000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const endAtOnce = () => signalGroup(child, 'SIGKILL');
  process.once('exit', endAtOnce);
  const stop = async () => {
    process.removeListener('exit', endAtOnce);
    await endGroup(child);
  };
  for (let waitedMs = 0; !(await answers(host)); waitedMs += 100) {
    if (child.exitCode !== null || waitedMs > START_MS) {
      await stop();
      throw new Error(`The emulator of ${name} does not start:\n${output}`);
    }
    await sleep(100);
  }
  return { host, stop };
}

async function answers(host: string): Promise<boolean> {
  const response = await fetch(`http://${host}/`).catch(() => undefined);
  return (await response?.text())?.trim() === 'Ok';
}

async function endGroup(child: ChildProcess): Promise<void> {
  signalGroup(child, 'SIGTERM');
  for (let waitedMs = 0; waitedMs < END_MS; waitedMs += 50) {
    if (!signalGroup(child, 0)) return;
    await sleep(50);
  }
  signalGroup(child, 'SIGKILL');
}

/** Signals the process group; returns whether any process of it was left. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid !== undefined && process.kill(-pid, signal);
  } catch {
    return false;
  }
}
