import { aMessage } from '../../support/events.ts';

/** The events that a multisite publishes about many domains, and what it wants of each in the end. */
export interface Wishes {
  readonly messages: readonly ReturnType<typeof aMessage>[];
  readonly mapped: readonly string[];
  readonly unmapped: readonly string[];
}

/** The number of events of each domain; the last one says what is wanted. */
const EACH = 5;

/**
 * Domains that are mapped, unmapped and mapped again, each time with another id; half of them end up
 * unmapped. Their events are in random order.
 */
export function wishesOf(count: number, now: number): Wishes {
  const domains = Array.from(
    { length: Math.ceil(count / EACH) },
    (_, n) => `shop-${n}.example.com`,
  );
  const isMapped = (n: number) => n % 2 === 0;
  const messages = domains.flatMap((domain, n) =>
    Array.from({ length: EACH }, (_, k) => {
      // The first event of a domain that ends up unmapped is a person's request to look again.
      const turn = isMapped(n) ? k : k - 1;
      const type = turn < 0 ? 'domain.check' : turn % 2 === 0 ? 'domain.created' : 'domain.deleted';
      const domainId = 10 * n + Math.floor(Math.max(turn, 0) / 2) + 1;
      const occurredAt = new Date(now - (EACH - k) * 1000).toISOString();
      return aMessage(type, { domain, domainId, occurredAt });
    }),
  );
  return {
    messages: messages.toSorted((one, other) => one.id.localeCompare(other.id)),
    mapped: domains.filter((_, n) => isMapped(n)),
    unmapped: domains.filter((_, n) => !isMapped(n)),
  };
}
