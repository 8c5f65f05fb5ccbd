import { type DomainName, probeName } from '../../domain-name.ts';
import { type Problem, problem } from '../../problems/catalogue.ts';
import type { ProblemCode } from '../../problems/codes.ts';
import type { DnsFinding, Network } from '../../problems/findings.ts';
import { inOrderToFix } from '../../problems/order.ts';
import { knownProxy } from '../known-proxy.ts';
import type { Prover } from '../proof/open-prover.ts';
import { twinOf, wwwOf } from '../www-twin.ts';
import { caaProblems } from './caa.ts';
import { climbToCaa } from './caa-lookup.ts';
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
import { type NetworkResolution, resolveNetwork } from './network-resolution.ts';
import { observedDns, openObservations, titleOf } from './observed.ts';
import { provenAt, unlessOnItsWay } from './on-its-way.ts';
import { isWrong, type ServerView } from './propagation.ts';
import { type AskForProof, proofWithin } from './proxied.ts';
import { toldAddresses } from './records-in-the-way.ts';
import { withKnownProxies } from './unproven-proxy.ts';
import { withWhere } from './where.ts';
import { twinProblems } from './www-twin.ts';

export interface DnsCheckOptions {
  readonly dns: Dns;
  /** Take private, loopback and other non-public addresses for addresses like any other. */
  readonly allowPrivateAddresses: boolean;
  /** Whom CAA records must allow: `letsencrypt.org`. */
  readonly certificateAuthority: string;
  /** Undefined if nobody can prove that a site behind a proxy is ours. */
  readonly prove?: Prover | undefined;
  readonly signal: AbortSignal;
}

/** No check takes longer, whatever the servers do: then it is judged by what was seen. */
export const DNS_CHECK_MS = 8000;

/**
 * Looks whether a mapped domain points at the network: at its addresses, through its domain, or through
 * a proxy. A right one takes its A, AAAA and CAA records, and the addresses of its www twin and of the
 * network's domain where there are such; only what is not right is asked of more servers. Rejects
 * only with the reason of an aborted `signal`.
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
    const finding = await findingOf(context, resolution, resolvedNetwork, proof);
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
    const ofNetwork = finding.verdict === 'wrong' ? networkProblems(resolvedNetwork) : [];
    const found = inOrderToFix([...ofNetwork, ...finding.problems, ...more]);
    const problems = await withWhere(
      { ...context, dns: inTime },
      found,
      finding.verdict !== 'right',
    );
    return { ...finding, problems, observations: observations.taken() };
  } finally {
    clearTimeout(timer);
  }
}

/** What keeps people from being told what to point at. */
function networkProblems({ domain = '', addresses, behindProxy }: NetworkResolution): Problem[] {
  if (behindProxy === undefined) return [];
  const told = toldAddresses(addresses);
  return [problem('network-proxied', { name: domain, proxy: behindProxy, ...told })];
}

function isKnown({ domain, addresses, alsoRight = [] }: Network): boolean {
  return domain !== undefined || addresses.length + alsoRight.length > 0;
}

/** Where the domain points. */
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
      // The zone's own word counts: it may have left, and the first one remembers.
      return resolvers.some(isWrong) ? unlessOnItsWay(context, resolved, network, proof) : finding;
    }
    case 'unknown':
      return network.failure ? finding : explained(context, resolution, network, finding);
    case 'wrong': {
      const told = await unlessOnItsWay(context, resolved, network, proof);
      const named = await withDoubledName(context, resolution, told);
      return withKnownProxies(context.domain, named);
    }
  }
}

const TWIN_UNKNOWN: ReadonlySet<ProblemCode> = new Set(['dns-proxied', 'dns-resolver-filters']);

/** What else a domain needs, or visitors expect, once it points here. */
async function besides(
  context: CheckContext,
  resolution: HostResolution,
  network: NetworkResolution,
  authority: string,
  { problems }: DnsFinding,
  proofOf: (name: DomainName) => AskForProof | undefined,
): Promise<Problem[]> {
  const { domain, dns, signal, time } = context;
  // A proxy has many addresses, and gives each name any of them; a filter has one for all.
  const isProxied = problems.some(({ code }) => TWIN_UNKNOWN.has(code));
  // A name that begins a zone has been given away: the one above it is somebody else's affair.
  const isZoneTop = zoneOfAbsence(resolution) === domain && wwwOf(domain) === undefined;
  const twin = isProxied || isZoneTop ? undefined : twinOf(domain);
  const ask = { lookup: dns.resolve, resolve: dns.resolve };
  const [caa, ofTwin] = await Promise.all([
    climbToCaa(domain, dns, signal),
    twin === undefined ? undefined : resolveHost(twin, context.goal, ask, signal),
  ]);
  // A look-up that we cut off is no failure of the server.
  const cutOff = caa.kind === 'failure' && time.aborted;
  const ofCaa = cutOff ? [] : caaProblems(domain, caa, authority, network.domain);
  if (twin === undefined || !ofTwin) return ofCaa;
  const named = { name: twin, resolution: ofTwin };
  const differs = twinProblems(domain, resolution, named, network, context.allowPrivateAddresses);
  // What is behind a well-known proxy cannot be told by its addresses.
  const areProxys = knownProxy([...addressesIn(ofTwin.a), ...addressesIn(ofTwin.aaaa)]);
  if (differs.length === 0 || areProxys !== undefined) return ofCaa;
  // Only the twin may be behind a proxy.
  const seen = judgeDns(twin, { ...ofTwin, network }, context.allowPrivateAddresses);
  const view = { resolution: ofTwin, finding: seen };
  const isOurs = (await provenAt(view, network, proofOf(twin))) === 'proven';
  return isOurs ? ofCaa : [...ofCaa, ...differs];
}
