/**
 * How a record begins again: when its domain is mapped again or unmapped, or is looked at as if for the
 * first time.
 */

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

/** The record once an unmapped domain is mapped, or a mapped one is unmapped. */
export function withIntent(
  record: DomainRecord,
  intent: Intent,
  now: number,
  start: Stage,
): DomainRecord {
  const clean: DomainRecord = { ...record, problems: NO_PROBLEMS };
  if (intent === 'unmapped') return { ...clean, alias: toBeRemoved(now) };
  return {
    ...startOver(clean, 'the domain was mapped again', now, start),
    report: { failures: 0, at: now },
    write: { failures: 0, at: now },
    alias: toBeAdded(now),
    certificate: null,
  };
}

/**
 * The record once an event unmaps a domain that is unmapped already: older events may follow this one as
 * well.
 */
export function withFreshTombstone(record: DomainRecord, now: number): DomainRecord {
  const { alias } = record;
  return 'forgetAt' in alias
    ? { ...record, alias: { ...alias, forgetAt: now + TOMBSTONE_MS } }
    : record;
}

/**
 * The record of a mapped domain that is checked as if for the first time; Closte's problems stay.
 *
 * @param reason of the stage change, for people
 */
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

/** The alias that is to be added at once. */
export function toBeAdded(now: number): Alias {
  return { state: 'pending', retry: { failures: 0, at: now } };
}

/** The alias that is to be removed at once, with a fresh tombstone. */
export function toBeRemoved(now: number): Alias {
  return { state: 'removing', retry: { failures: 0, at: now }, forgetAt: now + TOMBSTONE_MS };
}
