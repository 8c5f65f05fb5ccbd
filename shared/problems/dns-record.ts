import * as v from 'valibot';

/** The types of DNS records that are created or removed to fix a domain. */
export const RECORD_TYPES = ['CNAME', 'DNAME', 'A', 'AAAA', 'CAA'] as const;

export type RecordType = (typeof RECORD_TYPES)[number];

/** One DNS record, as a customer creates or removes it. */
export interface DnsRecord {
  /** In lower case, without the last dot: `shop.example.com`, `*.example.com`. */
  readonly name: string;
  readonly type: RecordType;
  /** In the form of a zone file, a target without its last dot: `203.0.113.7`, `0 issue "ca.example.net"`. */
  readonly value: string;
  readonly ttlSeconds?: number;
}

export const dnsRecordSchema = v.object({
  name: v.string(),
  type: v.picklist(RECORD_TYPES),
  value: v.string(),
  ttlSeconds: v.exactOptional(v.number()),
});

/** The record as a line of a zone file (RFC 1035, 5.1), every name with its last dot. */
export function zoneLine({ name, type, value, ttlSeconds }: DnsRecord): string {
  const ttl = ttlSeconds === undefined ? [] : [String(ttlSeconds)];
  return [`${name}.`, ...ttl, type, type === 'CNAME' ? `${value}.` : value].join(' ');
}
