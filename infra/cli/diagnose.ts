import type { DomainName } from '../../shared/domain-name.ts';
import type { Settings } from '../../shared/settings.ts';
import { isDocumentationAddress, isPublicAddress } from '../../shared/verification/address.ts';
import { checkCertificate } from '../../shared/verification/certificate/check-certificate.ts';
import { checkDns } from '../../shared/verification/dns/check-dns.ts';
import { lookAtNetwork } from '../../shared/verification/dns/network-sight.ts';
import { openDns } from '../../shared/verification/dns/open-dns.ts';
import { recordsWanted } from '../../shared/verification/dns/wanted-records.ts';
import type { Network } from '../../shared/verification/findings.ts';
import { openProver } from '../../shared/verification/proof/open-prover.ts';
import { CommandFailedError } from './command.ts';
import type { Diagnosis } from './diagnosis.ts';

/** Both checks have limits of their own, so this is never reached but by a fault. */
const GIVE_UP_AFTER_MS = 14_500;

const NO_PROOF =
  'MULTISITE_API_SECRET cannot be read, so a site behind a proxy cannot prove to be ours.';

/**
 * Looks at the DNS and then the certificate of a domain, as the service does.
 *
 * @param note takes a sentence on what could not be looked at
 * @throws {CommandFailedError} if it takes too long
 */
export async function diagnose(
  domain: DomainName,
  network: Network,
  settings: Settings,
  note: (sentence: string) => void = () => {},
): Promise<Diagnosis> {
  const { dnsServers, dnsPort, tlsPort: port } = settings;
  const { allowPrivateAddresses, certificateAuthority } = settings;
  const signal = AbortSignal.timeout(GIVE_UP_AFTER_MS);
  const dns = openDns({
    ...(dnsServers ? { servers: dnsServers } : {}),
    port: dnsPort,
    allowPrivateAddresses,
  });
  const prove = openProver(settings, { warn: () => note(NO_PROOF) });
  // Nobody is told to point where nobody gets to.
  const isReachable = (address: string) =>
    allowPrivateAddresses || isPublicAddress(address) || isDocumentationAddress(address);
  try {
    const options = { dns, allowPrivateAddresses, certificateAuthority, prove, signal };
    const [found, seen] = await Promise.all([
      checkDns(domain, network, options),
      lookAtNetwork(network, dns.resolve, signal),
    ]);
    const certificate =
      found.verdict === 'right'
        ? await checkCertificate(domain, found.addresses, {
            port,
            allowPrivateAddresses,
            lookup: dns.resolve,
            now: Date.now,
            signal,
          })
        : undefined;
    const { wanted } = recordsWanted(domain, seen.domain, seen.addresses.filter(isReachable));
    return { domain, network: seen, wanted, dns: found, certificate };
  } catch (error) {
    if (error !== signal.reason) throw error;
    throw new CommandFailedError(`No end of it within ${GIVE_UP_AFTER_MS / 1000} s; try again.`);
  }
}
