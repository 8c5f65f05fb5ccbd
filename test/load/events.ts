import { aMessage } from '../support/events.ts';

/** The number of domains in a run: a large network's, with several events each. */
const DOMAINS = 3000;

/** The events of a domain, one after the other. */
const TYPES = ['domain.created', 'domain.check', 'domain.deleted'] as const;

/** The domain of the n-th customer who maps one. */
export const newDomain = (n: number) => `new-${n}.example.com`;

export const creation = (n: number) =>
  aMessage('domain.created', { domain: newDomain(n), domainId: 1e6 + n });

/** The n-th event of a multisite all of whose domains change. */
export function eventNumber(n: number) {
  const turn = Math.floor(n / DOMAINS);
  const type = TYPES[turn % TYPES.length] ?? 'domain.check';
  const domainId = 1 + (n % DOMAINS) + DOMAINS * Math.floor(turn / TYPES.length);
  return aMessage(type, { domain: `shop-${n % DOMAINS}.example.com`, domainId });
}
