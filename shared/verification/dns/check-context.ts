import type { DomainName } from '../../domain-name.ts';
import type { DnsFinding } from '../../problems/findings.ts';
import { type HostResolution, resolveHost } from './host-resolution.ts';
import { judgeDns } from './judgement.ts';
import type { Dns, DnsServer, Lookup } from './lookup.ts';
import type { NetworkResolution } from './network-resolution.ts';
import type { ServerView } from './propagation.ts';

/** One look at a domain: what is asked for, of whom, and how long. */
export interface CheckContext {
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
export function resolveBy(
  context: CheckContext,
  lookup: Lookup,
  resolve = lookup,
): Promise<HostResolution> {
  return resolveHost(context.name, context.goal, { lookup, resolve }, context.signal);
}

export function judgeResolution(
  context: CheckContext,
  resolution: HostResolution,
  network: NetworkResolution,
): DnsFinding {
  return judgeDns(context.domain, { ...resolution, network }, context.allowPrivateAddresses);
}

/**
 * What each of some servers says. Those of a zone leave to `resolve` what is outside of it; resolvers
 * go all the way.
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
