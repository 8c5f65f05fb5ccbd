import type { Logger } from 'pino';
import { getPublicSuffix } from 'tldts';
import type { DomainName } from '../domain-name.ts';
import type { Problem } from '../problems/catalogue.ts';
import type { CertificateFinding, DnsFinding, Network } from '../problems/findings.ts';
import { problemText } from '../problems/recorded-problem.ts';
import type { Settings } from '../settings/settings.ts';
import { checkCertificate } from './certificate/check-certificate.ts';
import { checkDns } from './dns/check-dns.ts';
import type { Dns } from './dns/lookup.ts';
import { networkProblems } from './dns/network-proxied.ts';
import { type NetworkResolution, resolveNetwork } from './dns/network-resolution.ts';
import { dnsPasses } from './dns/open-dns.ts';
import { EVERYWHERE, openEgress } from './egress.ts';
import { openProver } from './proof/open-prover.ts';

/**
 * One pass over some domains: DNS answers are cached within it. Each check rejects only with the reason of
 * its aborted signal.
 */
export interface Pass {
  /** Resolves the network's own addresses. */
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
  /**
   * A pass uses no cache of earlier ones, except for names that are no customer's; the limits on questions
   * under way hold for all passes.
   *
   * @param networkDomain the name of the network, if it has one: nearly every domain's check looks it up
   */
  openPass(networkDomain?: string): Pass & { readonly dns: Dns };
}

/**
 * The checks that the settings describe, with the real outside world.
 *
 * @param log is warned if no site can prove to be ours, and of ways out that do not work
 * @param now milliseconds since the epoch; DNS answers are cached by this clock
 */
export function openChecks(
  settings: Settings,
  log: Pick<Logger, 'warn'>,
  now: () => number = Date.now,
): Checks {
  const { allowPrivateAddresses, certificateAuthority, dnsServers, dnsPort, tlsPort } = settings;
  // If loopback addresses count, everything is on this machine.
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
  const warnOfNetwork = (problems: readonly Problem[]) => {
    const problem = problems.find(({ code }) => code === 'network-proxied');
    if (problem && !isTold) log.warn(problem.values, problemText(problem).message);
    isTold ||= problem !== undefined;
  };
  return {
    openPass(networkDomain) {
      const network = networkDomain?.toLowerCase();
      // The CAA records of a public suffix are looked up for all domains below it.
      const dns = openDns((name) => name === network || isPublicSuffix(name));
      return {
        dns,
        async resolveNetwork(network, limit) {
          const resolved = await resolveNetwork(network, dns.resolve, limit);
          warnOfNetwork(networkProblems(resolved));
          return resolved;
        },
        async checkDns(domain, network, signal) {
          const options = { dns, allowPrivateAddresses, certificateAuthority, prove, signal };
          const finding = await checkDns(domain, network, options);
          warnOfNetwork(finding.problems);
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

const isPublicSuffix = (name: string) => getPublicSuffix(name, { extractHostname: false }) === name;
