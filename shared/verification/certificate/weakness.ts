import type { X509Certificate } from 'node:crypto';
import type { Chain } from './shown-chain.ts';

/**
 * Since 2014 no public authority may certify shorter keys (CA/Browser Forum, Baseline Requirements, 6.1.5).
 */
const LEAST_BITS = 2048;
/** Browsers have refused SHA-1 since 2017, and MD5 since long before. */
const WEAK_HASH = /sha-?1|md[245]/i;

/**
 * Why browsers do not trust a chain that OpenSSL accepts at our security level, by the name of OpenSSL's
 * own error for it; undefined if they do. A root is trusted whatever its own signature is.
 */
export function weaknessIn(chain: Chain): string | undefined {
  for (const [depth, certificate] of chain.entries()) {
    if (certificate.subject === certificate.issuer && depth > 0) return undefined;
    if (hasShortKey(certificate)) return depth === 0 ? 'EE_KEY_TOO_SMALL' : 'CA_KEY_TOO_SMALL';
    if (WEAK_HASH.test(certificate.signatureAlgorithm ?? '')) return 'CA_MD_TOO_WEAK';
  }
  return undefined;
}

/** Concerns RSA and DSA keys. A key that cannot be read was not used in a handshake. */
function hasShortKey({ publicKey }: X509Certificate): boolean {
  // Reading the details of a key costs more than knowing its type.
  if (publicKey.asymmetricKeyType === 'ec') return false;
  const bits = publicKey.asymmetricKeyDetails?.modulusLength;
  return bits !== undefined && bits < LEAST_BITS;
}
