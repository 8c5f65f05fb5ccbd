import { stepInDoubt } from '../lifecycle/in-doubt.ts';
import type { Step } from '../lifecycle/next-step.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import type { Engine } from './engine.ts';

/** A look changes nothing outside, what is told may be told again, and forgetting is ours alone. */
const HARMLESS: ReadonlySet<Step['type']> = new Set([
  'check-dns',
  'check-certificate',
  'request-certificate',
  'tell-diagnosis',
  'forget',
]);

/**
 * Remembers, on the newest record, that a step was interrupted, or carried out when somebody else had the
 * domain already: whatever they did may have come before. A store that fails is logged.
 */
export async function recordDoubt(
  { store, now, log }: Pick<Engine, 'store' | 'now' | 'log'>,
  { domain, siteId }: DomainRecord,
  step: Step,
): Promise<void> {
  if (HARMLESS.has(step.type)) return;
  try {
    await store.update(domain, siteId, (latest) => latest && stepInDoubt(latest, step, now()));
  } catch (err) {
    // Whoever takes the domain over doubts it, too: what was thrown first tells more.
    log.warn({ domain, step: step.type, err }, 'what is in doubt could not be recorded');
  }
}
