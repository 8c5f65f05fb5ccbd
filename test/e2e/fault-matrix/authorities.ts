import tls from 'node:tls';
import {
  type CertificateAuthority,
  createCertificateAuthority,
} from '../../../infra/local/sandbox/certificate-authority.ts';

const DAY_MS = 86_400_000;

/** The authorities that issue the certificates of the matrix. */
export interface Authorities {
  readonly trusted: CertificateAuthority;
  /** An intermediate whose certificate `trusted` has issued. */
  readonly intermediate: CertificateAuthority;
  /** An intermediate of `trusted` whose own certificate has expired. */
  readonly expiredIntermediate: CertificateAuthority;
  readonly unknown: CertificateAuthority;
  /** Restores the authorities that this process trusted before. */
  distrust(): void;
}

/** Creates them; this process trusts `trusted` from now on. */
export async function createAuthorities(): Promise<Authorities> {
  const trusted = await createCertificateAuthority({
    name: 'Trusted Root',
    validFrom: daysFromNow(-3650),
  });
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, trusted.certificatePem]);
  return {
    trusted,
    intermediate: await trusted.intermediate({ name: 'Intermediate' }),
    expiredIntermediate: await trusted.intermediate({
      name: 'Expired Intermediate',
      validFrom: daysFromNow(-400),
      validTo: daysFromNow(-30),
    }),
    unknown: await createCertificateAuthority({ name: 'Unknown Root' }),
    distrust: () => tls.setDefaultCACertificates(before),
  };
}

export function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * DAY_MS);
}
