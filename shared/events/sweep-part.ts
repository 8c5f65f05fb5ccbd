import * as v from 'valibot';
import { NAMED_SHARDS, type Shard } from '../lifecycle/shard.ts';

/** A part of a sweep that one instance could not finish in time, for another instance to take. */
export interface SweepPart {
  /** The shards from which to take domains. */
  readonly shards: readonly Shard[];
  /** No domain is claimed after this time, in milliseconds since the epoch: the next sweep begins then. */
  readonly until: number;
}

/** The part as a message on the topic `closte-domain-sweep`. */
export interface SweepPartMessage {
  readonly version: 1;
  readonly type: 'sweep.part';
  readonly shards: readonly Shard[];
  /** ISO 8601, UTC. */
  readonly until: string;
}

export function sweepPartMessage({ shards, until }: SweepPart): SweepPartMessage {
  return { version: 1, type: 'sweep.part', shards, until: new Date(until).toISOString() };
}

/** More characters than any part of ours has. A longer text is not read: it may be a stranger's, of 10 MB. */
const MOST_CHARACTERS = 1000;

const sweepPart = v.object({
  version: v.literal(1),
  type: v.literal('sweep.part'),
  // Firestore takes 30 values at the most, so none is named twice.
  shards: v.pipe(
    v.array(v.picklist(NAMED_SHARDS)),
    v.nonEmpty(),
    v.transform((shards) => [...new Set(shards)]),
  ),
  // Some times that have the form are none.
  until: v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse), v.number()),
});

const sweepPartText = v.pipe(v.string(), v.maxLength(MOST_CHARACTERS), v.parseJson(), sweepPart);

/** The part that a message's data describes; undefined if it describes none. */
export function readSweepPart(data: string): SweepPart | undefined {
  const read = v.safeParse(sweepPartText, data);
  if (!read.success) return undefined;
  const { shards, until } = read.output;
  return { shards, until };
}
