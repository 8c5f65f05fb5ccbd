import { type CheckContext, MAX_SERVERS, viewsOf } from './check-context.ts';
import type { NetworkResolution } from './network-resolution.ts';
import { isRight, type Misnamed, type ServerView } from './propagation.ts';
import { unregisteredIn } from './unregistered.ts';

/** The answers of a zone's own servers. */
export interface OwnServers {
  readonly views: readonly ServerView[];
  /** How long resolvers may still ask the zone's former servers, in seconds, if known. */
  readonly rememberedSeconds?: number;
  /** The zone's own NS records, if they name none of the servers to which it is delegated. */
  readonly misnamed?: Misnamed;
}

/**
 * Asks the servers to which the zone above delegates the zone now. The resolvers may not know these yet,
 * since the registrar may just have been given the zone's first servers, or others. If the resolvers know
 * one of these already, or if none of these answers, the servers that the resolvers know are asked.
 */
export async function askOwnServers(
  context: CheckContext,
  resolved: ServerView,
  network: NetworkResolution,
): Promise<OwnServers> {
  const { dns, signal } = context;
  const { zone, servers } = await dns.authorities(context.name, signal);
  const viewsBy = (some: typeof servers) =>
    viewsOf(context, some.slice(0, MAX_SERVERS), network, dns.resolve);
  const below = unregisteredIn(resolved.resolution, context.domain) ?? zone;
  const { servers: delegated = [], names = [] } =
    below === undefined ? {} : await dns.delegation(below, signal);
  const known = new Set(servers.map(({ title }) => title));
  if (below === undefined || delegated.some(({ title }) => known.has(title))) {
    return { views: await viewsBy(servers) };
  }
  const views = await viewsBy(delegated);
  if (views.every(({ finding }) => finding.verdict === 'unknown')) {
    return { views: await viewsBy(servers) };
  }
  const right = delegated[views.findIndex(isRight)];
  if (!right) return { views };
  const [remembered, own] = await Promise.all([
    dns.resolve(below, 'NS', signal),
    right.lookup(below, 'NS', signal),
  ]);
  const named = own.kind === 'records' ? own.values : [];
  const isMisnamed = named.length > 0 && !named.some((one) => names.includes(one));
  return {
    views,
    ...('ttlSeconds' in remembered ? { rememberedSeconds: remembered.ttlSeconds } : {}),
    ...(isMisnamed ? { misnamed: { zone: below, servers: named.slice(0, MAX_SERVERS) } } : {}),
  };
}
