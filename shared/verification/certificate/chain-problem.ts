import { type Problem, problem } from '../../problems/catalogue.ts';
import { legible } from '../../problems/legible.ts';
import { type Phrase, phrase, type Reason } from '../../problems/phrase.ts';
import type { ShownCertificate } from './shown-certificate.ts';

/** Codes that concern dates, by the platform's clock. Dates are judged by our own clock instead. */
const DATE_FAULTS: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** Whether the code concerns only the dates of a certificate. */
export function isDateFault(code: string | undefined): boolean {
  return code !== undefined && DATE_FAULTS.has(code);
}

/**
 * A certificate shown alone, whose issuer is not a trusted root. This does not show whether the issuer is a
 * missing intermediate or an unknown root; but a server must show an intermediate in either case.
 */
const ALONE = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';

/** Why the chain of `certificate` does not end in a root that browsers trust; undefined if it does. */
export function chainProblem(
  certificate: ShownCertificate,
  told: { readonly name: string; readonly at?: readonly string[] },
): Problem | undefined {
  const { chainError, selfSigned, issuer } = certificate;
  if (chainError === undefined) return undefined;
  // Even if its dates are wrong as well.
  if (selfSigned) return problem('certificate-self-signed', told);
  if (isDateFault(chainError)) return undefined;
  if (chainError === ALONE) return problem('certificate-incomplete-chain', { ...told, issuer });
  const reason = reasonFor(chainError, certificate);
  return problem('certificate-untrusted', { ...told, issuer, reason });
}

/** No other faults than these have been seen; the code of any other describes it. */
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
