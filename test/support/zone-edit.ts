import type { DnsRecord } from '../../shared/problems/dns-record.ts';
import type { RecordChange, Unlisted } from '../../shared/problems/fix.ts';

/** A line of a zone file, names absolute. */
interface ZoneRecord {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/**
 * The lines of a zone after its owner has made a change: each record to remove is gone, and each record to
 * create is there.
 */
export function changedZone(
  zone: string,
  lines: readonly string[],
  { create, remove, replace }: RecordChange,
  unlisted: readonly Unlisted[] = [],
): string[] {
  const gone = [...remove, ...replace.map(({ from }) => from)].filter((one) => isIn(zone, one));
  const there = [...create, ...replace.map(({ to }) => to)].filter((one) => isIn(zone, one));
  const left = lines.filter((line) => {
    const record = parsed(line, zone);
    const isGone = gone.some((one) => isSame(record, one));
    return !isGone && !unlisted.some((set) => set.name === record.name && set.type === record.type);
  });
  return [...left, ...there.map((record) => lineOf(record))];
}

/** Whether the record's name is in the zone. */
export function isIn(zone: string, { name }: Pick<DnsRecord, 'name'>): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

function parsed(line: string, zone: string): ZoneRecord {
  const [, owner = '', type = '', value = ''] =
    /^(\S+)\s+(?:\d+\s+)?(?:IN\s+)?([A-Z]+)\s+(.*)$/.exec(line) ?? [];
  const isName = type === 'CNAME' || type === 'DNAME';
  return { name: absolute(owner, zone), type, value: isName ? absolute(value, zone) : value };
}

function absolute(name: string, zone: string): string {
  if (name === '@') return zone;
  return name.endsWith('.') ? name.slice(0, -1) : `${name}.${zone}`;
}

function isSame(one: ZoneRecord, other: DnsRecord): boolean {
  return (
    one.name === other.name &&
    one.type === other.type &&
    one.value.toLowerCase() === other.value.toLowerCase()
  );
}

function lineOf({ name, type, value }: DnsRecord): string {
  return `${name}. ${type} ${type === 'CNAME' ? `${value}.` : value}`;
}
