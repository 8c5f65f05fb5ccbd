import type { Network } from '../../problems/findings.ts';
import { phrase, type Reason } from '../../problems/phrase.ts';
import { canonicalAddress } from '../address.ts';
import { addressesIn, addressesOf, failureIn, isNoName } from './host-resolution.ts';
import type { Lookup } from './lookup.ts';
import { isOfResolvers } from './lookup-failure.ts';

/** What a domain must point at, as far as it is known. */
export interface NetworkResolution {
  readonly domain?: string;
  /** In their canonical spelling. */
  readonly addresses: readonly string[];
  /** Why there may be more addresses than these, and at which name. */
  readonly failure?: NetworkFailure;
}

export interface NetworkFailure {
  readonly name: string;
  readonly reason: Reason;
  /** Whether it is that the resolvers did not answer. */
  readonly ofResolvers?: true;
}

/** The network's given addresses, else those that its domain has now. */
export async function resolveNetwork(
  { domain, addresses }: Network,
  resolve: Lookup,
  signal: AbortSignal,
): Promise<NetworkResolution> {
  const named = domain === undefined ? {} : { domain };
  if (domain === undefined || addresses.length > 0) {
    return { ...named, addresses: [...new Set(addresses.map(canonicalAddress))] };
  }
  const seen = await addressesOf(domain, resolve, signal);
  const found = [...addressesIn(seen.a), ...addressesIn(seen.aaaa)];
  const failure = failureIn(seen);
  const none = phrase(isNoName(seen) ? 'lookup.name-missing' : 'lookup.address-missing');
  const reason = failure?.reason ?? (found.length === 0 ? none : undefined);
  if (reason === undefined) return { domain, addresses: found };
  const whose = failure && isOfResolvers(failure) ? ({ ofResolvers: true } as const) : {};
  return { domain, addresses: found, failure: { name: domain, reason, ...whose } };
}
