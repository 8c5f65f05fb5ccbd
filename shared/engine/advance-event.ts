import { inParallel } from '../async/in-parallel.ts';
import type { DomainName } from '../domain-name.ts';
import { advance } from './advance.ts';
import { type Engine, LEASE_MS } from './engine.ts';

/** Domains of one event that are advanced at the same time; a site seldom has more. */
const CONCURRENCY = 8;

/**
 * Advances what an event has just recorded. What does not get done before the signal, or is being
 * advanced by somebody else, is due: that somebody sees the event, or the next sweep does.
 */
export async function advanceRecorded(
  engine: Engine,
  domains: readonly DomainName[],
  signal: AbortSignal,
): Promise<void> {
  const { store, now, log } = engine;
  const policy = await engine.policy();
  const pass = engine.effects.openPass();
  const ofEvent = { ...engine, paces: engine.eventPaces };
  const failures: unknown[] = [];
  await inParallel(domains, CONCURRENCY, async (domain) => {
    if (signal.aborted) return;
    try {
      const claim = await store.claim(domain, now(), LEASE_MS);
      if (claim) await advance(ofEvent, claim, policy, pass, signal);
      else log.info({ domain }, 'already being advanced');
    } catch (error) {
      // A domain that cannot be claimed does not keep the others waiting.
      failures.push(error);
    }
  });
  if (failures.length > 0) throw failures[0];
}
