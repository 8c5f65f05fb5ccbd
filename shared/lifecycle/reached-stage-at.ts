import type { DomainRecord } from './record.ts';

/**
 * When the record reached its stage, in milliseconds since the epoch: later than any previous stage, even if
 * the clocks of two instances differ. Null for a record that has never changed its stage.
 */
export function reachedStageAt({ history }: Pick<DomainRecord, 'history'>): number | null {
  return history.reduce<number | null>(
    (before, { at }) => (before === null ? at : Math.max(at, before + 1)),
    null,
  );
}
