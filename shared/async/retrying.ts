import { wait } from './wait.ts';

/** Decides which failures are worth another try, and how long to wait before it. */
export interface Patience {
  /** The usual wait before each further try, in milliseconds; there are as many further tries as waits. */
  readonly delaysMs: readonly number[];
  /**
   * How long to wait after `error`, in milliseconds, where `delayMs` is usual; undefined if another try is
   * pointless.
   */
  waitMs(error: unknown, delayMs: number): number | undefined;
}

/**
 * Resolves to the result of `attempt`, which is tried again as `patience` says.
 *
 * @param waiting waits that number of milliseconds, or until the signal aborts
 * @throws what the last try threw, even if `signal` aborts before the next one: it says more than the abort
 */
export async function retrying<T>(
  attempt: () => Promise<T>,
  { delaysMs, waitMs }: Patience,
  signal: AbortSignal,
  waiting: typeof wait = wait,
): Promise<T> {
  for (const delayMs of delaysMs) {
    try {
      return await attempt();
    } catch (error) {
      const ms = waitMs(error, delayMs);
      if (ms === undefined) throw error;
      await waiting(ms, signal);
      if (signal.aborted) throw error;
    }
  }
  return attempt();
}
