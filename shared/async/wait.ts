import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves after `ms` milliseconds, or when the signal is aborted. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
