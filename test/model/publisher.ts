import type { Delivery } from './schedule.ts';

/** A message as Pub/Sub hands it over. */
export interface Delivered {
  readonly data: string;
  /** ISO 8601, by Pub/Sub's own clock, which is right. */
  readonly publishTime: string;
}

const NETWORK = { id: 1, domain: 'network.example.com' };

/** Writes the events of one multisite. */
export interface Publisher {
  publish(
    event: Readonly<Record<string, unknown>>,
    delivery: Delivery,
    network?: { readonly id: number; readonly domain: string },
  ): void;
}

/**
 * @param deliver takes a copy of a message, after `delayMs` milliseconds
 * @param clockAheadMs of the multisite's clock
 */
export function openPublisher(
  now: () => number,
  clockAheadMs: number,
  deliver: (message: Delivered, delayMs: number) => void,
): Publisher {
  let count = 0;
  let latest = 0;
  return {
    publish(event, delivery, network = NETWORK) {
      count += 1;
      // No two things happen in the same millisecond of one server.
      latest = Math.max(now(), latest + 1);
      const occurredAt = new Date(latest + clockAheadMs + delivery.clockAheadMs).toISOString();
      // Random ids: they tell nothing of the order.
      const id = `${(count * 7919) % 1009}-${count}`;
      const data = JSON.stringify({ version: 1, id, occurredAt, network, ...event });
      const publishTime = new Date(latest).toISOString();
      for (const delayMs of delivery.delaysMs) deliver({ data, publishTime }, delayMs);
    },
  };
}
