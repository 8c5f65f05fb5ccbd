import { inParallel } from '../../shared/async/in-parallel.ts';
import { parseDomainName } from '../../shared/domain-name.ts';
import type { DomainRecord } from '../../shared/lifecycle/record.ts';
import type { StoreLocation } from '../../shared/settings/settings.ts';
import { openStore } from '../../shared/store/open-store.ts';
import type { Store } from '../../shared/store/store.ts';
import { aRecord, DAY } from '../support/records.ts';

/** Domains as they are a day later, in the store of the functions under measurement. */

/** Live, found right a day ago, and due for the daily look. */
export function dueRecord(name: string, now = Date.now()): DomainRecord {
  return aRecord({
    domain: parseDomainName(name),
    siteId: 12,
    stage: 'done',
    reportedStage: 'done',
    seenRight: { at: now - DAY, by: 'address' },
    lastCheckedAt: now - DAY,
    nextCheckAt: now - 60_000,
  });
}

/** Makes the domains due, whatever they were before. */
export async function makeDue(store: Store, names: readonly string[]): Promise<void> {
  await inParallel(names, 8, async (name) => {
    const record = dueRecord(name);
    await store.update(record.domain, record.siteId, () => record);
  });
}

export async function withStore(
  location: StoreLocation,
  act: (store: Store) => Promise<void>,
): Promise<void> {
  const store = await openStore(location);
  try {
    await act(store);
  } finally {
    await store.close();
  }
}
