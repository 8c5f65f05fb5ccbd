import { type DomainName, probeName } from '../../domain-name.ts';
import { type Problem, problem } from '../../problems/catalogue.ts';
import type { DnsFinding, Network } from '../../problems/findings.ts';
import { inOrderToFix } from '../../problems/order.ts';
import type { Prover } from '../proof/open-prover.ts';
import { twinOf } from '../www-twin.ts';
import type { Dns } from './answer.ts';
import { caaProblems, climbToCaa } from './caa.ts';
import { dnsWithin } from './deadline.ts';
import { explained } from './explained.ts';
import { type HostSight, lookAtHost } from './host-sight.ts';
import { judgeLook, type Look, lookBy, resolversToCompare, viewsOf } from './look.ts';
import { lookAtNetwork, type NetworkSight } from './network-sight.ts';
import { observedDns, openNotes, titleOf } from './observed.ts';
import { unlessOnItsWay } from './on-its-way.ts';
import { judgeViews, type View } from './propagation.ts';
import { type AskForProof, proofWithin } from './proxied.ts';
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
  if (network.domain === undefined && network.addresses.length === 0) {
    const problems = [problem('network-unknown', { name: domain })];
    return { verdict: 'unknown', addresses: [], problems };
  }
  const { allowPrivateAddresses, certificateAuthority, prove, signal } = options;
  const timeUp = new AbortController();
  const timer = setTimeout(() => timeUp.abort(), DNS_CHECK_MS);
  const time = timeUp.signal;
  const notes = openNotes();
  const dns = observedDns(dnsWithin(options.dns, time), notes);
  const name = probeName(domain);
  const goal = network.domain?.toLowerCase();
  const look = { domain, name, goal, dns, allowPrivateAddresses, signal, time };
  try {
    const [sight, seenNetwork] = await Promise.all([
      lookBy(look, dns.resolve),
      lookAtNetwork(network, dns.resolve, signal),
    ]);
    const proof = prove && proofWithin(prove, domain, notes, look);
    const finding = await findingOf(look, sight, seenNetwork, proof);
    const more =
      finding.verdict === 'right'
        ? await besides(look, sight, seenNetwork, certificateAuthority, finding)
        : [];
    const problems = inOrderToFix([...finding.problems, ...more]);
    return { ...finding, problems, observations: notes.taken() };
  } finally {
    clearTimeout(timer);
  }
}

/** Where the domain points. */
async function findingOf(
  look: Look,
  sight: HostSight,
  network: NetworkSight,
  proof: AskForProof | undefined,
): Promise<DnsFinding> {
  const { dns } = look;
  const finding = judgeLook(look, sight, network);
  const resolved: View = { title: titleOf(dns), sight, finding };
  switch (finding.verdict) {
    case 'right': {
      const resolvers = await viewsOf(look, resolversToCompare(dns), network);
      return judgeViews(look.domain, { resolved, resolvers, servers: [] });
    }
    case 'unknown':
      return network.failure ? finding : explained(look, sight, network, finding);
    case 'wrong':
      return unlessOnItsWay(look, resolved, network, proof);
  }
}

/** What else a domain needs, or visitors expect, once it points here. */
async function besides(
  look: Look,
  sight: HostSight,
  network: NetworkSight,
  authority: string,
  { problems }: DnsFinding,
): Promise<Problem[]> {
  const { domain, dns, signal, time } = look;
  // A proxy has many addresses, and gives each name any of them.
  const isProxied = problems.some(({ code }) => code === 'dns-proxied');
  const twin = isProxied ? undefined : twinOf(domain);
  const ask = { lookup: dns.resolve, resolve: dns.resolve };
  const [caa, ofTwin] = await Promise.all([
    climbToCaa(domain, dns.resolve, signal),
    twin === undefined ? undefined : lookAtHost(twin, look.goal, ask, signal),
  ]);
  // Who was not given time to answer has not failed to.
  const cutOff = caa.kind === 'failure' && time.aborted;
  return [
    ...(cutOff ? [] : caaProblems(domain, caa, authority)),
    ...(twin !== undefined && ofTwin
      ? twinProblems(
          domain,
          sight,
          { name: twin, sight: ofTwin },
          network,
          look.allowPrivateAddresses,
        )
      : []),
  ];
}
