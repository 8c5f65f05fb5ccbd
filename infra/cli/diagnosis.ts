import type { DomainName } from '../../shared/domain-name.ts';
import type { Problem } from '../../shared/problems/catalogue.ts';
import type {
  CertificateFinding,
  DnsFinding,
  Network,
  Observation,
} from '../../shared/problems/findings.ts';
import { inOrderToFix } from '../../shared/problems/order.ts';
import { asTheyStand } from '../../shared/problems/standing.ts';

/** What was seen of a domain in one look. */
export interface Diagnosis {
  readonly domain: DomainName;
  /** What it must point at; its addresses are looked up where only its domain is given. */
  readonly network: Network;
  readonly dns: DnsFinding;
  /** Undefined if it was not looked at, for the domain must point at the network first. */
  readonly certificate: CertificateFinding | undefined;
}

/** Everything that is wrong, the problem to fix first in front. */
export function problemsFound({ dns, certificate }: Diagnosis): Problem[] {
  return asTheyStand(inOrderToFix([...dns.problems, ...(certificate?.problems ?? [])]));
}

/** Everything that was asked, and what came, in the order in which it was looked at. */
export function observationsMade({ dns, certificate }: Diagnosis): Observation[] {
  return [...(dns.observations ?? []), ...(certificate?.observations ?? [])];
}
