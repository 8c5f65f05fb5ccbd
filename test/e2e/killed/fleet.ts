import { setTimeout as sleep } from 'node:timers/promises';
import { type FunctionProcess, startFunction } from '../../support/function-process.ts';

/** Instances of functions, each of which is started again once it is killed. */
export interface Fleet extends AsyncDisposable {
  /** The addresses of those that serve `target` now. */
  serving(target: string): readonly string[];
  /**
   * Kills a random instance that serves now, provided that another one serves the same target: on a slow
   * machine none would ever be alive otherwise. Returns its target.
   */
  killOne(): string | undefined;
  /** Sends a signal to all. */
  signal(signal: NodeJS.Signals): void;
  /** The errors that all of them have logged, killed ones included. */
  errors(): readonly string[];
}

export function startFleet(
  targets: readonly string[],
  environment: Readonly<Record<string, string>>,
): Fleet {
  let isOpen = true;
  const running = new Set<{ readonly target: string; readonly process: FunctionProcess }>();
  const errors: string[] = [];

  async function keepUp(target: string): Promise<void> {
    while (isOpen) {
      const process = await startFunction(target, environment).catch(() => undefined);
      if (process === undefined) continue;
      const one = { target, process };
      running.add(one);
      while (isOpen && process.isRunning()) await sleep(50);
      running.delete(one);
      await process.close();
      const wrong = process.log().filter(({ severity }) => severity === 'ERROR');
      errors.push(...wrong.map(({ message }) => String(message)));
    }
  }
  const kept = targets.map(keepUp);
  return {
    serving: (target) =>
      [...running].filter((one) => one.target === target).map(({ process }) => process.url),
    killOne() {
      const all = [...running].filter((one) => one.process.isRunning());
      const spare = all.filter((one) =>
        all.some((other) => other !== one && other.target === one.target),
      );
      const one = spare[Math.floor(Math.random() * spare.length)];
      one?.process.kill('SIGKILL');
      return one?.target;
    },
    signal(signal) {
      for (const one of running) one.process.kill(signal);
    },
    errors: () => errors,
    async [Symbol.asyncDispose]() {
      isOpen = false;
      await Promise.all(kept);
    },
  };
}
