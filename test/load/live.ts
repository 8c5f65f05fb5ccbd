import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than a sweep and the retry that follows it. */
const PATIENCE_MS = 10 * 60_000;
const EVERY_MS = 100;

/**
 * How long each of the domains takes to be live, in milliseconds, sorted. A domain that is not live within ten
 * minutes is missing.
 */
export async function timesUntilLive(
  domains: readonly string[],
  isLive: (domain: string) => boolean,
): Promise<number[]> {
  const beganAt = performance.now();
  const waiting = new Set(domains);
  const times: number[] = [];
  while (waiting.size > 0 && performance.now() - beganAt < PATIENCE_MS) {
    for (const domain of waiting) {
      if (!isLive(domain)) continue;
      waiting.delete(domain);
      times.push(performance.now() - beganAt);
    }
    await sleep(EVERY_MS);
  }
  return times;
}
