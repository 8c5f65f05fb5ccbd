import { withTimeoutOr } from '../../async/time-limit.ts';
import type { DomainName } from '../../domain-name.ts';
import { problem } from '../../problems/catalogue.ts';
import type { DnsFinding, Visitors } from '../../problems/findings.ts';
import type { Proof } from '../proof/answers.ts';
import type { Prover } from '../proof/open-prover.ts';
import { addressesIn, type HostResolution } from './host-resolution.ts';
import type { NetworkResolution } from './network-resolution.ts';
import type { ObservationLog } from './observed.ts';

/** Asks at these addresses whether the site is ours. */
export type AskForProof = (addresses: readonly string[]) => Promise<Proof>;

/** The prover for one look: no answer in time is none. */
export function proofWithin(
  prove: Prover,
  domain: DomainName,
  observations: ObservationLog,
  { signal, time }: { readonly signal: AbortSignal; readonly time: AbortSignal },
): AskForProof {
  return async (addresses) => {
    const answered = observations.ask(addresses.join(', '), `the proof that ${domain} is ours`);
    const unknown: Proof = 'unknown';
    const ask = (limit: AbortSignal) => prove(domain, addresses, limit);
    const proof = await withTimeoutOr(time, ask, unknown, signal);
    answered(ANSWERS[proof]);
    return proof;
  };
}

const ANSWERS = {
  proven: 'given',
  mixed: 'given at some, not at others',
  'other-secret': 'given with another secret, or for another name',
  absent: 'no such page',
  refuted: 'not given',
  unknown: 'no answer from which to tell',
} as const satisfies Record<Proof, string>;

/**
 * The addresses at which a proxy may stand before our site: all that the domain has. One of the
 * network's own among them shows that there is none, for a proxy hides what is behind it; and one
 * that is never connected to cannot be asked.
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

export function proxiedFinding(domain: DomainName, addresses: readonly string[]): DnsFinding {
  const problems = [problem('dns-proxied', { name: domain, addresses })];
  return { verdict: 'right', visitors: 'here', addresses, problems };
}

/** What the proof adds to a finding by which every address is elsewhere. */
export function findingWithProof(
  domain: DomainName,
  addresses: readonly string[],
  finding: DnsFinding,
  proof: Proof | 'not-asked',
): DnsFinding {
  if (finding.problems.every(({ code }) => code !== 'dns-wrong-address')) return finding;
  switch (proof) {
    // A server that does not answer may be a proxy of ours that cannot reach us.
    case 'unknown':
      return { ...finding, verdict: 'unknown' };
    case 'other-secret': {
      const differs = problem('proof-secret-differs', { name: domain, addresses });
      return { ...finding, verdict: 'unknown', problems: [differs, ...finding.problems] };
    }
    default:
      return finding;
  }
}

/** Where visitors end up who are led to addresses that are not the network's. */
export const VISITORS_BY_PROOF = {
  proven: 'here',
  mixed: 'here',
  'other-secret': 'unknown',
  unknown: 'unknown',
  absent: 'elsewhere-unless-proxied',
  refuted: 'elsewhere',
} as const satisfies Record<Proof, Visitors>;
