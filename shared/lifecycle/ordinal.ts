/** An event's place in the order in which the multisite's events occurred, whatever the order of arrival. */
export interface Ordinal {
  /** Milliseconds since the epoch. */
  readonly occurredAt: number;
  readonly id: string;
  /** The publisher's own time, if its clock is not trusted; it only breaks ties. */
  readonly writtenAt?: number;
}

/** The later `occurredAt` wins, ties broken by `writtenAt`, then by `id`. No event is newer than itself. */
export function isNewer(event: Ordinal, than: Ordinal): boolean {
  if (event.occurredAt !== than.occurredAt) return event.occurredAt > than.occurredAt;
  const [written, thanWritten] = [writtenAtOf(event), writtenAtOf(than)];
  return written === thanWritten ? event.id > than.id : written > thanWritten;
}

function writtenAtOf({ occurredAt, writtenAt = occurredAt }: Ordinal): number {
  return writtenAt;
}
