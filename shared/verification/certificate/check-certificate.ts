import { withTimeoutOr } from '../../async/time-limit.ts';
import { type DomainName, probeName } from '../../domain-name.ts';
import type { Problem } from '../../problems/catalogue.ts';
import type { CertificateFinding, Observation } from '../../problems/findings.ts';
import { inOrderToFix } from '../../problems/order.ts';
import { familyOf } from '../address.ts';
import { addressesOf } from '../dns/host-resolution.ts';
import type { Lookup } from '../dns/lookup.ts';
import { type Egress, EVERYWHERE, reachable } from '../egress.ts';
import { wwwOf } from '../www-twin.ts';
import { handshake } from './handshake.ts';
import { NO_ROUTE } from './handshake-failure.ts';
import { type HandshakeAttempt, judgeCertificate } from './judgement.ts';
import { observationsOf } from './observations.ts';
import { attemptsWithout, leadsHere, wwwProblem } from './www-twin.ts';

export interface CertificateCheckOptions {
  readonly port: number;
  /** Connect to private, loopback and other non-public addresses as well. */
  readonly allowPrivateAddresses: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** For each handshake, in milliseconds; all run at the same time. Default: 4500. */
  readonly timeoutMs?: number;
  /** Default: everything can be reached from here. */
  readonly egress?: Egress;
  /** Looks up the www twin of an apex; without it, the twin is not checked. */
  readonly lookup?: Lookup;
}

/** No check takes longer, whatever the servers do. */
export const CERTIFICATE_CHECK_MS = 6000;

/** Visitors try fewer addresses. */
const MAX_ADDRESSES = 16;

/**
 * Checks that every one of `addresses`, at most 16, shows a certificate that browsers accept for the
 * domain, by the trust store of Node. Rejects only with the reason of an aborted `signal`.
 */
export async function checkCertificate(
  domain: DomainName,
  addresses: readonly string[],
  options: CertificateCheckOptions,
): Promise<CertificateFinding> {
  const endsAt = performance.now() + CERTIFICATE_CHECK_MS;
  const serverName = probeName(domain);
  const attempts = await look(serverName, fairly(addresses, MAX_ADDRESSES), options);
  const finding = judgeCertificate(domain, attempts, options.now());
  const seen = observationsOf(attempts, options.port, serverName);
  if (finding.verdict !== 'right') return { ...finding, observations: seen };

  const www = await lookAtTwin(domain, attempts, addresses, endsAt, options);
  return {
    ...finding,
    problems: inOrderToFix([...finding.problems, ...www.problems]),
    observations: [...seen, ...www.observations],
  };
}

async function look(
  serverName: string,
  addresses: readonly string[],
  options: CertificateCheckOptions,
): Promise<HandshakeAttempt[]> {
  const { port, timeoutMs = 4500, allowPrivateAddresses, egress = EVERYWHERE, signal } = options;
  const within = await reachable(addresses, egress, signal);
  return Promise.all(
    addresses.map(async (address) => ({
      address,
      handshake: within.has(address)
        ? await handshake(
            { address, port, serverName },
            { allowPrivateAddresses, signal, timeoutMs },
          )
        : NO_ROUTE,
    })),
  );
}

/** At most `most` addresses, shared as evenly as possible between the families. */
function fairly(addresses: readonly string[], most: number): readonly string[] {
  const { ipv6 = [], ipv4 = [] } = Object.groupBy(addresses, (one) => familyOf(one) ?? 'ipv4');
  const countIpv6 = Math.min(ipv6.length, Math.max(most / 2, most - ipv4.length));
  return [...ipv4.slice(0, most - countIpv6), ...ipv6.slice(0, countIpv6)];
}

interface TwinFinding {
  readonly problems: readonly Problem[];
  readonly observations: readonly Observation[];
}

const NOTHING: TwinFinding = { problems: [], observations: [] };

/** Uses only the time that is left, since its result is only a warning. */
async function lookAtTwin(
  domain: DomainName,
  attempts: readonly HandshakeAttempt[],
  addresses: readonly string[],
  endsAt: number,
  options: CertificateCheckOptions,
): Promise<TwinFinding> {
  const twin = wwwOf(domain);
  const { lookup } = options;
  if (twin === undefined || !lookup) return NOTHING;
  const lacking = attemptsWithout(twin, domain, attempts);
  if (lacking.length === 0) return NOTHING;

  return withTimeoutOr(
    endsAt - performance.now(),
    async (signal) => {
      const found = await addressesOf(twin, lookup, signal);
      if (!leadsHere(found, addresses)) return NOTHING;
      const at = lacking.map(({ address }) => address);
      const asked = await look(twin, at, { ...options, signal });
      const missing = wwwProblem(twin, domain, lacking, asked, options.now());
      return {
        problems: missing ? [missing] : [],
        observations: observationsOf(asked, options.port, twin),
      };
    },
    NOTHING,
    options.signal,
  );
}
