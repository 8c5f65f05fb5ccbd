import type { CertificateFinding, DnsFinding } from '../../shared/problems/findings.ts';
import type { Pass } from '../../shared/verification/open-checks.ts';
import {
  certificateMissing,
  certificateRight,
  dnsRight,
  dnsSilent,
  dnsWrong,
} from '../support/records.ts';
import type { Place } from './schedule.ts';

const SEEN: Readonly<Record<Place, DnsFinding>> = {
  here: dnsRight,
  elsewhere: dnsWrong,
  silent: dnsSilent,
  unseen: { ...dnsSilent, usesNoTry: {} },
};

/** The findings of looks: a domain has a certificate as long as it has an alias. */
export function looksAt(
  places: ReadonlyMap<string, { readonly at: Place }>,
  aliases: ReadonlySet<string>,
): Pass {
  return {
    resolveNetwork: async () => ({ addresses: ['203.0.113.7'] }),
    checkDns: async (domain) => SEEN[places.get(domain)?.at ?? 'silent'],
    async checkCertificate(domain): Promise<CertificateFinding> {
      return aliases.has(domain) ? certificateRight : certificateMissing;
    },
  };
}
