import { canonicalAddress } from '../address.ts';
import type { Dns, Lookup } from './lookup.ts';

/**
 * Resolvers of networks without IPv4 synthesize AAAA records for names that have only A records (DNS64, RFC
 * 6147). No zone has such a record, so no remedy asks to remove it.
 */

/** The places of an IPv4 address in an IPv6 address, in hexadecimal digits (RFC 6052, 2.2). */
const PLACES = [
  [[8, 16]],
  [
    [10, 16],
    [18, 20],
  ],
  [
    [12, 16],
    [18, 22],
  ],
  [
    [14, 16],
    [18, 24],
  ],
  [[18, 26]],
  [[24, 32]],
] as const;

/** An answer with thousands of records does not come from a resolver that adds a few. */
const MOST = 64;

/**
 * Whether the IPv6 address would lead to one of the IPv4 addresses through a gateway with the right prefix.
 */
export function embedsOneOf(v6: string, v4: readonly string[]): boolean {
  const digits = digitsOf(v6);
  const embedded = PLACES.map((parts) =>
    parts.map(([from, to]) => digits.slice(from, to)).join(''),
  );
  return v4.some((address) => embedded.includes(digitsOfV4(address)));
}

/** The same servers, without the AAAA records that a resolver has synthesized. */
export function withoutSynthesized(dns: Dns): Dns {
  return {
    ...dns,
    resolve: honest(dns.resolve, dns),
    resolvers: dns.resolvers.map(({ title, lookup }) => ({ title, lookup: honest(lookup, dns) })),
  };
}

function honest(lookup: Lookup, dns: Dns): Lookup {
  return async (name, type, signal) => {
    const answer = await lookup(name, type, signal);
    if (type !== 'AAAA' || answer.kind !== 'records') return answer;
    const { cnames, ttlSeconds } = answer;
    const isMadeUp = await isSynthesized(name, cnames.at(-1) ?? name, lookup, dns, signal);
    return isMadeUp ? { kind: 'no-data', cnames, ttlSeconds } : answer;
  };
}

/** Whether the AAAA records of a name are not among those of `host`, the target of its CNAME records. */
async function isSynthesized(
  name: string,
  host: string,
  lookup: Lookup,
  dns: Dns,
  signal: AbortSignal,
): Promise<boolean> {
  const [a, aaaa] = await Promise.all([lookup(name, 'A', signal), lookup(name, 'AAAA', signal)]);
  if (a.kind !== 'records' || aaaa.kind !== 'records') return false;
  if (a.values.length > MOST || aaaa.values.length > MOST) return false;
  if (!aaaa.values.every((address) => embedsOneOf(address, a.values))) return false;
  const { servers } = await dns.authorities(host, signal);
  const own = await servers[0]?.lookup(host, 'AAAA', signal);
  // Nobody has a record with the prefix that is reserved for this (RFC 6052, 3.1).
  if (own === undefined || own.kind === 'failure') {
    return aaaa.values.every((address) => address.startsWith('64:ff9b::'));
  }
  return own.kind !== 'records';
}

function digitsOf(v6: string): string {
  const [before = '', after = ''] = canonicalAddress(v6).split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').flatMap(groupsIn));
  const [front, back] = [groups(before), groups(after)];
  const middle = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  return [...front, ...middle, ...back].map((group) => group.padStart(4, '0')).join('');
}

/** The last two groups are sometimes written as an IPv4 address. */
function groupsIn(part: string): string[] {
  const digits = part.includes('.') ? digitsOfV4(part) : undefined;
  return digits === undefined ? [part] : [digits.slice(0, 4), digits.slice(4)];
}

function digitsOfV4(v4: string): string {
  return v4
    .split('.')
    .map((byte) => Number(byte).toString(16).padStart(2, '0'))
    .join('');
}
