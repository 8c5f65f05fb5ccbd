import type { Patience } from '../async/retrying.ts';
import { ClosteError } from './failure.ts';

/**
 * Retries after each of `delaysMs` while Closte is unavailable. There is no retry if Closte itself said when
 * to come back, since that may be long after this call.
 */
export function patienceWithCloste(delaysMs: readonly number[]): Patience {
  return { delaysMs, waitMs: (error, delayMs) => (isPassing(error) ? delayMs : undefined) };
}

function isPassing(error: unknown): boolean {
  return (
    error instanceof ClosteError && error.kind === 'unavailable' && error.retryAfterMs === undefined
  );
}
