import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs Node.js in a process of its own, and ends the processes that it leaves behind.
 *
 * @returns the exit code; null if it did not end within `limitMs`
 */
export async function exitCode(
  root: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  limitMs = 2 ** 31 - 1,
): Promise<number | null> {
  // A process group of its own, so that every process that the tests have started can be ended.
  const child = spawn(process.execPath, args, {
    cwd: root,
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, ...environment },
  });
  const ended = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal === null ? (code ?? 1) : 1));
  });
  const endAll = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // All of them have ended.
    }
  };
  process.once('exit', endAll);
  const called = new AbortController();
  const late = sleep(limitMs, null, { signal: called.signal }).catch(() => null);
  const code = await Promise.race([ended, late]);
  called.abort();
  process.removeListener('exit', endAll);
  endAll();
  return code;
}
