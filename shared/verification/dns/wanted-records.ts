import { getDomain } from 'tldts';
import { type DomainName, isWildcard } from '../../domain-name.ts';
import type { DnsRecord } from '../../problems/dns-record.ts';
import { familyOf, isDocumentationAddress, isPublicAddress } from '../address.ts';

/** More would not make a remedy clearer. */
const MAX_ADDRESSES = 16;

/**
 * The records that would make a domain right, best first. A CNAME follows the network wherever it
 * moves, but cannot stand at the top of a zone, beside its SOA and NS (RFC 1034, 3.6.2): where a domain is
 * registered, and wherever else one was seen to begin.
 */
export function recordsWanted(
  domain: DomainName,
  networkDomain: string | undefined,
  networkAddresses: readonly string[],
  isZoneTop = false,
): readonly DnsRecord[] {
  const addresses = networkAddresses
    .slice(0, MAX_ADDRESSES)
    .map((address) => addressRecord(domain, address));
  return networkDomain === undefined ||
    networkDomain === domain ||
    isZoneTop ||
    isRegistrable(domain)
    ? addresses
    : [cnameRecord(domain, networkDomain), ...addresses];
}

export function addressRecord(name: string, address: string): DnsRecord {
  return { name, type: familyOf(address) === 'ipv6' ? 'AAAA' : 'A', value: address };
}

export function cnameRecord(name: string, target: string): DnsRecord {
  return { name, type: 'CNAME', value: target };
}

/**
 * The network's addresses that somebody can be told to point at: not those where nobody gets to. Those
 * from documents stay, for they are only ever given in examples.
 */
export function addressesToPointAt(
  networkAddresses: readonly string[],
  allowPrivateAddresses: boolean,
): string[] {
  return networkAddresses.filter(
    (address) =>
      allowPrivateAddresses || isPublicAddress(address) || isDocumentationAddress(address),
  );
}

function isRegistrable(domain: DomainName): boolean {
  return !isWildcard(domain) && getDomain(domain, { extractHostname: false }) === domain;
}
