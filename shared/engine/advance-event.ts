import { inParallel } from '../async/in-parallel.ts';
import type { DomainName } from '../domain-name.ts';
import type { NetworkSettings } from '../store/network-settings.ts';
import { advance } from './advance.ts';
import { type Engine, LEASE_MS } from './engine.ts';

/** How many domains of one event are advanced at the same time; a site seldom has more. */
const CONCURRENCY = 8;

/**
 * Advances what an event has just recorded. A domain that is not finished before the signal stays due for
 * the next sweep; one that another worker is advancing is left to it, since that worker sees the event.
 *
 * @param told the network's settings, if they have just been read
 * @param leavesLooks whether looks are now left to the next sweep, since too much is under way; by default none is
 */
export async function advanceRecorded(
  engine: Engine,
  domains: readonly DomainName[],
  signal: AbortSignal,
  told?: NetworkSettings,
  leavesLooks?: () => boolean,
): Promise<void> {
  const { store, now, log } = engine;
  const policy = await engine.policy(told);
  const pass = engine.effects.openPass(policy.network.domain);
  const ofEvent = { ...engine, paces: engine.eventPaces };
  const failures: unknown[] = [];
  await inParallel(domains, CONCURRENCY, async (domain) => {
    if (signal.aborted) return;
    try {
      const claimedAt = now();
      const claim = await store.claim(domain, claimedAt, LEASE_MS);
      if (claim) await advance(ofEvent, claim, policy, pass, signal, claimedAt, leavesLooks);
      else log.info({ domain }, 'already being advanced');
    } catch (error) {
      // A domain that cannot be claimed does not hold up the others.
      failures.push(error);
    }
  });
  if (failures.length > 0) throw failures[0];
}
