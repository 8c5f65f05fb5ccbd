import type { Logger } from 'pino';
import type { DomainName } from '../domain-name.ts';
import type { CertificateFinding, DnsFinding, Network } from '../problems/findings.ts';
import type { Settings } from '../settings/settings.ts';
import { checkCertificate } from './certificate/check-certificate.ts';
import type { Dns } from './dns/answer.ts';
import { checkDns } from './dns/check-dns.ts';
import { openDnsByPass } from './dns/open-dns.ts';
import { openProver } from './proof/open-prover.ts';

/**
 * Both checks of a domain. Look-ups with the same signal are one pass, in which what was answered is
 * remembered. Each rejects only with the reason of its aborted signal.
 */
export interface Checks {
  checkDns(domain: DomainName, network: Network, signal: AbortSignal): Promise<DnsFinding>;
  checkCertificate(
    domain: DomainName,
    addresses: readonly string[],
    signal: AbortSignal,
  ): Promise<CertificateFinding>;
  /** Whom they ask. */
  dnsOf(signal: AbortSignal): Dns;
}

/**
 * The checks as the settings describe them, with the real world.
 *
 * @param log is told why no site can prove to be ours, where that is so
 * @param now milliseconds since the epoch, by which DNS answers are remembered
 */
export function openChecks(
  settings: Settings,
  log: Pick<Logger, 'warn'>,
  now: () => number = Date.now,
): Checks {
  const { allowPrivateAddresses, certificateAuthority, dnsServers, dnsPort, tlsPort } = settings;
  const dnsOf = openDnsByPass({
    ...(dnsServers ? { servers: dnsServers } : {}),
    port: dnsPort,
    allowPrivateAddresses,
    now,
  });
  const prove = openProver(settings, log);
  return {
    dnsOf,
    checkDns: (domain, network, signal) =>
      checkDns(domain, network, {
        dns: dnsOf(signal),
        allowPrivateAddresses,
        certificateAuthority,
        prove,
        signal,
      }),
    checkCertificate: (domain, addresses, signal) =>
      checkCertificate(domain, addresses, {
        port: tlsPort,
        allowPrivateAddresses,
        lookup: dnsOf(signal).resolve,
        now: Date.now,
        signal,
      }),
  };
}
