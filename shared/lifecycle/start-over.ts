/** How a record begins again: mapped anew, unmapped, or looked at as if for the first time. */

import {
  type Alias,
  type DomainRecord,
  firstCheck,
  type Intent,
  inStage,
  NO_PROBLEMS,
} from './record.ts';
import { FIRST_STAGE, type Stage } from './stage.ts';
import { TOMBSTONE_MS } from './tombstone.ts';

/** The record once its domain is mapped that was unmapped, or the other way round. */
export function withIntent(
  record: DomainRecord,
  intent: Intent,
  now: number,
  start: Stage,
): DomainRecord {
  const clean: DomainRecord = { ...record, problems: NO_PROBLEMS };
  if (intent === 'unmapped') return { ...clean, alias: toBeRemoved(now) };
  return {
    ...startOver(clean, 'the domain was mapped anew', now, start),
    // The multisite's own record is a new one, and starts there.
    reportedStage: start,
    write: { failures: 0, at: now },
    alias: toBeAdded(now),
    certificate: null,
  };
}

/** An event that unmaps what is unmapped already may have older ones behind it, too. */
export function withFreshTombstone(record: DomainRecord, now: number): DomainRecord {
  const { alias } = record;
  return 'forgetAt' in alias
    ? { ...record, alias: { ...alias, forgetAt: now + TOMBSTONE_MS } }
    : record;
}

export function startOver(
  record: DomainRecord,
  reason: string,
  now: number,
  start = FIRST_STAGE,
): DomainRecord {
  return {
    ...inStage(record, start, reason, now),
    ...firstCheck(now),
    problems: { ...NO_PROBLEMS, closte: record.problems.closte },
  };
}

export function toBeAdded(now: number): Alias {
  return { state: 'pending', retry: { failures: 0, at: now } };
}

export function toBeRemoved(now: number): Alias {
  return { state: 'removing', retry: { failures: 0, at: now }, forgetAt: now + TOMBSTONE_MS };
}
