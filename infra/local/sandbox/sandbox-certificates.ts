import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CertificateAuthority,
  createCertificateAuthority,
  type IssuedCertificate,
  loadCertificateAuthority,
} from './certificate-authority.ts';
import { isNotFound, writeWhole } from './sandbox-state.ts';

/** The authority that an earlier run has saved in the directory, or a new one, which is saved there. */
export async function openAuthority(directory: string): Promise<CertificateAuthority> {
  const certificateFile = join(directory, 'sandbox-ca.crt');
  const keyFile = join(directory, 'sandbox-ca.key');
  try {
    return await loadCertificateAuthority({
      certificatePem: readFileSync(certificateFile, 'utf8'),
      privateKeyPem: readFileSync(keyFile, 'utf8'),
    });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const authority = await createCertificateAuthority({ name: 'Closte Domain Sync Sandbox' });
    writeWhole(keyFile, authority.privateKeyPem);
    writeWhole(certificateFile, authority.certificatePem);
    return authority;
  }
}

/**
 * Returns for a server name the certificate of the domain that covers it. A certificate is made when it is
 * first needed.
 *
 * @param hasCertificate whether a domain, which may be a wildcard, has its certificate by now
 */
export function certificates(
  authority: CertificateAuthority,
  hasCertificate: (domain: string) => boolean,
): (serverName: string) => Promise<IssuedCertificate> | undefined {
  const issued = new Map<string, Promise<IssuedCertificate>>();
  return (serverName) => {
    const name = serverName.toLowerCase();
    const wildcard = name.replace(/^[^.]+/, '*');
    const domain = [name, wildcard].find(hasCertificate);
    if (domain === undefined) return undefined;
    const certificate = issued.get(domain) ?? authority.issue({ names: [domain] });
    issued.set(domain, certificate);
    return certificate;
  };
}
