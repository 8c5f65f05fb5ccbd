import type { X509Certificate } from 'node:crypto';
import { legible } from '../../problems/legible.ts';
import { dnsNames } from './alternative-names.ts';
import type { Chain } from './shown-chain.ts';

/** A certificate as a server showed it in a handshake. Times are milliseconds since the epoch. */
export interface ShownCertificate extends Validity {
  /** The issuer's common name and organization: `R3 (Let's Encrypt)`. */
  readonly issuer: string;
  /** All its DNS names, in lower case, not yet made legible for a message. */
  readonly names: readonly string[];
  /** Whether the certificate is valid for the name that was asked for. */
  readonly coversServerName: boolean;
  /** Whether the certificate is self-signed. */
  readonly selfSigned: boolean;
  /** Whether it says where its issuer's certificate is to be had, as those of public authorities do. */
  readonly locatesIssuer: boolean;
  /** The certificates above it, as far as the server showed them or they are trusted. */
  readonly issuers: readonly (Validity & { readonly subject: string })[];
  /**
   * The fault of its chain to fix first, by the platform's clock and trust store
   * (https://nodejs.org/api/tls.html#x509-certificate-error-codes); undefined if there is none.
   */
  readonly chainError?: string;
}

interface Validity {
  readonly validFrom: number;
  readonly validTo: number;
}

const MAX_NAME_LENGTH = 200;

/**
 * Reads a certificate.
 *
 * @throws {Error} if it is malformed
 */
export function readCertificate(
  [certificate, ...issuers]: Chain,
  serverName: string,
  chainError: string | undefined,
): ShownCertificate {
  return {
    ...validityOf(certificate),
    issuer: authorityName(certificate.issuer),
    names: dnsNames(certificate.subjectAltName ?? ''),
    // As in browsers: the subject has long been ignored, and so are names like `w*.example.com`.
    coversServerName:
      certificate.checkHost(serverName, { subject: 'never', partialWildcards: false }) !==
      undefined,
    selfSigned: certificate.issuer === certificate.subject,
    // Without the extension, the platform gives undefined, whatever its declared type.
    locatesIssuer: certificate.infoAccess?.includes('CA Issuers - URI:') ?? false,
    issuers: issuers.map((one) => ({ ...validityOf(one), subject: authorityName(one.subject) })),
    ...(chainError === undefined ? {} : { chainError }),
  };
}

function validityOf({ validFromDate, validToDate }: X509Certificate): Validity {
  const validFrom = validFromDate.getTime();
  const validTo = validToDate.getTime();
  if (Number.isNaN(validFrom + validTo)) throw new Error('its dates make no sense');
  return { validFrom, validTo };
}

/**
 * The name by which people know an authority: `R3 (Let's Encrypt)`.
 *
 * @param distinguishedName one attribute a line, as the platform writes it; for an empty name it is
 *   undefined, whatever the declared type
 */
export function authorityName(distinguishedName: string | undefined): string {
  const lines = (distinguishedName ?? '').split('\n');
  const valueFor = (attribute: string) =>
    lines.find((line) => line.startsWith(`${attribute}=`))?.slice(attribute.length + 1);
  const [common, organization] = [valueFor('CN'), valueFor('O')];
  const known = common && organization ? `${common} (${organization})` : common || organization;
  return legible(known || lines.join(', '), MAX_NAME_LENGTH) || 'a nameless authority';
}
