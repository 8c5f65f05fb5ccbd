import type { DomainName } from '../../shared/domain-name.ts';
import type { Network } from '../../shared/problems/findings.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { resolveNetwork } from '../../shared/verification/dns/network-resolution.ts';
import { openChecks } from '../../shared/verification/open-checks.ts';
import { CommandFailedError } from './command.ts';
import type { Diagnosis } from './diagnosis.ts';

/** Both checks have limits of their own, so only a fault can reach this one. */
const GIVE_UP_AFTER_MS = 14_500;

const NO_PROOF =
  'MULTISITE_API_SECRET cannot be read, so a site behind a proxy cannot prove that it is ours.';

/**
 * Looks at the DNS and then the certificate of a domain, as the service does.
 *
 * @param note is given a sentence about anything that could not be checked
 * @throws {CommandFailedError} if it takes more than 14.5 s
 */
export async function diagnose(
  domain: DomainName,
  network: Network,
  settings: Settings,
  note: (sentence: string) => void = () => {},
): Promise<Diagnosis> {
  const signal = AbortSignal.timeout(GIVE_UP_AFTER_MS);
  const pass = openChecks(settings, {
    warn(told: object, what?: string) {
      if ('lacks' in told) note(`${what}.`);
      // Faults of the network are among the problems.
      else if (!('proxy' in told)) note(NO_PROOF);
    },
  }).openPass(network.domain);
  try {
    const [found, seen] = await Promise.all([
      pass.checkDns(domain, network, signal),
      resolveNetwork(network, pass.dns.resolve, signal),
    ]);
    const certificate =
      found.verdict === 'right'
        ? await pass.checkCertificate(domain, found.addresses, signal)
        : undefined;
    return { domain, network: seen, dns: found, certificate };
  } catch (error) {
    if (error !== signal.reason) throw error;
    throw new CommandFailedError(
      `The look did not end within ${GIVE_UP_AFTER_MS / 1000} s; try again.`,
    );
  }
}
