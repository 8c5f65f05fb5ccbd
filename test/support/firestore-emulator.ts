import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Gcloud takes 2 s to start it on a quick machine. */
const START_MS = 60_000;
const END_MS = 5000;

/**
 * Describes what runs on the Firestore emulator, with `FIRESTORE_EMULATOR_HOST` set meanwhile. One
 * that is running there already is used; else one is started for these tests. Where there is none,
 * the tests are skipped, or fail if `REQUIRE_EMULATORS=1`.
 */
export function describeOnFirestore(title: string, tests: () => void): void {
  const missing = whatFirestoreLacks();
  describe(title, () => {
    if (missing !== undefined) {
      const fail = () => assert.fail(`${missing}, and REQUIRE_EMULATORS=1 is set`);
      it(`is not tested: ${missing}`, process.env.REQUIRE_EMULATORS === '1' ? fail : undefined);
      return;
    }
    const environment = { ...process.env };
    let stop = async () => {};
    before(async function () {
      this.timeout(2 * START_MS);
      // Else Google's clients look for a machine's own account, a second long.
      process.env.METADATA_SERVER_DETECTION = 'none';
      if (process.env.FIRESTORE_EMULATOR_HOST) return;
      const emulator = await startFirestoreEmulator();
      process.env.FIRESTORE_EMULATOR_HOST = emulator.host;
      stop = emulator.stop;
    });
    after(async function () {
      this.timeout(2 * END_MS);
      restore('METADATA_SERVER_DETECTION', environment);
      restore('FIRESTORE_EMULATOR_HOST', environment);
      await stop();
    });
    tests();
  });
}

function restore(name: string, from: NodeJS.ProcessEnv): void {
  const value = from[name];
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** Why there can be no emulator here; undefined if there is one already, or can be. */
export function whatFirestoreLacks(): string | undefined {
  if (process.env.FIRESTORE_EMULATOR_HOST) return undefined;
  const gcloud = onPath('gcloud');
  if (gcloud === undefined) return 'there is no gcloud on the PATH';
  const sdk = dirname(dirname(realpathSync(gcloud)));
  if (!existsSync(join(sdk, 'platform', 'cloud-firestore-emulator'))) {
    return 'gcloud has no component cloud-firestore-emulator';
  }
  return onPath('java') === undefined ? 'there is no java on the PATH' : undefined;
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function startFirestoreEmulator(): Promise<{ host: string; stop: () => Promise<void> }> {
  const host = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    'gcloud',
    ['--quiet', 'emulators', 'firestore', 'start', `--host-port=${host}`],
    // Gcloud starts a script that starts Java: as a group of their own they can be ended together.
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
      throw new Error(`The Firestore emulator does not start:\n${output}`);
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

/** Whether there was anyone left to signal. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid !== undefined && process.kill(-pid, signal);
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
