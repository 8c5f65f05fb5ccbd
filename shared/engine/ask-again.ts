import { randomUUID } from 'node:crypto';
import type { DomainName } from '../domain-name.ts';
import { recordCheckRequest } from '../lifecycle/intent.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { withMilestones } from '../lifecycle/with-milestones.ts';
import type { Store } from '../store/store.ts';

/**
 * Records that a person asks for another look at a domain, as `domain.check` does; the next sweep looks.
 *
 * @param now milliseconds since the epoch
 * @returns the record, unchanged if its domain is not mapped; undefined if there is none
 */
export async function askAgain(
  store: Store,
  domain: DomainName,
  now: number,
): Promise<DomainRecord | undefined> {
  const known = await store.get(domain);
  if (!known) return undefined;
  const request = { occurredAt: now, id: randomUUID() };
  return store.update(
    domain,
    known.siteId,
    (latest) => latest && withMilestones(latest, recordCheckRequest(latest, request, now), now),
  );
}
