/** When a domain is looked at: counted from the start of its last look, and by sweeps once a minute. */

import type { DomainRecord } from './record.ts';
import { EARLY_MS, rarelyMs, SWEEP_EVERY_MS } from './rest.ts';

/** When the next look may be begun at the earliest; null if there is none. */
export function earliestLook({ nextCheckAt, lastCheckedAt }: DomainRecord): number | null {
  if (nextCheckAt === null || lastCheckedAt === null) return nextCheckAt;
  return nextCheckAt - lastCheckedAt < SWEEP_EVERY_MS ? nextCheckAt : nextCheckAt - EARLY_MS;
}

/** The record once its next look waits no longer than it would with this interval. */
export function lookingAgainWithin(record: DomainRecord, checkIntervalMs: number): DomainRecord {
  const { nextCheckAt, lastCheckedAt, looksInVain } = record;
  if (nextCheckAt === null || lastCheckedAt === null) return record;
  const latest = lastCheckedAt + rarelyMs(looksInVain, checkIntervalMs);
  return nextCheckAt <= latest ? record : { ...record, nextCheckAt: latest };
}
