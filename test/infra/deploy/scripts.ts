import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { loadedGcloud } from '../../support/loaded-gcloud.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The flags that every call of `deploy.sh` needs. */
export const WHERE = ['--project=demo-project', '--region=europe-west1'];
export const NEEDED = [...WHERE, '--network-domain=network.example.com'];

/** The result of a script. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Call {
  /** Added to an environment that has only the machine's PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** The root of the project whose script it is. */
  readonly root?: string;
}

export async function deploy(flags: readonly string[], call: Call = {}): Promise<Finished> {
  return finished(start('infra/deploy.sh', flags, call));
}

export async function teardown(flags: readonly string[], call: Call = {}): Promise<Finished> {
  return finished(start('infra/teardown.sh', flags, call));
}

/** Starts a program of the project, as the leader of a new process group. */
export function start(program: string, args: readonly string[], call: Call): ChildProcess {
  const { environment = {}, input = '', root = ROOT } = call;
  const { PATH = '' } = process.env;
  const child = spawn(join(root, program), args, {
    cwd: root,
    env: { PATH, ...environment },
    stdio: 'pipe',
    detached: true,
  });
  // A script that does not read it closes it.
  child.stdin?.on('error', () => {}).end(input);
  return child;
}

export async function finished(child: ChildProcess): Promise<Finished> {
  const { stdout: out, stderr: err } = child;
  const [stdout, stderr] = await Promise.all([
    out ? text(out) : '',
    err ? text(err) : '',
    once(child, 'close'),
  ]);
  return { code: child.exitCode, stdout, stderr };
}

/** The commands that a dry run prints, without the headings between them. */
export async function dryRun(flags: readonly string[], root = ROOT): Promise<string[]> {
  return linesOf(await deploy([...NEEDED, '--dry-run', ...flags], { root }));
}

/** @throws {Error} if it failed */
export function linesOf({ code, stdout, stderr }: Finished): string[] {
  if (code !== 0) throw new Error(`it ended with ${code}:\n${stderr}`);
  return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

/** A folder that is removed at the end of the block that declares it. */
export interface Folder extends AsyncDisposable {
  readonly path: string;
}

export function folder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'closte-deploy-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/**
 * The environment for a `gcloud` that is the given bash script, with `$CALLS` naming a file for its notes.
 */
export function scriptedGcloud(
  path: string,
  script: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  writeFileSync(join(path, 'gcloud'), `#!/usr/bin/env bash\n${script}\n`, { mode: 0o755 });
  const PATH = `${path}:${process.env.PATH ?? ''}`;
  return { PATH, CALLS: join(path, 'calls'), CLOSTE_DEPLOY_PAUSE_SECONDS: '0', ...more };
}

/** The environment for the real gcloud, which can reach only these loopback addresses. */
export async function confinedGcloud(
  path: string,
  endpoints: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const nowhere = 'http://127.0.0.1:9';
  return {
    PATH: `${await loadedGcloud()}:${process.env.PATH ?? ''}`,
    HOME: path,
    CLOUDSDK_CONFIG: path,
    CLOUDSDK_AUTH_DISABLE_CREDENTIALS: 'true',
    CLOUDSDK_CORE_DISABLE_FILE_LOGGING: 'true',
    CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
    CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
    CLOSTE_DEPLOY_PAUSE_SECONDS: '0',
    http_proxy: nowhere,
    https_proxy: nowhere,
    no_proxy: '127.0.0.1',
    ...endpoints,
  };
}
