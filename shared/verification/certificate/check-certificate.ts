import { type DomainName, probeName } from '../../domain-name.ts';
import type { CertificateFinding } from '../findings.ts';
import { handshake } from './handshake.ts';
import { type CertificateSight, judgeCertificate } from './judgement.ts';

export interface CertificateCheckOptions {
  readonly port: number;
  /** Connect to private, loopback and other non-public addresses as well. */
  readonly allowPrivateAddresses: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** For each handshake. Default: 5000. */
  readonly timeoutMs?: number;
}

const MAX_AT_A_TIME = 16;

/**
 * Looks whether every one of `addresses` shows a certificate with which browsers take it for the
 * domain, by the trust store of Node. Rejects only with the reason of an aborted `signal`.
 */
export async function checkCertificate(
  domain: DomainName,
  addresses: readonly string[],
  options: CertificateCheckOptions,
): Promise<CertificateFinding> {
  const { port, timeoutMs = 5000 } = options;
  const serverName = probeName(domain);
  const look = async (address: string): Promise<CertificateSight> => ({
    address,
    handshake: await handshake({ address, port, serverName }, { ...options, timeoutMs }),
  });

  const sights: CertificateSight[] = [];
  for (let start = 0; start < addresses.length; start += MAX_AT_A_TIME) {
    sights.push(...(await Promise.all(addresses.slice(start, start + MAX_AT_A_TIME).map(look))));
  }
  return judgeCertificate(domain, sights, options.now());
}
