/** The whole DNS as a test defines it: a table of records that can be changed at any time. */

import type { DnsRecord, DnsReply, DnsScript } from '../../infra/local/sandbox/dns-server.ts';

/** A record as a zone file writes it: `A 127.0.0.1`, `AAAA ::1`, `CNAME other.example.com`. */
export type ZoneRecord = `${DnsRecord['type']} ${string}`;

/** The ways in which a name server may fail. */
export type ZoneFailure = 'SERVFAIL' | 'REFUSED' | 'silence';

export interface DnsZone {
  /** Replaces the records of `name`, which may be a wildcard. Without records, the name exists and has no address. */
  set(name: string, ...records: readonly ZoneRecord[]): void;
  /** Makes every question for `name`, and every CNAME chain through it, fail. */
  fail(name: string, failure: ZoneFailure): void;
  /** From now on there is no such name. */
  remove(name: string): void;
  /** Answers as a recursive resolver does, for the `resolve` of a DNS server. */
  readonly resolve: DnsScript;
}

const MAX_HOPS = 16;

export function dnsZone(initial: Readonly<Record<string, readonly ZoneRecord[]>> = {}): DnsZone {
  const names = new Map<string, readonly DnsRecord[] | ZoneFailure>();
  const zone: DnsZone = {
    set: (name, ...records) =>
      names.set(
        name,
        records.map((record) => parsed(name, record)),
      ),
    fail: (name, failure) => names.set(name, failure),
    remove: (name) => names.delete(name),
    resolve: (name, type) => resolve(names, name, type),
  };
  for (const [name, records] of Object.entries(initial)) zone.set(name, ...records);
  return zone;
}

type Names = ReadonlyMap<string, readonly DnsRecord[] | ZoneFailure>;

/** As with resolvers, a chain that never ends gives SERVFAIL, and one that leads nowhere NXDOMAIN. */
function resolve(names: Names, asked: string, type: string): DnsReply {
  const chain: DnsRecord[] = [];
  for (let name = asked; chain.length <= MAX_HOPS; ) {
    const found = recordsOf(names, name);
    if (found === 'silence') return 'silence';
    if (found === undefined) return { code: 'NXDOMAIN', records: chain };
    if (typeof found === 'string') return { code: found, records: [] };

    const own = found.map((record) => ({ ...record, name }));
    const cname = own.find((record) => record.type === 'CNAME');
    if (!cname || type === 'CNAME') {
      return { code: 'NOERROR', records: [...chain, ...own.filter((r) => r.type === type)] };
    }
    chain.push(cname);
    name = cname.value.toLowerCase();
  }
  return { code: 'SERVFAIL', records: [] };
}

/** Its own records, else those of the wildcard at the closest name above it (RFC 4592). */
function recordsOf(names: Names, name: string): readonly DnsRecord[] | ZoneFailure | undefined {
  if (exists(names, name)) return names.get(name) ?? [];
  const labels = name.split('.');
  for (let above = 1; above < labels.length; above++) {
    const encloser = labels.slice(above).join('.');
    const wildcard = names.get(`*.${encloser}`);
    if (wildcard || exists(names, encloser)) return wildcard;
  }
  return undefined;
}

/** All names above an existing name exist, even without records. */
function exists(names: Names, name: string): boolean {
  if (names.has(name)) return true;
  return [...names.keys()].some((one) => one.endsWith(`.${name}`));
}

function parsed(name: string, record: ZoneRecord): DnsRecord {
  const [, type, value] = /^(A|AAAA|CNAME) (.+)$/s.exec(record) ?? [];
  if (!isType(type) || value === undefined) throw new Error(`not a record: ${record}`);
  return { name, type, value };
}

function isType(type: string | undefined): type is DnsRecord['type'] {
  return type === 'A' || type === 'AAAA' || type === 'CNAME';
}
