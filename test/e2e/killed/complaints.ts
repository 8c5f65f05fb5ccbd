import { recordsIn } from '../../../shared/store/records-in.ts';
import type { Store } from '../../../shared/store/store.ts';
import type { Outside } from '../../support/outside.ts';
import type { Topics } from '../../support/topics.ts';
import type { Wishes } from './wishes.ts';

/** Everything that differs from what the multisite wants: at Closte, in the store, and on the topic. */
export async function complaintsOf(
  { mapped, unmapped }: Wishes,
  { closte }: Outside,
  store: Store,
  topics: Topics,
): Promise<string[]> {
  const aliases = new Set(closte.aliases().map(({ domain }) => domain));
  const ends = new Map<string, string>();
  const complaints: string[] = [];
  const damaged = ({ domain }: { domain: string }) => complaints.push(`${domain} is damaged`);
  for await (const { domain, alias, stage } of recordsIn(store, {}, damaged)) {
    ends.set(domain, alias.state === 'removed' ? 'removed' : stage);
  }
  for (const domain of mapped) {
    if (!aliases.delete(domain)) complaints.push(`${domain} is no alias`);
    if (ends.get(domain) !== 'done') complaints.push(`${domain} is ${ends.get(domain)}`);
    const told = topics.lastTold(domain);
    if (told !== 'done') complaints.push(`${domain} was told to be ${told}`);
  }
  for (const domain of unmapped) {
    if (ends.get(domain) !== 'removed') complaints.push(`${domain} is ${ends.get(domain)}`);
  }
  return [...complaints, ...[...aliases].map((domain) => `${domain} is still an alias`)];
}
