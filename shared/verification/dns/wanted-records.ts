import { getDomain } from 'tldts';
import { type DomainName, isWildcard } from '../../domain-name.ts';
import type { DnsRecord } from '../../problems/dns-record.ts';
import { familyOf, isDocumentationAddress, isPublicAddress } from '../address.ts';

/** More would not make a remedy clearer. */
const MAX_ADDRESSES = 16;

/**
 * The records that would make a domain right, best first. A CNAME record follows the network wherever it
 * moves, but cannot stand at the top of a zone, beside the SOA and NS records (RFC 1034, 3.6.2): this is so
 * at a registrable domain, and wherever else a zone was seen to begin.
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
 * The network's addresses that people can be told to point at, without those that nobody can reach.
 * Documentation addresses stay, since they occur only in examples.
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
