/** When a domain is looked at. Times count from the start of its last look, and sweeps come once a minute. */

import type { DomainRecord } from './record.ts';
import { EARLY_MS, rarelyMs, SWEEP_EVERY_MS } from './rest.ts';

/** The earliest time of the next look; null if there is none. */
export function earliestLook({ nextCheckAt, lastCheckedAt }: DomainRecord): number | null {
  if (nextCheckAt === null || lastCheckedAt === null) return nextCheckAt;
  return nextCheckAt - lastCheckedAt < SWEEP_EVERY_MS ? nextCheckAt : nextCheckAt - EARLY_MS;
}

/** The record with its next look brought forward, if this check interval requires an earlier one. */
export function lookingAgainWithin(record: DomainRecord, checkIntervalMs: number): DomainRecord {
  const { nextCheckAt, lastCheckedAt, looksInVain } = record;
  if (nextCheckAt === null || lastCheckedAt === null) return record;
  const latest = lastCheckedAt + rarelyMs(looksInVain, checkIntervalMs);
  return nextCheckAt <= latest ? record : { ...record, nextCheckAt: latest };
}
