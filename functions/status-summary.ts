import { NEEDED, needs } from '../shared/lifecycle/marks.ts';
import type { PartOfSystem, Summary } from '../shared/pages/summary-section.ts';
import type { NetworkSettings } from '../shared/store/network-settings.ts';
import type { System } from './system.ts';

/** How the whole stands, in a number of reads that does not grow with the domains. */
export async function summaryOf(system: System, told: NetworkSettings): Promise<Summary> {
  const { engine, settings } = system;
  const { store } = engine;
  const now = engine.now();
  const [nextDueAt, counts] = await Promise.all([
    store.nextDueAt(),
    settings.store.kind === 'sqlite' ? countNow(system) : undefined,
  ]);
  const isDue = nextDueAt !== undefined && nextDueAt <= now;
  return {
    ...(counts && { counts }),
    ...(isDue && { oldestDueAt: nextDueAt }),
    parts: partsOf(system, told, now),
  };
}

async function countNow({ engine }: System) {
  const { store, now } = engine;
  const [stages, marks] = await Promise.all([
    store.countByStage(),
    store.countByMark(NEEDED.map(needs)),
  ]);
  const needed = new Map(NEEDED.map((who) => [who, marks.get(needs(who)) ?? 0]));
  return { at: now(), stages, needs: needed };
}

function partsOf({ settings }: System, told: NetworkSettings, now: number): PartOfSystem[] {
  const { multisiteRefusal, liveDomains } = told;
  const isRefused = multisiteRefusal !== undefined;
  const isHeld = (liveDomains?.heldUntil ?? 0) > now;
  return [
    settings.multisiteApiUrl === undefined
      ? { name: 'The multisite', tone: 'off', text: 'not written to' }
      : isRefused
        ? { name: 'The multisite', tone: 'bad', text: 'refuses our credentials' }
        : { name: 'The multisite', tone: 'good', text: 'takes what we write' },
    isHeld
      ? {
          name: 'Paused',
          tone: 'bad',
          text: 'no live domain is taken down: too many would be at once. See “closte-domains let-go”',
        }
      : { name: 'Paused', tone: 'good', text: 'nothing' },
  ];
}
