import type { FormerAddress, Network } from '../../problems/findings.ts';
import { phrase, type Reason } from '../../problems/phrase.ts';
import { canonicalAddress } from '../address.ts';
import { knownProxy } from '../known-proxy.ts';
import { addressesIn, addressesOf, failureIn, isNoName } from './host-resolution.ts';
import type { Lookup } from './lookup.ts';
import { isOfResolvers } from './lookup-failure.ts';

/** The network that a domain must point at, as far as its addresses are known. */
export interface NetworkResolution {
  readonly domain?: string;
  /** In canonical spelling. */
  readonly addresses: readonly string[];
  /** The addresses that people are told to point at; absent if all are. */
  readonly toPointAt?: readonly string[];
  /**
   * The well-known proxy in front of the network itself, if there is one; then no address is to be pointed
   * at.
   */
  readonly behindProxy?: string;
  /** The addresses that the network has left; absent if there are none. */
  readonly former?: readonly FormerAddress[];
  /** Why the network may have more addresses, and the name that could not be looked up. */
  readonly failure?: NetworkFailure;
}

/** The failure to look the network's domain up. */
export interface NetworkFailure {
  readonly name: string;
  readonly reason: Reason;
  /** Set if the resolvers did not answer. */
  readonly ofResolvers?: true;
}

/**
 * The network's addresses: those from settings and events, those that its domain has now, and those that it
 * had until recently.
 */
export async function resolveNetwork(
  network: Network,
  resolve: Lookup,
  signal: AbortSignal,
): Promise<NetworkResolution> {
  const resolution = await resolveNow(network, resolve, signal);
  return behindItsProxy(withFormer(resolution, network.formerly ?? []));
}

/** A proxy's addresses are not the network's own: the proxy would not know the domain that points there. */
function behindItsProxy(resolution: NetworkResolution): NetworkResolution {
  const behindProxy = knownProxy(resolution.toPointAt ?? resolution.addresses);
  return behindProxy === undefined ? resolution : { ...resolution, toPointAt: [], behindProxy };
}

function withFormer(
  resolution: NetworkResolution,
  formerly: readonly FormerAddress[],
): NetworkResolution {
  const { addresses, toPointAt = addresses, failure } = resolution;
  const former = formerly.filter(({ address }) => !addresses.includes(address));
  if (former.length === 0) return resolution;
  return {
    ...resolution,
    addresses: [...addresses, ...former.map(({ address }) => address)],
    toPointAt,
    // If the look-up failed, the network may still have these addresses.
    ...(failure ? {} : { former }),
  };
}

async function resolveNow(
  { domain, addresses, alsoRight = [] }: Network,
  resolve: Lookup,
  signal: AbortSignal,
): Promise<NetworkResolution> {
  const given = [...addresses, ...alsoRight];
  if (domain === undefined) return withAddresses({}, given, [addresses, alsoRight]);
  const seen = await addressesOf(domain, resolve, signal);
  const found = [...addressesIn(seen.a), ...addressesIn(seen.aaaa)];
  const resolution = withAddresses({ domain }, [...given, ...found], [addresses, found, alsoRight]);
  const failure = failureIn(seen);
  const none = phrase(isNoName(seen) ? 'lookup.name-missing' : 'lookup.address-missing');
  const reason = failure?.reason ?? (resolution.addresses.length === 0 ? none : undefined);
  if (reason === undefined) return resolution;
  const whose = failure && isOfResolvers(failure) ? ({ ofResolvers: true } as const) : {};
  return { ...resolution, failure: { name: domain, reason, ...whose } };
}

/** @param bestFirst lists of addresses; the first list that is not empty has those to point at */
function withAddresses(
  named: { readonly domain?: string },
  all: readonly string[],
  bestFirst: readonly (readonly string[])[],
): NetworkResolution {
  const addresses = canonical(all);
  const toPointAt = canonical(bestFirst.find((some) => some.length > 0) ?? []);
  return toPointAt.length === addresses.length
    ? { ...named, addresses }
    : { ...named, addresses, toPointAt };
}

function canonical(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses.map(canonicalAddress))];
}
