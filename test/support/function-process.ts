import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from './child-environment.ts';
import { freePort } from './free-port.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MODULES = join(ROOT, 'node_modules');

/** A function under the Functions Framework's own command, as it is deployed. */
export interface FunctionProcess {
  /** `http://127.0.0.1:…` */
  readonly url: string;
  readonly pid: number;
  /** All output so far. */
  output(): string;
  /** The lines of its log. */
  log(): Record<string, unknown>[];
  isRunning(): boolean;
  /** Sends it a signal, unless it has ended: its process ID may belong to another process by then. */
  kill(signal: NodeJS.Signals): void;
  close(): Promise<void>;
}

/**
 * Starts `target` with these settings and none of the machine's own, and waits until it serves.
 *
 * @param source where the function's module is
 * @param modules the `node_modules` that it finds the framework in
 */
export async function startFunction(
  target: string,
  environment: Readonly<Record<string, string>>,
  source = ROOT,
  modules = MODULES,
): Promise<FunctionProcess> {
  const port = await freePort();
  const child = spawnFunction(target, environment, port, source, modules);
  const output = outputOf(child);
  const endAtOnce = () => child.kill();
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  process.once('exit', endAtOnce);
  const url = `http://127.0.0.1:${port}`;
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => {
      if (output().includes('URL: http://localhost')) resolve();
    });
    child.once('exit', () => reject(new Error(`${target} did not start:\n${output()}`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    output,
    log: () => output().split('\n').flatMap(asJson),
    isRunning,
    kill(signal) {
      if (isRunning()) child.kill(signal);
    },
    async close() {
      process.removeListener('exit', endAtOnce);
      child.kill();
      if (isRunning()) await once(child, 'exit');
    },
  };
}

/** The output of a function that does not start, and its exit code. */
export async function failingStart(
  target: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string }> {
  const child = spawnFunction(target, environment, await freePort(), ROOT, MODULES);
  const output = outputOf(child);
  await once(child, 'close');
  return { code: child.exitCode, output: output() };
}

function spawnFunction(
  target: string,
  environment: Readonly<Record<string, string>>,
  port: number,
  source: string,
  modules: string,
): ChildProcess {
  const own = childEnvironment({ covered: true });
  // Started as on Google's servers: by the command itself, which chooses the options of Node.
  const PATH = [dirname(process.execPath), own.PATH].join(delimiter);
  return spawn(
    join(modules, '.bin/functions-framework'),
    [`--target=${target}`, `--port=${port}`, `--source=${source}`],
    { cwd: ROOT, env: { ...own, PATH, ...environment }, stdio: 'pipe' },
  );
}

function outputOf(child: ChildProcess): () => string {
  let output = '';
  const add = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => output;
}

function asJson(line: string): Record<string, unknown>[] {
  try {
    return line.startsWith('{') ? [JSON.parse(line)] : [];
  } catch {
    return [];
  }
}
