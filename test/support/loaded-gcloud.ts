import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SERVE = fileURLToPath(new URL('loaded-gcloud/serve.py', import.meta.url));

let folder: Promise<string> | undefined;

/**
 * A folder for the PATH with a preloaded `gcloud`. A command takes a fifth of the time, since gcloud spends
 * most of it on loading its modules. If this gcloud cannot be preloaded, the folder is empty, and the next
 * `gcloud` on the PATH is used.
 */
export function loadedGcloud(): Promise<string> {
  folder ??= load();
  return folder;
}

async function load(): Promise<string> {
  const path = mkdtempSync(join(tmpdir(), 'closte-gcloud-'));
  const { PATH = '' } = process.env;
  const server = spawn('gcloud', [path], {
    // Ignores this machine's own configuration of gcloud.
    env: { PATH, HOME: path, CLOUDSDK_CONFIG: path, CLOUDSDK_PYTHON_ARGS: SERVE },
    // The server ends when its standard input does, and so with this process.
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  server.once('error', () => {});
  while (!existsSync(join(path, 'gcloud')) && isRunning(server)) await sleep(20);
  server.unref();
  return path;
}

function isRunning({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}
