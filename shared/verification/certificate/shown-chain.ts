import { X509Certificate } from 'node:crypto';
import { type DetailedPeerCertificate, type PeerCertificate, TLSSocket } from 'node:tls';

/**
 * The certificate that a server showed, followed by its issuers, each after the certificate that it issued, as far as
 * the server showed them or they are trusted.
 */
export type Chain = readonly [X509Certificate, ...(readonly X509Certificate[])];

/** The platform refuses longer chains. */
export const MAX_CHAIN = 10;

/**
 * The chain that a server showed; undefined if it showed none.
 *
 * `getPeerX509Certificate` would say the same, but in Node 24 it never frees the certificates above the first: some
 * 4 KB for each handshake.
 *
 * @throws {Error} if one of them is malformed
 */
export function shownChain(socket: TLSSocket): Chain | undefined {
  const chain: X509Certificate[] = [];
  const read = new Set<object>();
  let next: PeerCertificate | DetailedPeerCertificate | undefined =
    TLSSocket.prototype.getPeerCertificate.call(socket, true);
  // A self-signed certificate is its own issuer. Without a certificate, the object is empty.
  while (next?.raw && !read.has(next) && chain.length < MAX_CHAIN) {
    read.add(next);
    chain.push(new X509Certificate(next.raw));
    next = 'issuerCertificate' in next ? next.issuerCertificate : undefined;
  }
  const [own, ...issuers] = chain;
  return own && [own, ...issuers];
}
