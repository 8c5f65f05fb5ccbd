import type { Delivery } from './schedule.ts';

/** A message as Pub/Sub delivers it. */
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
 * @param deliver accepts a copy of a message, to be delivered after `delayMs` milliseconds
 * @param clockAheadMs how far the multisite's clock is ahead
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
      // Events of one server never share a millisecond.
      latest = Math.max(now(), latest + 1);
      const occurredAt = new Date(latest + clockAheadMs + delivery.clockAheadMs).toISOString();
      // Random ids, which reveal nothing about the order.
      const id = `${(count * 7919) % 1009}-${count}`;
      const data = JSON.stringify({ version: 1, id, occurredAt, network, ...event });
      const publishTime = new Date(latest).toISOString();
      for (const delayMs of delivery.delaysMs) deliver({ data, publishTime }, delayMs);
    },
  };
}
