import { randomUUID } from 'node:crypto';
import { type DomainEvent, readDomainEvent } from '../../shared/events/domain-event.ts';

/** A message as the multisite writes it. */
export function aMessage(type: string, change: Readonly<Record<string, unknown>> = {}) {
  return {
    version: 1,
    id: randomUUID(),
    type,
    occurredAt: new Date().toISOString(),
    domain: 'shop.example.com',
    siteId: 12,
    ...change,
  };
}

/** The same message, parsed; its publish time is the time at which the event occurred. */
export function anEvent(type: string, change: Readonly<Record<string, unknown>> = {}): DomainEvent {
  const message = aMessage(type, change);
  return readDomainEvent(JSON.stringify(message), {
    publishedAt: Date.parse(message.occurredAt),
    allowSpecialUse: false,
  });
}
