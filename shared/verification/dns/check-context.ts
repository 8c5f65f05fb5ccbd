import type { DomainName } from '../../domain-name.ts';
import type { DnsFinding } from '../../problems/findings.ts';
import { type HostResolution, resolveHost } from './host-resolution.ts';
import { judgeDns } from './judgement.ts';
import type { Dns, DnsServer, Lookup } from './lookup.ts';
import type { NetworkResolution } from './network-resolution.ts';
import type { ServerView } from './propagation.ts';

/** The conditions of one look at a domain: what is asked, of which servers, and within what time. */
export interface CheckContext {
  readonly domain: DomainName;
  /** The name that is looked up: the domain, or one under a wildcard. */
  readonly name: string;
  /** A name that the domain may lead through; its CNAME chain is not followed beyond it. */
  readonly goal: string | undefined;
  readonly dns: Dns;
  readonly allowPrivateAddresses: boolean;
  /** The caller's signal. */
  readonly signal: AbortSignal;
  /** Aborts when the time for the check is up. */
  readonly time: AbortSignal;
}

/** A zone needs no more servers than this. */
export const MAX_SERVERS = 4;
const MAX_RESOLVERS = 3;

/** Empty if there is only one resolver, which cannot disagree with itself. */
export function resolversToCompare({ resolvers }: Dns): readonly DnsServer[] {
  return resolvers.length > 1 ? resolvers.slice(0, MAX_RESOLVERS) : [];
}

/** The domain's resolution as one server answers. */
export function resolveBy(
  context: CheckContext,
  lookup: Lookup,
  resolve = lookup,
): Promise<HostResolution> {
  return resolveHost(context.name, context.goal, { lookup, resolve }, context.signal);
}

/** The finding about one resolution of the domain. */
export function judgeResolution(
  context: CheckContext,
  resolution: HostResolution,
  network: NetworkResolution,
): DnsFinding {
  return judgeDns(context.domain, { ...resolution, network }, context.allowPrivateAddresses);
}

/**
 * The domain's resolution by each of some servers. A zone's servers leave names outside the zone to
 * `resolve`; resolvers follow the whole chain.
 */
export function viewsOf(
  context: CheckContext,
  servers: readonly DnsServer[],
  network: NetworkResolution,
  resolve?: Lookup,
): Promise<ServerView[]> {
  return Promise.all(
    servers.map(async ({ title, lookup }) => {
      const resolution = await resolveBy(context, lookup, resolve);
      return { title, resolution, finding: judgeResolution(context, resolution, network) };
    }),
  );
}
