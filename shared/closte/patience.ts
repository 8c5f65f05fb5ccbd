import { setTimeout as sleep } from 'node:timers/promises';
import { withinTime } from '../async/time-limit.ts';
import { ClosteError } from './failure.ts';

/**
 * Does `work` within `timeoutMs` altogether and until `signal` aborts; `work` is handed the signal
 * that tells of both.
 *
 * @throws {ClosteError} `unavailable` when the time is over
 * @throws the reason of `signal` when that aborts
 */
export function within<T>(
  timeoutMs: number,
  signal: AbortSignal,
  work: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = () => new ClosteError('unavailable', `no answer within ${timeoutMs / 1000} s`);
  return withinTime(timeoutMs, signal, late, work);
}

/**
 * Tries again after each of `delaysMs` while Closte is unavailable, unless it said itself when to
 * come back. If the time is over before the next try, the last failure tells more than that.
 */
export async function retrying<T>(
  delaysMs: readonly number[],
  limit: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  for (const delayMs of delaysMs) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (!(await waited(delayMs, limit))) throw error;
    }
  }
  return attempt();
}

function isPassing(error: unknown): boolean {
  return (
    error instanceof ClosteError && error.kind === 'unavailable' && error.retryAfterMs === undefined
  );
}

/** Whether `delayMs` passed, rather than the time running out. */
async function waited(delayMs: number, limit: AbortSignal): Promise<boolean> {
  try {
    await sleep(delayMs, undefined, { signal: limit });
    return true;
  } catch {
    return false;
  }
}
