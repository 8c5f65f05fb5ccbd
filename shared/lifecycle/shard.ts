import type { DomainName } from '../domain-name.ts';
import { dueAt, nextStep, type Step } from './next-step.ts';
import type { DomainRecord } from './record.ts';

/**
 * One of the parts into which all records are divided, so that several sweeps stay out of each other's way.
 */
export type Shard = number;

/** How many shards there are by the domains' names, counted from 0. */
export const SHARDS = 16;

/** The shard of the records that need a call to a host next. It belongs to the one sweep that may call. */
export const CALLING_SHARD: Shard = SHARDS;

/** The shards by name. */
export const NAMED_SHARDS: readonly Shard[] = Array.from({ length: SHARDS }, (_, shard) => shard);

/** The shard of a record as it is now. */
export function shardOf(record: DomainRecord): Shard {
  const due = dueAt(record);
  const step = due === null ? undefined : nextStep(record, due);
  return step && step.type !== 'rest' && CALLS[step.type]
    ? CALLING_SHARD
    : shardByName(record.domain);
}

/** FNV-1a: the same on every machine, and evenly spread even for similar names. */
export function shardByName(domain: DomainName): Shard {
  let hash = 0x811c9dc5;
  for (let index = 0; index < domain.length; index += 1) {
    hash = Math.imul(hash ^ domain.charCodeAt(index), 0x01000193);
  }
  // The lowest bits of FNV-1a are the weakest.
  return ((hash >>> 16) ^ hash) & (SHARDS - 1);
}

/** Divides the shards by name among `parts` sweeps, as evenly as possible. */
export function dividedShards(parts: number): readonly (readonly Shard[])[] {
  const count = Math.min(Math.max(Math.floor(parts), 1), SHARDS);
  return Array.from({ length: count }, (_, part) =>
    NAMED_SHARDS.filter((shard) => Math.floor((shard * count) / SHARDS) === part),
  );
}

/** Whether a step calls Closte or the multisite, where calls are few at a time. */
const CALLS: Readonly<Record<Step['type'], boolean>> = {
  'add-alias': true,
  'remove-alias': true,
  'request-certificate': true,
  'write-stage': true,
  'tell-diagnosis': true,
  'check-dns': false,
  'check-certificate': false,
  report: false,
  forget: false,
};
