import { isLately } from '../lifecycle/lately.ts';
import type { Engine } from './engine.ts';
import { LEASE_MS } from './engine.ts';

/** Wrong clocks are rare, and each query to a store costs money. */
const LOOK_EVERY_MS = 15 * 60_000;

/** When each instance last looked. */
const lookedAt = new WeakMap<Engine['tally'], number>();

/** Ends the claims of a machine whose clock was wrong, unless this instance has recently looked for them. */
export async function endFalseClaims({
  store,
  tally,
  now,
}: Pick<Engine, 'store' | 'tally' | 'now'>): Promise<void> {
  const at = now();
  if (isLately(lookedAt.get(tally) ?? 0, LOOK_EVERY_MS, at)) return;
  await store.endFalseClaims(at, LEASE_MS);
  lookedAt.set(tally, at);
}
