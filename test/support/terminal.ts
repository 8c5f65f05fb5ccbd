import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { childEnvironment } from './child-environment.ts';

/** A program at a pseudo-terminal of its own, as a person sees it. */
export interface Terminal extends AsyncDisposable {
  /** Types these keys, faster than any person. */
  type(keys: string): void;
  /**
   * Waits until the output since the last wait matches.
   *
   * @returns that output, without colours and cursor movements
   * @throws {Error} if the program ends before
   */
  shows(pattern: RegExp): Promise<string>;
  /** All output so far, unchanged. */
  shown(): string;
  /** The exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

interface TerminalOptions {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly columns?: number;
}

/** The program that it needs: `script` of util-linux. */
export const PROGRAM = 'script';

/** @param command in the syntax of a POSIX shell */
export function terminal(
  command: string,
  { cwd, environment = {}, columns = 80 }: TerminalOptions,
): Terminal {
  const begun = `stty cols ${columns} rows 40 && exec ${command}`;
  const child = spawn(
    PROGRAM,
    ['--quiet', '--return', '--flush', '--command', begun, '/dev/null'],
    {
      cwd,
      env: { ...childEnvironment(), SHELL: '/bin/sh', TERM: 'xterm-256color', ...environment },
      stdio: ['pipe', 'pipe', 'inherit'],
      // A program that never ends fails its test, and is killed soon after.
      timeout: 120_000,
      killSignal: 'SIGKILL',
    },
  );
  let shown = '';
  let waitedFor = 0;
  let isOver = false;
  let more = Promise.withResolvers<void>();
  const wake = () => {
    more.resolve();
    more = Promise.withResolvers<void>();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    wake();
  });
  // The program may have ended while keys are still being typed.
  child.stdin.on('error', () => {});
  const ended = once(child, 'close').then(() => {
    isOver = true;
    wake();
    return child.exitCode;
  });
  return {
    type: (keys) => void child.stdin.write(keys),
    async shows(pattern) {
      for (;;) {
        const text = stripVTControlCharacters(shown.slice(waitedFor)).replaceAll('\r', '');
        if (pattern.test(text)) {
          waitedFor = shown.length;
          return text;
        }
        if (isOver) throw new Error(`it has ended without ${pattern}, and showed: ${text}`);
        await more.promise;
      }
    },
    shown: () => shown,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
