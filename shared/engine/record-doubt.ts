import { doubtOf } from '../lifecycle/in-doubt.ts';
import type { Step } from '../lifecycle/next-step.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import type { Engine } from './engine.ts';

/**
 * Records in the newest record that a step was interrupted, or carried out while another worker had the
 * domain: that worker's calls may have been made before it. If the store fails, the failure is logged.
 */
export async function recordDoubt(
  { store, now, log }: Pick<Engine, 'store' | 'now' | 'log'>,
  { domain, siteId }: DomainRecord,
  step: Step,
): Promise<void> {
  const withDoubt = doubtOf(step);
  if (!withDoubt) return;
  try {
    await store.update(domain, siteId, (latest) => latest && withDoubt(latest, now()));
  } catch (err) {
    // The next worker that takes the domain over records the doubt as well, and the original error says more.
    log.warn({ domain, step: step.type, err }, 'the doubt could not be recorded');
  }
}
