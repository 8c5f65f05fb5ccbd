import { isIPv4, isIPv6 } from 'node:net';
import * as v from 'valibot';
import type { DnsRecord, DnsReply, DnsScript } from './dns-server.ts';

const addresses = (family: string, valid: (text: string) => boolean) =>
  v.pipe(
    v.array(v.pipe(v.string('must be a string'), v.check(valid, `must be an ${family} address`))),
    v.maxLength(64, 'must have at most 64 addresses'),
  );

/** An override of a name's records: its own addresses instead of the network's, or no existence. */
export const dnsOverride = v.union(
  [
    v.strictObject({ nxdomain: v.literal(true, 'must be true') }),
    v.strictObject({
      a: v.optional(addresses('IPv4', isIPv4), []),
      aaaa: v.optional(addresses('IPv6', isIPv6), []),
    }),
  ],
  'must be {"a":["198.51.100.9"],"aaaa":[]} or {"nxdomain":true}',
);

export type DnsOverride = v.InferOutput<typeof dnsOverride>;

/**
 * The whole DNS of the sandbox: every name points at the network, unless the name, or a
 * wildcard above it, is overridden.
 */
export function sandboxDns(
  networkAddresses: readonly string[],
  overrides: () => Readonly<Record<string, DnsOverride>>,
): DnsScript {
  const network = {
    a: networkAddresses.filter((address) => isIPv4(address)),
    aaaa: networkAddresses.filter((address) => isIPv6(address)),
  };
  return (name, type): DnsReply => {
    const own = overrideOf(name, overrides()) ?? network;
    if ('nxdomain' in own) return { code: 'NXDOMAIN', records: [] };
    const record = (kind: DnsRecord['type']) => (value: string) => ({ name, type: kind, value });
    const records = { A: own.a.map(record('A')), AAAA: own.aaaa.map(record('AAAA')) };
    return { code: 'NOERROR', records: type === 'A' || type === 'AAAA' ? records[type] : [] };
  };
}

function overrideOf(
  name: string,
  overrides: Readonly<Record<string, DnsOverride>>,
): DnsOverride | undefined {
  const labels = name.split('.');
  const above = labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join('.')}`);
  return [name, ...above].map((one) => overrides[one]).find((override) => override !== undefined);
}
