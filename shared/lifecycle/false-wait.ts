import { dueAt } from './next-step.ts';
import type { DomainRecord } from './record.ts';

/** Nothing waits longer than about a day, except a record that waits to be forgotten. */
const LONGEST_WAIT_MS = 2 * 24 * 60 * 60_000;

/** Whether a record waits for a time that only a clock days ahead can have set. */
export function waitsFalsely(record: DomainRecord, now: number): boolean {
  const due = dueAt(record);
  return record.alias.state !== 'removed' && due !== null && due > now + LONGEST_WAIT_MS;
}
