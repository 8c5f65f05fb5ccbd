import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';
import { isDateFault } from './chain-problem.ts';
import { type Chain, MAX_CHAIN } from './shown-chain.ts';

/**
 * A fault of a chain that a fault of its dates, `told`, may hide: that the chain ends in no trusted root.
 * OpenSSL reports the last fault that it finds, and checks dates last. Codes are those of
 * https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
export function hiddenFault([certificate, ...shown]: Chain, told: string): string | undefined {
  if (!isDateFault(told)) return undefined;
  const roots = trustedRoots();
  const isIssuedBy = issuanceCheck();
  const passed = new Set<X509Certificate>();
  let top = certificate;
  while (!isTrusted(top, roots, isIssuedBy)) {
    if (isIssuedBy(top, top)) {
      return top === certificate ? 'DEPTH_ZERO_SELF_SIGNED_CERT' : 'SELF_SIGNED_CERT_IN_CHAIN';
    }
    passed.add(top);
    const above = shown.find((one) => !passed.has(one) && isIssuedBy(top, one));
    if (!above) {
      return top === certificate
        ? 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
        : 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY';
    }
    top = above;
  }
  return undefined;
}

type IssuanceCheck = (certificate: X509Certificate, issuer: X509Certificate) => boolean;

/** An honest chain has at most two signatures for each certificate; a hostile key makes each take long. */
const MAX_SIGNATURES = 2 * (MAX_CHAIN + 1);

/** Checks whether one certificate issued the other. Beyond a number of signatures, none counts as right. */
function issuanceCheck(): IssuanceCheck {
  let checked = 0;
  return (certificate, issuer) =>
    certificate.checkIssued(issuer) &&
    ++checked <= MAX_SIGNATURES &&
    certificate.verify(issuer.publicKey);
}

function isTrusted(
  certificate: X509Certificate,
  roots: readonly X509Certificate[],
  isIssuedBy: IssuanceCheck,
): boolean {
  const { raw } = certificate;
  return roots.some((root) => root.raw.equals(raw) || isIssuedBy(certificate, root));
}

const parsed = new WeakMap<readonly string[], readonly X509Certificate[]>();

/** Some hundred certificates, which take 10 ms to read: the same array while they stay the same. */
export function trustedRoots(): readonly X509Certificate[] {
  const pems = getCACertificates('default');
  const roots = parsed.get(pems) ?? pems.map((pem) => new X509Certificate(pem));
  parsed.set(pems, roots);
  return roots;
}
