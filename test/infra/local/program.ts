import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../support/child-environment.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A program of the project in a process of its own, with nothing of the machine's environment. */
export interface Program extends AsyncDisposable {
  /** All that it has written so far. */
  output(): string;
  /** Resolves to the first match in what it writes. */
  writes(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves to its exit code once it has ended; null if a signal ended it. */
  ended(): Promise<number | null>;
}

export function run(file: string, environment: Readonly<Record<string, string>> = {}): Program {
  const env = { ...childEnvironment({ covered: true }), ...environment };
  const child = spawn(process.execPath, [file], { cwd: ROOT, env, stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
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
