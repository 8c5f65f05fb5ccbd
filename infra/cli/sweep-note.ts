import { relativeTime } from '../../shared/reporting/times.ts';
import type { Store } from '../../shared/store/store.ts';

/** Sweeps are noted every five minutes: one missing note is harmless, two mean that sweeps have stopped. */
export const SWEPT_LATELY_MS = 11 * 60_000;

/** Warns a person who leaves something to the next sweep, if sweeps have stopped. */
export async function sweepNotes(store: Store, now: number): Promise<string[]> {
  const { sweptAt } = await store.readStatistics();
  if (sweptAt !== null && now - sweptAt <= SWEPT_LATELY_MS) return [];
  const last =
    sweptAt === null ? 'No sweep has run yet' : `The last sweep was ${relativeTime(sweptAt, now)}`;
  return [`${last}: nothing will happen until one runs. "closte-domains doctor" says why.`];
}
