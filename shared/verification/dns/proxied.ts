import { withTimeoutOr } from '../../async/time-limit.ts';
import type { DomainName } from '../../domain-name.ts';
import { type Problem, problem } from '../../problems/catalogue.ts';
import type { DnsFinding, Visitors } from '../../problems/findings.ts';
import type { Proof } from '../proof/answers.ts';
import type { Prover } from '../proof/open-prover.ts';
import { twinOf } from '../www-twin.ts';
import { addressesIn, type HostResolution } from './host-resolution.ts';
import type { NetworkResolution } from './network-resolution.ts';
import type { ObservationLog } from './observed.ts';
import { toldAddresses } from './records-in-the-way.ts';
import { recordsWantedBy, withHidingProxy } from './unproven-proxy.ts';

/** Asks at these addresses for the proof that the site is ours. */
export type AskForProof = (addresses: readonly string[]) => Promise<Proof>;

/** The prover for one look; if the time is up, there is no proof. */
export function proofWithin(
  prove: Prover,
  domain: DomainName,
  observations: ObservationLog,
  { signal, time }: { readonly signal: AbortSignal; readonly time: AbortSignal },
): AskForProof {
  return async (addresses) => {
    const answered = observations.ask(addresses.join(', '), `the proof that ${domain} is ours`);
    const silent: Proof = 'silent';
    const ask = (limit: AbortSignal) => prove(domain, addresses, limit);
    const proof = await withTimeoutOr(time, ask, silent, signal);
    answered(() => ANSWERS[proof]);
    return proof;
  };
}

const ANSWERS = {
  proven: 'given',
  redirected: 'given, by the www twin that it leads to',
  mixed: 'given at some, not at others',
  'other-secret': 'given with another secret, or for another name',
  absent: 'no such page',
  refuted: 'not given',
  hidden: 'an answer of a proxy, which hides what is behind it',
  unknown: 'an answer from which nothing can be told',
  silent: 'no answer',
} as const satisfies Record<Proof, string>;

/**
 * The addresses at which a proxy may be in front of our site: all that the domain has. Empty if one of them
 * is the network's own, which a proxy would hide, or if one is never connected to, so that it cannot be
 * asked.
 */
export function addressesOfProxy(
  resolution: HostResolution,
  { verdict, addresses, problems }: DnsFinding,
  network: NetworkResolution,
): readonly string[] {
  const seen = [...addressesIn(resolution.a), ...addressesIn(resolution.aaaa)];
  const isElsewhere = problems.every(({ code }) => code === 'dns-wrong-address');
  const areAllSafe = addresses.length === seen.length;
  const isPartlyHere = seen.some((address) => network.addresses.includes(address));
  return verdict === 'wrong' && isElsewhere && areAllSafe && !isPartlyHere ? addresses : [];
}

/** Proofs that show a site to be ours. */
export type ProofOfOurs = Extract<Proof, 'proven' | 'redirected'>;

export function isOfOurs(proof: Proof | 'not-asked'): proof is ProofOfOurs {
  return proof === 'proven' || proof === 'redirected';
}

/** The finding for a site that is behind a proxy and proved to be ours. */
export function proxiedFinding(
  domain: DomainName,
  addresses: readonly string[],
  proof: ProofOfOurs,
): DnsFinding {
  const target = proof === 'redirected' ? twinOf(domain) : undefined;
  const values = { name: domain, addresses, ...(target === undefined ? {} : { target }) };
  const problems = [problem('dns-proxied', values)];
  return { verdict: 'right', visitors: 'here', addresses, problems };
}

/** The finding in which every address is elsewhere, completed with what the proof shows. */
export function findingWithProof(
  domain: DomainName,
  addresses: readonly string[],
  finding: DnsFinding,
  proof: Proof | 'not-asked',
): DnsFinding {
  if (finding.problems.every(({ code }) => code !== 'dns-wrong-address')) return finding;
  const unknown = { ...finding, verdict: 'unknown' } as const;
  switch (proof) {
    // A server that does not answer may be a proxy of ours that cannot reach us.
    case 'silent':
      return unknown;
    case 'unknown':
      return { ...unknown, problems: finding.problems.map(mayBeProxy) };
    case 'hidden':
      return withHidingProxy(unknown);
    case 'other-secret': {
      // Only a person who knows both secrets can tell whether it is this network.
      const problems = finding.problems.map((one) =>
        one.code === 'dns-wrong-address'
          ? problem('proof-secret-differs', {
              name: domain,
              ...toldAddresses(addresses),
              wanted: recordsWantedBy(one.fix),
            })
          : one,
      );
      return { ...unknown, problems };
    }
    default:
      return finding;
  }
}

function mayBeProxy(found: Problem): Problem {
  if (found.code !== 'dns-wrong-address') return found;
  return { ...found, values: { ...found.values, mayBeProxy: true } };
}

/** Where visitors end up if no address is the network's. */
export const VISITORS_BY_PROOF = {
  proven: 'here',
  redirected: 'here',
  mixed: 'here',
  'other-secret': 'unknown',
  hidden: 'unknown',
  unknown: 'unknown',
  silent: 'unknown',
  absent: 'elsewhere-unless-proxied',
  refuted: 'elsewhere',
} as const satisfies Record<Proof, Visitors>;
