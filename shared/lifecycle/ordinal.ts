/** An event's place in the order in which the multisite made them, whatever order they arrive in. */
export interface Ordinal {
  /** Milliseconds since the epoch. */
  readonly occurredAt: number;
  readonly id: string;
  /** What its publisher's clock said instead, if that is not trusted: it only breaks ties. */
  readonly writtenAt?: number;
}

/** The newest `occurredAt` wins, ties broken by `writtenAt` and then by `id`; an event is not newer than itself. */
export function isNewer(event: Ordinal, than: Ordinal): boolean {
  if (event.occurredAt !== than.occurredAt) return event.occurredAt > than.occurredAt;
  const [written, thanWritten] = [writtenAtOf(event), writtenAtOf(than)];
  return written === thanWritten ? event.id > than.id : written > thanWritten;
}

function writtenAtOf({ occurredAt, writtenAt = occurredAt }: Ordinal): number {
  return writtenAt;
}
