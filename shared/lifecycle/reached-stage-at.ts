import type { DomainRecord } from './record.ts';

/**
 * When the record reached its stage, in milliseconds since the epoch: later than any stage before, although
 * the clocks of two instances may be apart. Null for a record that has never changed its stage.
 */
export function reachedStageAt({ history }: Pick<DomainRecord, 'history'>): number | null {
  return history.reduce<number | null>(
    (before, { at }) => (before === null ? at : Math.max(at, before + 1)),
    null,
  );
}
