import type { Logger } from 'pino';
import type { DomainName } from '../domain-name.ts';
import type { CertificateFinding, DnsFinding, Network } from '../problems/findings.ts';
import { problemText } from '../problems/recorded-problem.ts';
import type { Settings } from '../settings/settings.ts';
import { checkCertificate } from './certificate/check-certificate.ts';
import { checkDns } from './dns/check-dns.ts';
import type { Dns } from './dns/lookup.ts';
import { type NetworkResolution, resolveNetwork } from './dns/network-resolution.ts';
import { dnsPasses } from './dns/open-dns.ts';
import { EVERYWHERE, openEgress } from './egress.ts';
import { openProver } from './proof/open-prover.ts';

/**
 * One pass over some domains: what DNS answered is remembered within it. Each check rejects only with
 * the reason of its aborted signal.
 */
export interface Pass {
  /** Where the network itself is. */
  resolveNetwork(network: Network, signal: AbortSignal): Promise<NetworkResolution>;
  checkDns(domain: DomainName, network: Network, signal: AbortSignal): Promise<DnsFinding>;
  checkCertificate(
    domain: DomainName,
    addresses: readonly string[],
    signal: AbortSignal,
  ): Promise<CertificateFinding>;
}

/** Both checks of a domain, and the servers that they ask in a pass. */
export interface Checks {
  /** A pass remembers nothing of those before it; the limits of what is under way hold for all. */
  openPass(): Pass & { readonly dns: Dns };
}

/**
 * The checks as the settings describe them, with the real world.
 *
 * @param log is told why no site can prove to be ours and what does not work from here, where that is so
 * @param now milliseconds since the epoch, by which DNS answers are remembered
 */
export function openChecks(
  settings: Settings,
  log: Pick<Logger, 'warn'>,
  now: () => number = Date.now,
): Checks {
  const { allowPrivateAddresses, certificateAuthority, dnsServers, dnsPort, tlsPort } = settings;
  // Where loopback addresses count, all is on this machine.
  const egress = allowPrivateAddresses ? EVERYWHERE : openEgress({ log, now });
  const openDns = dnsPasses({
    ...(dnsServers ? { servers: dnsServers } : {}),
    port: dnsPort,
    allowPrivateAddresses,
    egress,
    now,
  });
  const prove = openProver(settings, log, undefined, egress);
  let isTold = false;
  const warnOfNetwork = ({ problems }: DnsFinding) => {
    const problem = problems.find(({ code }) => code === 'network-proxied');
    if (problem && !isTold) log.warn(problem.values, problemText(problem).message);
    isTold ||= problem !== undefined;
  };
  return {
    openPass() {
      const dns = openDns();
      return {
        dns,
        resolveNetwork: (network, limit) => resolveNetwork(network, dns.resolve, limit),
        async checkDns(domain, network, signal) {
          const options = { dns, allowPrivateAddresses, certificateAuthority, prove, signal };
          const finding = await checkDns(domain, network, options);
          warnOfNetwork(finding);
          return finding;
        },
        checkCertificate: (domain, addresses, signal) =>
          checkCertificate(domain, addresses, {
            port: tlsPort,
            allowPrivateAddresses,
            egress,
            lookup: dns.resolve,
            now: Date.now,
            signal,
          }),
      };
    },
  };
}
