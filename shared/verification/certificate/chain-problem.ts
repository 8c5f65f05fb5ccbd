import { type Problem, problem } from '../../problems/catalogue.ts';
import { legible } from '../../problems/legible.ts';
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
const REASONS: Readonly<Record<string, string>> = {
  INVALID_PURPOSE: 'it is not meant for web servers',
  INVALID_CA: 'a certificate in its chain is not one of an authority',
  PATH_LENGTH_EXCEEDED: 'an authority in its chain may not appoint others',
  CERT_SIGNATURE_FAILURE: 'a signature in its chain is wrong',
  CERT_CHAIN_TOO_LONG: 'its chain is too long',
  CERT_REVOKED: 'it was revoked',
};

function reasonFor(chainError: string, { issuer, issuers }: ShownCertificate): string {
  const top = issuers.at(-1)?.subject ?? issuer;
  switch (chainError) {
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return `its chain ends in ${top}, which they do not know`;
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `its chain ends with ${top}, whose issuer they do not know`;
    default:
      return REASONS[chainError] ?? legible(chainError);
  }
}
