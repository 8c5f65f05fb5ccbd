import { canonicalAddress } from '../address.ts';
import type { Network } from '../findings.ts';
import type { Lookup } from './answer.ts';
import { addressesIn, addressesOf, failureIn, isNoName } from './host-sight.ts';

/** What a domain must point at, as far as it is known. */
export interface NetworkSight {
  readonly domain?: string;
  /** In their canonical spelling. */
  readonly addresses: readonly string[];
  /** Why there may be more addresses than these, and at which name. */
  readonly failure?: { readonly name: string; readonly reason: string };
}

/** The network's given addresses, else those that its domain has now. */
export async function lookAtNetwork(
  { domain, addresses }: Network,
  resolve: Lookup,
  signal: AbortSignal,
): Promise<NetworkSight> {
  const named = domain === undefined ? {} : { domain };
  if (domain === undefined || addresses.length > 0) {
    return { ...named, addresses: [...new Set(addresses.map(canonicalAddress))] };
  }
  const seen = await addressesOf(domain, resolve, signal);
  const found = [...addressesIn(seen.a), ...addressesIn(seen.aaaa)];
  const none = isNoName(seen) ? 'it does not exist' : 'it has no A or AAAA record';
  const reason = failureIn(seen)?.reason ?? (found.length === 0 ? none : undefined);
  return {
    domain,
    addresses: found,
    ...(reason === undefined ? {} : { failure: { name: domain, reason } }),
  };
}
