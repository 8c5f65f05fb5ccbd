import { wait } from './wait.ts';

/** Decides which failures are retried, and how long to wait before a retry. */
export interface Patience {
  /** The usual wait before each retry, in milliseconds; their number is the number of retries. */
  readonly delaysMs: readonly number[];
  /**
   * How long to wait after `error`, in milliseconds, if `delayMs` is usual; undefined if a retry is
   * pointless.
   */
  waitMs(error: unknown, delayMs: number): number | undefined;
}

/**
 * Resolves to the result of `attempt`, which is retried according to `patience`.
 *
 * @param waiting waits that number of milliseconds, or until the signal aborts
 * @throws the error of the last attempt, even if `signal` aborts before the next one: it says more than the
 * abort
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
