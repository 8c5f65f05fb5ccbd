import type { DomainName } from '../../domain-name.ts';
import type { DnsFinding } from '../../problems/findings.ts';
import type { Dns, DnsServer, Lookup } from './answer.ts';
import { type HostSight, lookAtHost } from './host-sight.ts';
import { judgeDns } from './judgement.ts';
import type { NetworkSight } from './network-sight.ts';
import type { View } from './propagation.ts';

/** One look at a domain: what is asked for, of whom, and how long. */
export interface Look {
  readonly domain: DomainName;
  /** The name that is looked up: the domain, or one under a wildcard. */
  readonly name: string;
  /** A name that it may lead through. */
  readonly goal: string | undefined;
  readonly dns: Dns;
  readonly allowPrivateAddresses: boolean;
  /** The caller's. */
  readonly signal: AbortSignal;
  /** Aborted when the time for the check is up. */
  readonly time: AbortSignal;
}

/** More servers than a zone needs. */
export const MAX_SERVERS = 4;
const MAX_RESOLVERS = 3;

/** None where there is but one, which agrees with itself. */
export function resolversToCompare({ resolvers }: Dns): readonly DnsServer[] {
  return resolvers.length > 1 ? resolvers.slice(0, MAX_RESOLVERS) : [];
}

/** What the domain itself says by one server. */
export function lookBy(look: Look, lookup: Lookup, resolve = lookup): Promise<HostSight> {
  return lookAtHost(look.name, look.goal, { lookup, resolve }, look.signal);
}

export function judgeLook(look: Look, sight: HostSight, network: NetworkSight): DnsFinding {
  return judgeDns(look.domain, { ...sight, network }, look.allowPrivateAddresses);
}

/**
 * What each of some servers says. Those of a zone leave to `resolve` what is outside of it; resolvers
 * go all the way.
 */
export function viewsOf(
  look: Look,
  servers: readonly DnsServer[],
  network: NetworkSight,
  resolve?: Lookup,
): Promise<View[]> {
  return Promise.all(
    servers.map(async ({ title, lookup }) => {
      const sight = await lookBy(look, lookup, resolve);
      return { title, sight, finding: judgeLook(look, sight, network) };
    }),
  );
}
