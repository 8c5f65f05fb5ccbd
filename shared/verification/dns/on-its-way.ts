import type { DnsFinding } from '../../problems/findings.ts';
import type { Proof } from '../proof/answers.ts';
import { type CheckContext, resolversToCompare, viewsOf } from './check-context.ts';
import { filteringAmong, filteringProblems } from './filtering.ts';
import type { NetworkResolution } from './network-resolution.ts';
import { askOwnServers } from './own-servers.ts';
import { isRight, isWrong, judgeViews, type ServerView, type ServerViews } from './propagation.ts';
import {
  type AskForProof,
  addressesOfProxy,
  findingWithProof,
  isOfOurs,
  proxiedFinding,
} from './proxied.ts';
import { type SeenView, visitorsSeen } from './visitors.ts';

/**
 * The finding if the resolver's answer is wrong, or another resolver disagrees: a change may still be
 * spreading, but the site may also be behind a proxy, or resolvers may filter.
 */
export async function unlessOnItsWay(
  context: CheckContext,
  resolved: ServerView,
  network: NetworkResolution,
  proof: AskForProof | undefined,
): Promise<DnsFinding> {
  const { domain, dns } = context;
  const { addresses } = resolved.finding;
  const byProxy = await provenAt(resolved, network, proof);
  if (isOfOurs(byProxy)) return proxiedFinding(domain, addresses, byProxy);

  const [resolvers, own] = await Promise.all([
    viewsOf(context, resolversToCompare(dns), network),
    askOwnServers(context, resolved, network),
  ]);
  const moved = await movedView(own.views, resolved, network, proof);
  const servers = withProxies(context, own.views, moved, network);
  const filtered = await withoutFilters(context, { resolved, resolvers, servers });
  if (filtered) return filtered;

  const { rememberedSeconds, misnamed } = own;
  const finding = judgeViews(domain, {
    resolved,
    resolvers,
    servers,
    ...(rememberedSeconds === undefined ? {} : { rememberedSeconds }),
    ...(misnamed === undefined ? {} : { misnamed }),
  });
  const seen = { view: resolved, proof: byProxy };
  const visitors = visitorsSeen(
    moved ? [seen, moved] : [seen],
    [...resolvers, ...own.views],
    proof !== undefined,
  );
  const isOnItsWay = finding.problems.some(({ code }) => code === 'dns-not-propagated');
  const told = findingWithProof(domain, addresses, finding, byProxy);
  return isOnItsWay ? told : { ...told, visitors };
}

/** The finding if all resolvers that disagree only filter; undefined if others disagree. */
async function withoutFilters(
  context: CheckContext,
  { resolved, resolvers, servers }: ServerViews,
): Promise<DnsFinding | undefined> {
  const asked = resolvers.length > 0 ? resolvers : [resolved];
  const right = [...servers, ...resolvers, resolved].find(isRight);
  const wrong = asked.filter(isWrong);
  if (!right || wrong.length === 0 || servers.some(isWrong)) return undefined;
  const filtering = await filteringAmong(context, wrong, right);
  if (filtering.length < wrong.length) return undefined;
  const problems = [...right.finding.problems, ...filteringProblems(context.domain, filtering)];
  return { ...right.finding, problems };
}

/**
 * The view of the zone's servers, if they lead to what may be a proxy of ours and the resolver does not
 * yet.
 */
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
  if (!moved || !isOfOurs(moved.proof)) return servers;
  const { view: shown, proof } = moved;
  const proven = addressesBy(shown, network);
  return servers.map((view) =>
    addressesBy(view, network) === proven
      ? { ...view, finding: proxiedFinding(domain, view.finding.addresses, proof) }
      : view,
  );
}

function addressesBy({ resolution, finding }: ServerView, network: NetworkResolution): string {
  return addressesOfProxy(resolution, finding, network).join(' ');
}

/** The proof by the addresses, if these may be a proxy of ours. */
export async function provenAt(
  { resolution, finding }: Pick<ServerView, 'resolution' | 'finding'>,
  network: NetworkResolution,
  proof: AskForProof | undefined,
): Promise<Proof | 'not-asked'> {
  const addresses = addressesOfProxy(resolution, finding, network);
  return proof && addresses.length > 0 ? proof(addresses) : 'not-asked';
}
