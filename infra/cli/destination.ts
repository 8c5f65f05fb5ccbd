import type { EventMessage } from './event-message.ts';

/** A message in the form that Pub/Sub accepts. */
export interface OutgoingEvent {
  /** JSON, UTF-8. */
  readonly data: Buffer;
  readonly attributes: { readonly type: string };
  /** Empty for an event that is not about one domain. */
  readonly orderingKey: string;
}

/** Where events go: sends an event, and returns the id of its message. */
export type Destination = (event: OutgoingEvent) => Promise<string>;

/** The message of an event in the form that Pub/Sub accepts. */
export function outgoing(message: EventMessage): OutgoingEvent {
  return {
    data: Buffer.from(JSON.stringify(message)),
    attributes: { type: message.type },
    orderingKey: message.domain ?? '',
  };
}
