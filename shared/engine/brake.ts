import type { Logger } from 'pino';
import type { Outcome } from '../lifecycle/apply.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import type { Network } from '../problems/findings.ts';
import type { NetworkSettings } from '../store/network-settings.ts';
import type { Store } from '../store/store.ts';
import { isLately } from './lately.ts';
import { tellHeld } from './tell-held.ts';

/**
 * When many live domains would go down at once, the mistake is rather ours: the network has moved, the
 * resolvers lie, a certificate authority is blocked. Then none goes down until a person says otherwise.
 */

const HOUR_MS = 60 * 60_000;

/**
 * The looks that are compared. A day's are those at all live domains; but what happens to all of them at
 * once is seen by the few that are looked at next, and those are taken down from an hour on.
 */
const WINDOWS_MS = [2 * HOUR_MS, 24 * HOUR_MS] as const;

/** More lost domains than this, and a greater part of those looked at than this, are too many. */
const FEW = 10;
const MOST = 0.2;

const TELL_AGAIN_AFTER_MS = HOUR_MS;

/** The looks are counted again after this time: while many are held, each of them would count them. */
const COUNT_AGAIN_AFTER_MS = 15 * 60_000;

/** The longest time for which a person lets live domains be taken down at once. */
export const MOST_LET_GO_MS = 168 * HOUR_MS;

export function areTooMany({ lost, looked }: { lost: number; looked: number }): boolean {
  return lost > FEW && lost > looked * MOST;
}

interface Braking {
  readonly store: Pick<Store, 'readSettings' | 'changeSettings' | 'countLooks' | 'list'>;
  readonly log: Logger;
  now(): number;
}

/**
 * Whether no live domain is to be taken down now; tells people so if they were not told lately.
 *
 * @param outcome of the look that would take the record's domain down
 */
export async function holdsLiveDomains(
  braking: Braking,
  record: DomainRecord,
  outcome: Outcome,
  network: Network,
): Promise<boolean> {
  const { store, now } = braking;
  const { liveDomains } = await store.readSettings();
  const { letGoUntil = 0, heldUntil = 0 } = liveDomains ?? {};
  // A time further ahead is of a clock that was wrong.
  const isAhead = (time: number, mostMs: number) => now() < time && time <= now() + mostMs;
  if (isAhead(letGoUntil, MOST_LET_GO_MS)) return false;
  if (isAhead(heldUntil, 2 * COUNT_AGAIN_AFTER_MS)) return true;
  for (const windowMs of WINDOWS_MS) {
    const counted = await store.countLooks(now() - windowMs);
    if (areTooMany(counted)) {
      const news = await hold(braking);
      if (news) await tellHeld(braking, { ...counted, record, outcome, network, settings: news });
      return true;
    }
  }
  return false;
}

/** Lets live domains be taken down, however many they are, until then. */
export async function letGo(store: Pick<Store, 'changeSettings'>, until: number): Promise<void> {
  await store.changeSettings((settings) => ({
    ...settings,
    liveDomains: { ...settings.liveDomains, letGoUntil: until },
  }));
}

/**
 * Has the others held, too, without another count.
 *
 * @returns the settings, if people are to be told now
 */
async function hold({ store, now }: Braking): Promise<NetworkSettings | undefined> {
  let isNews = false;
  const held = await store.changeSettings((settings) => {
    const { toldAt = 0 } = settings.liveDomains ?? {};
    isNews = !isLately(toldAt, TELL_AGAIN_AFTER_MS, now());
    const heldUntil = now() + COUNT_AGAIN_AFTER_MS;
    const told = isNews ? { toldAt: now() } : {};
    return { ...settings, liveDomains: { ...settings.liveDomains, heldUntil, ...told } };
  });
  return isNews ? held : undefined;
}
