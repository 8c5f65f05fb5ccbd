import type { X509Certificate } from 'node:crypto';

/** Longer chains are refused by the platform anyway. */
const MAX_CHAIN = 10;
/** Since 2014 no public authority may issue for less (CA/Browser Forum, Baseline Requirements, 6.1.5). */
const LEAST_BITS = 2048;
/** Browsers have refused SHA-1 since 2017, and MD5 since long before. */
const WEAK_HASH = /sha-?1|md[245]/i;

/**
 * Why browsers do not trust a chain that OpenSSL takes, at the level of security at which we ask: by the
 * names of OpenSSL's own errors for that. A root is trusted whatever its own signature is.
 */
export function weaknessIn(certificate: X509Certificate): string | undefined {
  let next: X509Certificate | undefined = certificate;
  for (let depth = 0; next && depth < MAX_CHAIN; depth++) {
    if (next.subject === next.issuer && depth > 0) return undefined;
    if (hasShortKey(next)) return depth === 0 ? 'EE_KEY_TOO_SMALL' : 'CA_KEY_TOO_SMALL';
    if (WEAK_HASH.test(next.signatureAlgorithm ?? '')) return 'CA_MD_TOO_WEAK';
    next = next.issuerCertificate;
  }
  return undefined;
}

/** Of an RSA or DSA key. A key that cannot be read is none that a handshake was made with. */
function hasShortKey({ publicKey }: X509Certificate): boolean {
  const bits = publicKey.asymmetricKeyDetails?.modulusLength;
  return bits !== undefined && bits < LEAST_BITS;
}
