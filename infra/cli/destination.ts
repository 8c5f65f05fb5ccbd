import type { EventMessage } from './event-message.ts';

/** A message as Pub/Sub takes it. */
export interface OutgoingEvent {
  /** JSON, UTF-8. */
  readonly data: Buffer;
  readonly attributes: { readonly type: string };
  /** Empty for an event that is not about one domain. */
  readonly orderingKey: string;
}

/** Where events go: sends one, and returns the id that its message got. */
export type Destination = (event: OutgoingEvent) => Promise<string>;

export function outgoing(message: EventMessage): OutgoingEvent {
  return {
    data: Buffer.from(JSON.stringify(message)),
    attributes: { type: message.type },
    orderingKey: message.domain ?? '',
  };
}
