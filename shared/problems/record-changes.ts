import type { DnsRecord, RecordType } from './dns-record.ts';
import { type Fix, fixBy, NO_CHANGE, type RecordChange, type Unlisted } from './fix.ts';

/** The records of a name that lead elsewhere, and those that would make it right. */
export interface RecordsToChange {
  /**
   * Best first: a CNAME record, then all the address records that will do as well. Empty if the network has
   * no address that can be reached.
   */
  readonly wanted: readonly DnsRecord[];
  /**
   * The records that lead elsewhere. If this is a CNAME record, the addresses at its end are records of
   * another name, which the customer cannot change.
   */
  readonly found: readonly DnsRecord[];
  /** Whether the name has other records that are right, so that none has to be created. */
  readonly othersRight?: boolean;
}

/** For each type: an answer may hold thousands. */
const MOST_LISTED = 16;

/** In this order, since address records cannot stand beside a CNAME record. */
const POINTING_TYPES = ['CNAME', 'A', 'AAAA'] as const satisfies readonly RecordType[];

/**
 * The change for each record that leads elsewhere: it is replaced by a wanted record of the same type; if
 * there is none, it is removed, and the wanted records are created.
 */
export function recordsFix({ wanted, found, othersRight = false }: RecordsToChange): Fix {
  if (wanted.length === 0 && !othersRight) return fixBy('ops');
  const parts = POINTING_TYPES.map((type) => changeOfType(type, found, wanted));
  const change = joined(parts.map((part) => part.change));
  const unlisted = parts.flatMap((part) => part.unlisted);
  const isReplaced = parts.some(({ change: { replace } }) => replace.length > 0);
  return {
    who: 'customer',
    ...(othersRight
      ? change
      : isReplaced
        ? withIpv4(change, wanted)
        : withCreation(change, wanted, hasAddresses(found))),
    ...(unlisted.length > 0 ? { unlisted } : {}),
  };
}

interface TypeChange {
  readonly change: RecordChange;
  readonly unlisted: readonly Unlisted[];
}

function changeOfType(
  type: RecordType,
  found: readonly DnsRecord[],
  wanted: readonly DnsRecord[],
): TypeChange {
  const old = found.filter((record) => record.type === type);
  const [first] = old;
  if (!first) return { change: NO_CHANGE, unlisted: [] };

  const better = wanted.filter((record) => record.type === type);
  const listed = old.slice(0, MOST_LISTED);
  const count = old.length - listed.length;
  return {
    change: {
      replace: listed.flatMap((from, i) => {
        const to = better[i];
        return to ? [{ from, to }] : [];
      }),
      remove: listed.slice(better.length),
      create: better.slice(listed.length),
    },
    unlisted: count > 0 ? [{ name: first.name, type, count }] : [],
  };
}

/**
 * A name with only an AAAA record keeps out visitors without IPv6; one with only an A record keeps out
 * nobody.
 */
function withIpv4(change: RecordChange, wanted: readonly DnsRecord[]): RecordChange {
  const kept = [...change.create, ...change.replace.map(({ to }) => to)];
  if (!kept.every(({ type }) => type === 'AAAA')) return change;
  const missing = wanted.filter(({ type }) => type === 'A');
  return { ...change, create: [...change.create, ...missing] };
}

/**
 * The records to create for a name that keeps no address: the CNAME record, or else the address records. A
 * name that had addresses may have other records, beside which no CNAME record can stand (RFC 1034, 3.6.2),
 * so it gets address records.
 */
function withCreation(
  change: RecordChange,
  wanted: readonly DnsRecord[],
  hadAddresses: boolean,
): RecordChange & { readonly orElse?: RecordChange } {
  const cnames = wanted.filter(({ type }) => type === 'CNAME');
  const addresses = wanted.filter(({ type }) => type !== 'CNAME');
  const creating = (records: readonly DnsRecord[]) => ({ ...change, create: records });
  if (addresses.length === 0) return creating(cnames);
  if (cnames.length === 0 || hadAddresses) return creating(addresses);
  return { ...creating(cnames), orElse: creating(addresses) };
}

function hasAddresses(found: readonly DnsRecord[]): boolean {
  return found.some(({ type }) => type !== 'CNAME');
}

function joined(changes: readonly RecordChange[]): RecordChange {
  return {
    create: changes.flatMap(({ create }) => create),
    remove: changes.flatMap(({ remove }) => remove),
    replace: changes.flatMap(({ replace }) => replace),
  };
}
