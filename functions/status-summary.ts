import { takeCensus } from '../shared/engine/census.ts';
import type { Statistics } from '../shared/lifecycle/statistics.ts';
import type { Summary } from '../shared/pages/summary-section.ts';
import type { NetworkSettings } from '../shared/store/network-settings.ts';
import { partsOfSystem } from './parts-of-system.ts';
import type { System } from './system.ts';

/** The state of the whole system, in a number of reads that does not grow with the number of domains. */
export async function summaryOf(
  { engine, settings }: System,
  told: NetworkSettings,
  statistics: Statistics,
): Promise<Summary> {
  const { store } = engine;
  const now = engine.now();
  const [nextDueAt, count] = await Promise.all([
    store.nextDueAt(),
    // SQLite counts in milliseconds; Firestore charges for what it counts.
    settings.store.kind === 'sqlite' ? takeCensus(store, now) : statistics.counted,
  ]);
  const isDue = nextDueAt !== undefined && nextDueAt <= now;
  return {
    count,
    ...(isDue && { oldestDueAt: nextDueAt }),
    parts: partsOfSystem(
      {
        told,
        sweptAt: statistics.sweptAt,
        waitForCloste: count?.waitForCloste,
        isWritten: settings.multisiteApiUrl !== undefined,
      },
      now,
    ),
  };
}
