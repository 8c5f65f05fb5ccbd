import { type DomainName, probeName } from '../../domain-name.ts';
import { type Problem, problem } from '../../problems/catalogue.ts';
import type { ProblemCode } from '../../problems/codes.ts';
import type { DnsFinding, Network } from '../../problems/findings.ts';
import { inOrderToFix } from '../../problems/order.ts';
import { knownProxy } from '../known-proxy.ts';
import type { Prover } from '../proof/open-prover.ts';
import { twinOf, wwwOf } from '../www-twin.ts';
import { withWildcard } from './by-wildcard.ts';
import { checkCaa } from './check-caa.ts';
import {
  type CheckContext,
  judgeResolution,
  resolveBy,
  resolversToCompare,
  viewsOf,
} from './check-context.ts';
import { dnsWithin } from './deadline.ts';
import { withDoubledName } from './doubled-name.ts';
import { explained } from './explained.ts';
import { addressesIn, type HostResolution, resolveHost, zoneOfAbsence } from './host-resolution.ts';
import { judgeDns } from './judgement.ts';
import type { Dns } from './lookup.ts';
import { networkProblems } from './network-proxied.ts';
import { type NetworkResolution, resolveNetwork } from './network-resolution.ts';
import { observedDns, openObservations, titleOf } from './observed.ts';
import { provenAt, unlessOnItsWay } from './on-its-way.ts';
import { isWrong, type ServerView } from './propagation.ts';
import { type AskForProof, isOfOurs, proofWithin } from './proxied.ts';
import { withRegistration } from './registration.ts';
import { withKnownProxies } from './unproven-proxy.ts';
import { withWhere } from './where.ts';
import { twinProblems } from './www-twin.ts';

export interface DnsCheckOptions {
  readonly dns: Dns;
  /** Treat private, loopback and other non-public addresses like any other. */
  readonly allowPrivateAddresses: boolean;
  /** The authority that CAA records must allow: `letsencrypt.org`. */
  readonly certificateAuthority: string;
  /** Undefined if there is no secret with which a site behind a proxy could prove that it is ours. */
  readonly prove?: Prover | undefined;
  readonly signal: AbortSignal;
}

/** No check takes longer, whatever the servers do: after this time, whatever was seen is judged. */
export const DNS_CHECK_MS = 8000;

/**
 * Checks whether a mapped domain points at the network: at its addresses, through its domain, or through a
 * proxy. For a domain that is right, this takes its A, AAAA and CAA records, and the addresses of its www
 * twin and of the network's domain, if any; only for a domain that is not right, more servers are asked.
 * Rejects only with the reason of an aborted `signal`.
 */
export async function checkDns(
  domain: DomainName,
  network: Network,
  options: DnsCheckOptions,
): Promise<DnsFinding> {
  if (!isKnown(network)) {
    const problems = [problem('network-unknown', { name: domain })];
    return { verdict: 'unknown', visitors: 'unknown', usesNoTry: {}, addresses: [], problems };
  }
  const { allowPrivateAddresses, certificateAuthority, prove, signal } = options;
  const timeUp = new AbortController();
  const timer = setTimeout(() => timeUp.abort(), DNS_CHECK_MS);
  const time = timeUp.signal;
  const observations = openObservations();
  const inTime = dnsWithin(options.dns, time);
  const dns = observedDns(inTime, observations);
  const name = probeName(domain);
  const goal = network.domain?.toLowerCase();
  const context = { domain, name, goal, dns, allowPrivateAddresses, signal, time };
  try {
    const [resolution, resolvedNetwork] = await Promise.all([
      resolveBy(context, dns.resolve),
      resolveNetwork(network, dns.resolve, signal),
    ]);
    const proofOf = (name: DomainName) => prove && proofWithin(prove, name, observations, context);
    const proof = proofOf(domain);
    const seen = await findingOf(context, resolution, resolvedNetwork, proof);
    // Most of the questions after this have been asked before, and are not told again.
    const again = { ...context, dns: inTime };
    const finding =
      seen.verdict === 'right' ? seen : await withRegistration(again, resolution, seen);
    const more =
      finding.verdict === 'right'
        ? await besides(
            context,
            resolution,
            resolvedNetwork,
            certificateAuthority,
            finding,
            proofOf,
          )
        : [];
    const ofNetwork = finding.verdict === 'unknown' ? [] : networkProblems(resolvedNetwork);
    const found = inOrderToFix([...ofNetwork, ...finding.problems, ...more]);
    const problems = await withWhere(again, found, finding.verdict !== 'right');
    return { ...finding, problems, observations: observations.taken() };
  } finally {
    clearTimeout(timer);
  }
}

function isKnown({ domain, addresses, alsoRight = [] }: Network): boolean {
  return domain !== undefined || addresses.length + alsoRight.length > 0;
}

/** The finding about where the domain points. */
async function findingOf(
  context: CheckContext,
  resolution: HostResolution,
  network: NetworkResolution,
  proof: AskForProof | undefined,
): Promise<DnsFinding> {
  const { dns } = context;
  const finding = judgeResolution(context, resolution, network);
  const resolved: ServerView = { title: titleOf(dns), resolution, finding };
  switch (finding.verdict) {
    case 'right': {
      const resolvers = await viewsOf(context, resolversToCompare(dns), network);
      // The zone's own answer counts: the domain may have left, while the first resolver caches the old
      // answer.
      return resolvers.some(isWrong) ? unlessOnItsWay(context, resolved, network, proof) : finding;
    }
    case 'unknown':
      return network.failure ? finding : explained(context, resolution, network, finding);
    case 'wrong': {
      const told = await unlessOnItsWay(context, resolved, network, proof);
      const named = await withDoubledName(context, resolution, told);
      return withKnownProxies(await withWildcard(context, named));
    }
  }
}

const TWIN_UNKNOWN: ReadonlySet<ProblemCode> = new Set(['dns-proxied', 'dns-resolver-filters']);

/** Other things that a domain needs, or that visitors expect, once it points here. */
async function besides(
  context: CheckContext,
  resolution: HostResolution,
  network: NetworkResolution,
  authority: string,
  { problems }: DnsFinding,
  proofOf: (name: DomainName) => AskForProof | undefined,
): Promise<Problem[]> {
  const { domain, dns, signal } = context;
  // A proxy has many addresses and gives each name any of them; a filter has one for all names.
  const isProxied = problems.some(({ code }) => TWIN_UNKNOWN.has(code));
  // A name at the top of a zone was delegated to its owner: the name above it belongs to somebody else.
  const isZoneTop = zoneOfAbsence(resolution) === domain && wwwOf(domain) === undefined;
  const twin = isProxied || isZoneTop ? undefined : twinOf(domain);
  const ask = { lookup: dns.resolve, resolve: dns.resolve };
  const [ofCaa, ofTwin] = await Promise.all([
    checkCaa(context, resolution, network, authority),
    twin === undefined ? undefined : resolveHost(twin, context.goal, ask, signal),
  ]);
  if (twin === undefined || !ofTwin) return ofCaa;
  const named = { name: twin, resolution: ofTwin };
  const differs = twinProblems(domain, resolution, named, network, context.allowPrivateAddresses);
  // The addresses of a well-known proxy do not show what is behind it.
  const areProxys = knownProxy([...addressesIn(ofTwin.a), ...addressesIn(ofTwin.aaaa)]);
  if (differs.length === 0 || areProxys !== undefined) return ofCaa;
  // Perhaps only the twin is behind a proxy.
  const seen = judgeDns(twin, { ...ofTwin, network }, context.allowPrivateAddresses);
  const view = { resolution: ofTwin, finding: seen };
  const isOurs = isOfOurs(await provenAt(view, network, proofOf(twin)));
  return isOurs ? ofCaa : [...ofCaa, ...differs];
}
