/** An event's place in the order in which the multisite made them, whatever order they arrive in. */
export interface Ordinal {
  /** Milliseconds since the epoch. */
  readonly occurredAt: number;
  readonly id: string;
}

/** The newest `occurredAt` wins, ties broken by `id`; an event is not newer than itself. */
export function isNewer(event: Ordinal, than: Ordinal): boolean {
  return event.occurredAt === than.occurredAt
    ? event.id > than.id
    : event.occurredAt > than.occurredAt;
}
