import type { Step } from '../lifecycle/next-step.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import type { Change, Claim } from '../store/store.ts';
import { type Engine, LEASE_MS } from './engine.ts';
import { recordDoubt } from './record-doubt.ts';

/** How far a domain has come. */
export interface Reached {
  readonly record: DomainRecord;
  /**
   * Results that are not saved yet. If they are lost, the steps are repeated. A claim that may be undone counts as
   * one of them: it is saved once more before a call.
   */
  readonly unsaved: readonly Unsaved[];
  /**
   * When the last save that nothing can undo was begun, in milliseconds since the epoch: the claim lasts from
   * then on.
   */
  readonly savedAt: number;
}

export interface Unsaved {
  readonly change: Change;
  /** The call that brought the result; undefined for a look, or a call that was not made. */
  readonly call?: Step;
}

export const UNCHANGED: Change = (record) => record;

export function saved(record: DomainRecord | undefined, savedAt: number): Reached | undefined {
  return record && { record, unsaved: [], savedAt };
}

/** Saves a change, and has the claim begin again. */
export async function renewed(
  { store, now }: Engine,
  claim: Claim,
  change: Change,
): Promise<Reached | undefined> {
  const at = now();
  return saved(await store.save(claim, change, at + LEASE_MS), at);
}

export function callsOf(unsaved: readonly Unsaved[]): readonly Step[] {
  return unsaved.flatMap(({ call }) => (call ? [call] : []));
}

/** Releases the claim; returns how far the domain has come if an event has made it due meanwhile. */
export async function settled(
  engine: Engine,
  claim: Claim,
  changes: readonly Unsaved[],
  isRepeatable: boolean,
): Promise<Reached | undefined> {
  const { store, now } = engine;
  const due = await store.settle(claim, now(), combined(changes), isRepeatable);
  return due && renewed(engine, claim, UNCHANGED);
}

/** Releases the claim before the domain rests. Looks are repeated; the results of calls are saved. */
export async function abandoned(
  engine: Engine,
  claim: Claim,
  { record, unsaved }: Pick<Reached, 'record' | 'unsaved'>,
): Promise<void> {
  const { store } = engine;
  const calls = callsOf(unsaved);
  try {
    if (calls.length > 0) await store.save(claim, combined(unsaved));
  } catch (error) {
    for (const call of calls) await recordDoubt(engine, record, call);
    throw error;
  }
  await store.abandon(claim);
}

/** All changes as one, in order. */
export function combined(changes: readonly Unsaved[]): Change {
  return (latest) =>
    changes.reduce<DomainRecord | undefined>(
      (record, { change }) => record && change(record),
      latest,
    );
}
