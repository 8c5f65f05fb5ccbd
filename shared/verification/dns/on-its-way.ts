import type { DnsFinding } from '../../problems/findings.ts';
import type { Proof } from '../proof/answers.ts';
import { type CheckContext, MAX_SERVERS, resolversToCompare, viewsOf } from './check-context.ts';
import type { NetworkResolution } from './network-resolution.ts';
import { judgeViews, type ServerView } from './propagation.ts';
import { type AskForProof, addressesOfProxy, findingWithProof, proxiedFinding } from './proxied.ts';
import { type SeenView, visitorsSeen } from './visitors.ts';

/** What the resolver says is wrong: unless a proxy is in front, or resolvers are behind. */
export async function unlessOnItsWay(
  context: CheckContext,
  resolved: ServerView,
  network: NetworkResolution,
  proof: AskForProof | undefined,
): Promise<DnsFinding> {
  const { domain, dns, signal } = context;
  const { addresses } = resolved.finding;
  const byProxy = await provenAt(resolved, network, proof);
  if (byProxy === 'proven') return proxiedFinding(domain, addresses);

  const { servers } = await dns.authorities(context.name, signal);
  const [resolvers, ownServers] = await Promise.all([
    viewsOf(context, resolversToCompare(dns), network),
    viewsOf(context, servers.slice(0, MAX_SERVERS), network, dns.resolve),
  ]);
  const moved = await movedView(ownServers, resolved, network, proof);
  const finding = judgeViews(domain, {
    resolved,
    resolvers,
    servers: withProxies(context, ownServers, moved, network),
  });
  const seen = { view: resolved, proof: byProxy };
  const visitors = visitorsSeen(
    moved ? [seen, moved] : [seen],
    [...resolvers, ...ownServers],
    proof !== undefined,
  );
  const isOnItsWay = finding.problems.some(({ code }) => code === 'dns-not-propagated');
  const told = findingWithProof(domain, addresses, finding, byProxy);
  return isOnItsWay ? told : { ...told, visitors };
}

/** What the servers of the zone lead to, if it may be a proxy of ours, and the resolver is not there yet. */
async function movedView(
  servers: readonly ServerView[],
  resolved: ServerView,
  network: NetworkResolution,
  proof: AskForProof | undefined,
): Promise<SeenView | undefined> {
  const asked = addressesBy(resolved, network);
  const view = servers.find((one) => !['', asked].includes(addressesBy(one, network)));
  return view && { view, proof: await provenAt(view, network, proof) };
}

function withProxies(
  { domain }: CheckContext,
  servers: readonly ServerView[],
  moved: SeenView | undefined,
  network: NetworkResolution,
): readonly ServerView[] {
  if (moved?.proof !== 'proven') return servers;
  const proven = addressesBy(moved.view, network);
  return servers.map((view) =>
    addressesBy(view, network) === proven
      ? { ...view, finding: proxiedFinding(domain, view.finding.addresses) }
      : view,
  );
}

function addressesBy({ resolution, finding }: ServerView, network: NetworkResolution): string {
  return addressesOfProxy(resolution, finding, network).join(' ');
}

/** What the addresses prove, where they may be those of a proxy of ours. */
export async function provenAt(
  { resolution, finding }: Pick<ServerView, 'resolution' | 'finding'>,
  network: NetworkResolution,
  proof: AskForProof | undefined,
): Promise<Proof | 'not-asked'> {
  const addresses = addressesOfProxy(resolution, finding, network);
  return proof && addresses.length > 0 ? proof(addresses) : 'not-asked';
}
