import { aMessage } from '../support/events.ts';

/** Domains that one run has: as many as a large network, and each has several events. */
const DOMAINS = 3000;

/** The events of a domain, one after the other. */
const TYPES = ['domain.created', 'domain.check', 'domain.deleted'] as const;

/** The domain of the n-th customer who maps one. */
export const newDomain = (n: number) => `new-${n}.example.com`;

export const creation = (n: number) =>
  aMessage('domain.created', { domain: newDomain(n), domainId: 1e6 + n });

/** The n-th event of a multisite whose people are busy with all of its domains. */
export function eventNumber(n: number) {
  const turn = Math.floor(n / DOMAINS);
  const type = TYPES[turn % TYPES.length] ?? 'domain.check';
  const domainId = 1 + (n % DOMAINS) + DOMAINS * Math.floor(turn / TYPES.length);
  return aMessage(type, { domain: `shop-${n % DOMAINS}.example.com`, domainId });
}
