import type { Logger } from 'pino';
import type { Outcome } from '../lifecycle/apply.ts';
import { isLately } from '../lifecycle/lately.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import type { Network } from '../problems/findings.ts';
import type { NetworkSettings } from '../store/network-settings.ts';
import type { Store } from '../store/store.ts';
import { tellHeld } from './tell-held.ts';

/**
 * If many live domains would go down at once, the mistake is probably ours: the network has moved, the
 * resolvers give wrong answers, a certificate authority is blocked. Then none goes down until a person says
 * otherwise.
 */

const HOUR_MS = 60 * 60_000;

/**
 * The periods over which looks are compared. A day's looks cover all live domains; but a fault that concerns
 * all of them shows first in the few that are looked at next, which would be taken down after an hour. With fewer
 * than a hundred domains, too few are looked at within two hours.
 */
const WINDOWS_MS = [2 * HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS] as const;

/** The brake holds if more domains than this are lost, and a greater part of those looked at than this. */
const FEW = 10;
const MOST = 0.2;

const TELL_AGAIN_AFTER_MS = HOUR_MS;

/**
 * The looks are counted again only after this time: while many domains are held, each of them would count
 * them.
 */
const COUNT_AGAIN_AFTER_MS = 15 * 60_000;

/** The longest time for which a person lets live domains be taken down at once. */
export const MOST_LET_GO_MS = 168 * HOUR_MS;

/**
 * Whether so large a loss is more likely a mistake of ours.
 *
 * @param counted the looks at live domains, and how many of them proved the domain lost
 */
export function areTooMany({ lost, looked }: { lost: number; looked: number }): boolean {
  return lost > FEW && lost > looked * MOST;
}

interface Braking {
  readonly store: Pick<Store, 'readSettings' | 'changeSettings' | 'countLooks' | 'list'>;
  readonly log: Logger;
  now(): number;
}

/**
 * Whether live domains are to be held now. Reports this unless it was reported recently.
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
  // A time further ahead was set by a clock that was wrong.
  const isAhead = (time: number, mostMs: number) => now() < time && time <= now() + mostMs;
  if (isAhead(letGoUntil, MOST_LET_GO_MS)) return false;
  if (isAhead(heldUntil, 2 * COUNT_AGAIN_AFTER_MS)) return true;
  for (const windowMs of WINDOWS_MS) {
    const counted = await store.countLooks(now() - windowMs);
    if (areTooMany(counted)) {
      const news = await hold(braking, counted);
      if (news) await tellHeld(braking, { ...counted, record, outcome, network, settings: news });
      return true;
    }
  }
  return false;
}

/**
 * Lets live domains be taken down for a while, however many they are.
 *
 * @param until milliseconds since the epoch
 */
export async function letGo(store: Pick<Store, 'changeSettings'>, until: number): Promise<void> {
  await store.changeSettings((settings) => ({
    ...settings,
    liveDomains: { ...settings.liveDomains, letGoUntil: until },
  }));
}

/**
 * Makes the brake hold the other domains as well, without another count.
 *
 * @returns the settings if it is to be reported now, otherwise undefined
 */
async function hold(
  { store, now }: Braking,
  held: Awaited<ReturnType<Store['countLooks']>>,
): Promise<NetworkSettings | undefined> {
  let isNews = false;
  const changed = await store.changeSettings((settings) => {
    const { toldAt = 0 } = settings.liveDomains ?? {};
    isNews = !isLately(toldAt, TELL_AGAIN_AFTER_MS, now());
    const heldUntil = now() + COUNT_AGAIN_AFTER_MS;
    const told = isNews ? { toldAt: now() } : {};
    return { ...settings, liveDomains: { ...settings.liveDomains, heldUntil, held, ...told } };
  });
  return isNews ? changed : undefined;
}
