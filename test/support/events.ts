import { randomUUID } from 'node:crypto';
import { type DomainEvent, readDomainEvent } from '../../shared/events/domain-event.ts';

/** A message of the multisite as it writes it. */
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

/** The same, once it is read; published when it occurred. */
export function anEvent(type: string, change: Readonly<Record<string, unknown>> = {}): DomainEvent {
  const message = aMessage(type, change);
  return readDomainEvent(JSON.stringify(message), {
    publishedAt: Date.parse(message.occurredAt),
    allowSpecialUse: false,
  });
}
