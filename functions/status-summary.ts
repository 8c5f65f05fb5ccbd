import { takeCensus } from '../shared/engine/census.ts';
import type { Count, Statistics } from '../shared/lifecycle/statistics.ts';
import type { PartOfSystem, Summary } from '../shared/pages/summary-section.ts';
import type { NetworkSettings } from '../shared/store/network-settings.ts';
import type { System } from './system.ts';

/** Sweeps are noted every five minutes: one more may have failed, two are a standstill. */
const SWEPT_LATELY_MS = 11 * 60_000;

/** How the whole stands, in a number of reads that does not grow with the domains. */
export async function summaryOf(
  { engine, settings }: System,
  told: NetworkSettings,
  statistics: Statistics,
): Promise<Summary> {
  const { store } = engine;
  const now = engine.now();
  const [nextDueAt, count] = await Promise.all([
    store.nextDueAt(),
    // A file is counted in milliseconds; Firestore is paid for what it counts.
    settings.store.kind === 'sqlite' ? takeCensus(store, now) : statistics.counted,
  ]);
  const isDue = nextDueAt !== undefined && nextDueAt <= now;
  return {
    count,
    ...(isDue && { oldestDueAt: nextDueAt }),
    parts: [
      lastSweep(statistics, now),
      closte(count),
      multisite(settings.multisiteApiUrl !== undefined, told),
      paused(told, now),
    ],
  };
}

function lastSweep({ sweptAt }: Statistics, now: number): PartOfSystem {
  const name = 'Last sweep';
  if (sweptAt === null) return { name, tone: 'off', text: 'none yet' };
  const isLate = now - sweptAt > SWEPT_LATELY_MS;
  return { name, tone: isLate ? 'bad' : 'good', text: isLate ? 'none since' : '', at: sweptAt };
}

function closte(count: Count | null): PartOfSystem {
  const name = 'Closte';
  if (count === null) return { name, tone: 'off', text: 'not known yet' };
  const { waitForCloste: waiting } = count;
  if (waiting === 0) return { name, tone: 'good', text: 'no domain waits for it' };
  return {
    name,
    tone: 'bad',
    text: `${waiting} ${waiting === 1 ? 'domain waits' : 'domains wait'} for it`,
  };
}

function multisite(isWritten: boolean, { multisiteRefusal }: NetworkSettings): PartOfSystem {
  const name = 'The multisite';
  if (!isWritten) return { name, tone: 'off', text: 'not written to' };
  return multisiteRefusal === undefined
    ? { name, tone: 'good', text: 'takes what is written' }
    : { name, tone: 'bad', text: 'refuses the credentials' };
}

function paused({ liveDomains }: NetworkSettings, now: number): PartOfSystem {
  const name = 'Paused';
  const isHeld = (liveDomains?.heldUntil ?? 0) > now;
  if (!isHeld) return { name, tone: 'good', text: 'nothing' };
  const text =
    'no live domain is taken down, since too many would be at once; see closte-domains let-go';
  return { name, tone: 'bad', text };
}
