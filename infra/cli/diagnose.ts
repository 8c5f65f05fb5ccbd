import type { DomainName } from '../../shared/domain-name.ts';
import type { Settings } from '../../shared/settings.ts';
import { checkCertificate } from '../../shared/verification/certificate/check-certificate.ts';
import { checkDns } from '../../shared/verification/dns/check-dns.ts';
import { dnsResolver } from '../../shared/verification/dns/resolver.ts';
import type {
  CertificateFinding,
  DnsFinding,
  Network,
} from '../../shared/verification/findings.ts';
import type { Problem } from '../../shared/verification/problems/catalogue.ts';
import { inOrderToFix } from '../../shared/verification/problems/order.ts';
import { CommandFailedError } from './command.ts';

/** What was seen of a domain in one look. */
export interface Diagnosis {
  readonly domain: DomainName;
  readonly network: Network;
  readonly dns: DnsFinding;
  /** Undefined if it was not looked at, for the domain must point at the network first. */
  readonly certificate: CertificateFinding | undefined;
}

/** Each look-up and connection has a limit of its own, so this is never reached but by a fault. */
const GIVE_UP_AFTER_MS = 120_000;

/**
 * Looks at the DNS and then the certificate of a domain, as the service does.
 *
 * @throws {CommandFailedError} if it takes too long
 */
export async function diagnose(
  domain: DomainName,
  network: Network,
  settings: Settings,
): Promise<Diagnosis> {
  const { dnsServers, tlsPort: port, allowPrivateAddresses } = settings;
  const signal = AbortSignal.timeout(GIVE_UP_AFTER_MS);
  const resolver = dnsResolver(dnsServers ? { servers: dnsServers } : {});
  try {
    const dns = await checkDns(domain, network, { resolver, allowPrivateAddresses, signal });
    const certificate =
      dns.verdict === 'right'
        ? await checkCertificate(domain, dns.addresses, {
            port,
            allowPrivateAddresses,
            now: Date.now,
            signal,
          })
        : undefined;
    return { domain, network, dns, certificate };
  } catch (error) {
    if (error !== signal.reason) throw error;
    throw new CommandFailedError(`No end of it within ${GIVE_UP_AFTER_MS / 1000} s; try again.`);
  }
}

/** Everything that is wrong, the problem to fix first in front. */
export function problemsFound({ dns, certificate }: Diagnosis): Problem[] {
  return inOrderToFix([...dns.problems, ...(certificate?.problems ?? [])]);
}
