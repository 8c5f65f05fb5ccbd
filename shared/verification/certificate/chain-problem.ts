import { type Problem, problem } from '../../problems/catalogue.ts';
import { legible } from '../../problems/legible.ts';
import { type Phrase, phrase, type Reason } from '../../problems/phrase.ts';
import type { ShownCertificate } from './shown-certificate.ts';

/** Codes of dates by the platform's clock; those are judged by ours. */
const DATE_FAULTS: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

export function isDateFault(code: string | undefined): boolean {
  return code !== undefined && DATE_FAULTS.has(code);
}

/**
 * A certificate shown alone, of an issuer that is none of the trusted roots. Whether that issuer is
 * an intermediate that was left out or a root that nobody knows cannot be seen from it; but a server
 * is to show it in either case.
 */
const ALONE = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';

/** Why the chain of `certificate` does not end in a root that browsers trust; undefined if it does. */
export function chainProblem(
  certificate: ShownCertificate,
  told: { readonly name: string; readonly at?: readonly string[] },
): Problem | undefined {
  const { chainError, selfSigned, issuer } = certificate;
  if (chainError === undefined) return undefined;
  // Even with a fault of its dates.
  if (selfSigned) return problem('certificate-self-signed', told);
  if (isDateFault(chainError)) return undefined;
  if (chainError === ALONE) return problem('certificate-incomplete-chain', { ...told, issuer });
  const reason = reasonFor(chainError, certificate);
  return problem('certificate-untrusted', { ...told, issuer, reason });
}

/** Other faults than these have not been seen: their code says what they are. */
const REASONS: Readonly<Record<string, Phrase>> = {
  INVALID_PURPOSE: phrase('certificate-untrusted.reason.purpose'),
  INVALID_CA: phrase('certificate-untrusted.reason.no-authority'),
  PATH_LENGTH_EXCEEDED: phrase('certificate-untrusted.reason.path-length'),
  CERT_SIGNATURE_FAILURE: phrase('certificate-untrusted.reason.signature'),
  CERT_CHAIN_TOO_LONG: phrase('certificate-untrusted.reason.chain-length'),
  EE_KEY_TOO_SMALL: phrase('certificate-untrusted.reason.short-key'),
  CA_KEY_TOO_SMALL: phrase('certificate-untrusted.reason.short-key-above'),
  CA_MD_TOO_WEAK: phrase('certificate-untrusted.reason.weak-hash'),
  CERT_REVOKED: phrase('certificate-untrusted.reason.revoked'),
};

function reasonFor(chainError: string, { issuer, issuers }: ShownCertificate): Reason {
  const top = issuers.at(-1)?.subject ?? issuer;
  switch (chainError) {
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return phrase('certificate-untrusted.reason.unknown-root', { top });
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return phrase('certificate-untrusted.reason.unknown-issuer', { top });
    default:
      return REASONS[chainError] ?? legible(chainError);
  }
}
