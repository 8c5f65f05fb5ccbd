import { addingInDoubt, removingInDoubt } from '../lifecycle/apply-alias.ts';
import type { Step } from '../lifecycle/next-step.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import type { Engine } from './engine.ts';

/** What a step leaves behind of which nobody knows what came of it; most leave nothing. */
const IN_DOUBT: Partial<Record<Step['type'], (record: DomainRecord, now: number) => DomainRecord>> =
  {
    'add-alias': addingInDoubt,
    'remove-alias': removingInDoubt,
  };

/**
 * Remembers, on the newest record, that a step was interrupted, or carried out when somebody else had the
 * domain already: whatever they did may have come before.
 */
export async function recordDoubt(
  { store, now }: Pick<Engine, 'store' | 'now'>,
  { domain, siteId }: DomainRecord,
  step: Step,
): Promise<void> {
  const inDoubt = IN_DOUBT[step.type];
  if (inDoubt) await store.update(domain, siteId, (latest) => latest && inDoubt(latest, now()));
}
