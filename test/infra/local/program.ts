import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../support/child-environment.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A program of the project in a separate process, without the machine's environment. */
export interface Program extends AsyncDisposable {
  /** All its output so far. */
  output(): string;
  /** Resolves to the first match in its output. */
  writes(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves to its exit code once it has ended; null if a signal ended it. */
  ended(): Promise<number | null>;
}

export interface ProgramOptions {
  /** The user as whom it runs; by default the user of the tests. */
  readonly uid?: number;
  /** A command that wraps it: `prlimit --fsize=…`. */
  readonly under?: readonly string[];
  /** An open file for its standard output, instead of `output()`. */
  readonly stdout?: number;
}

export function run(
  file: string,
  environment: Readonly<Record<string, string>> = {},
  { under = [], uid, stdout }: ProgramOptions = {},
): Program {
  const env = { ...childEnvironment({ covered: true }), ...environment };
  const [command = process.execPath, ...args] = [...under, process.execPath, file];
  const child = spawn(command, args, {
    cwd: ROOT,
    env,
    stdio: ['pipe', stdout ?? 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return {
    output: () => output,
    async writes(pattern) {
      for (;;) {
        const match = pattern.exec(output);
        if (match) return match;
        if (hasEnded(child)) throw new Error(`it ended without ${pattern}:\n${output}`);
        await sleep(10);
      }
    },
    kill: (signal) => {
      child.kill(signal);
    },
    async ended() {
      if (!hasEnded(child)) await once(child, 'close');
      return child.exitCode;
    },
    async [Symbol.asyncDispose]() {
      if (hasEnded(child)) return;
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
