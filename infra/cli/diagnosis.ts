import type { DomainName } from '../../shared/domain-name.ts';
import type { Problem } from '../../shared/problems/catalogue.ts';
import type {
  CertificateFinding,
  DnsFinding,
  Observation,
} from '../../shared/problems/findings.ts';
import { inOrderToFix } from '../../shared/problems/order.ts';
import { asTheyStand } from '../../shared/problems/standing.ts';
import { networkProblems } from '../../shared/verification/dns/network-proxied.ts';
import type { NetworkResolution } from '../../shared/verification/dns/network-resolution.ts';

/** The results of one look at a domain. */
export interface Diagnosis {
  readonly domain: DomainName;
  /** The network that it must point at; the addresses are looked up if only its domain is given. */
  readonly network: NetworkResolution;
  readonly dns: DnsFinding;
  /** Undefined if it was not looked at, since the domain must point at the network first. */
  readonly certificate: CertificateFinding | undefined;
}

/**
 * Everything that is wrong, in the order in which to fix it. Faults of the network itself are included even if this
 * domain is right: the next domain would not be.
 */
export function problemsFound({ network, dns, certificate }: Diagnosis): Problem[] {
  const isTold = dns.problems.some(({ code }) => code === 'network-proxied');
  const ofNetwork = isTold ? [] : networkProblems(network);
  const found = [...ofNetwork, ...dns.problems, ...(certificate?.problems ?? [])];
  return asTheyStand(inOrderToFix(found));
}

/** Every question and its answer, in the order in which they were asked. */
export function observationsMade({ dns, certificate }: Diagnosis): Observation[] {
  return [...(dns.observations ?? []), ...(certificate?.observations ?? [])];
}
