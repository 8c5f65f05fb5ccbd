import type { DnsFinding } from '../../problems/findings.ts';
import type { Proof } from '../proof/prove.ts';
import { type CheckContext, MAX_SERVERS, resolversToCompare, viewsOf } from './check-context.ts';
import type { NetworkResolution } from './network-resolution.ts';
import { judgeViews, type ServerView } from './propagation.ts';
import { type AskForProof, addressesOfProxy, proxiedFinding } from './proxied.ts';

/** What the resolver says is wrong: unless a proxy is in front, or resolvers are behind. */
export async function unlessOnItsWay(
  context: CheckContext,
  resolved: ServerView,
  network: NetworkResolution,
  proof: AskForProof | undefined,
): Promise<DnsFinding> {
  const { domain, dns, signal } = context;
  const byProxy = await provenAt(resolved, network, proof);
  if (byProxy === 'proven') return proxiedFinding(domain, resolved.finding.addresses);

  const { servers } = await dns.authorities(context.name, signal);
  const [resolvers, ownServers] = await Promise.all([
    viewsOf(context, resolversToCompare(dns), network),
    viewsOf(context, servers.slice(0, MAX_SERVERS), network, dns.resolve),
  ]);
  const proxied = await withProxies(context, ownServers, resolved, network, proof);
  const finding = judgeViews(domain, { resolved, resolvers, servers: proxied });
  // Who does not answer may be a proxy of ours that cannot reach us: that takes no site down.
  const isElsewhere = finding.problems.some(({ code }) => code === 'dns-wrong-address');
  return byProxy === 'unknown' && isElsewhere ? { ...finding, verdict: 'unknown' } : finding;
}

/** The servers of the zone may lead to a proxy of ours already, while the resolver does not. */
async function withProxies(
  { domain }: CheckContext,
  servers: readonly ServerView[],
  resolved: ServerView,
  network: NetworkResolution,
  proof: AskForProof | undefined,
): Promise<readonly ServerView[]> {
  const addressesBy = ({ resolution, finding }: ServerView) =>
    addressesOfProxy(resolution, finding, network).join(' ');
  const asked = addressesBy(resolved);
  const moved = servers.find((view) => !['', asked].includes(addressesBy(view)));
  if (!moved || (await provenAt(moved, network, proof)) !== 'proven') return servers;
  return servers.map((view) =>
    addressesBy(view) === addressesBy(moved)
      ? { ...view, finding: proxiedFinding(domain, view.finding.addresses) }
      : view,
  );
}

async function provenAt(
  { resolution, finding }: ServerView,
  network: NetworkResolution,
  proof: AskForProof | undefined,
): Promise<Proof> {
  const addresses = addressesOfProxy(resolution, finding, network);
  return proof && addresses.length > 0 ? proof(addresses) : 'refuted';
}
