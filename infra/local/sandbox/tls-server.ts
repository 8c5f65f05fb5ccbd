/** A TLS server that decides at each handshake which certificate to show for the name. */

import { constants } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext, createServer, DEFAULT_CIPHERS } from 'node:tls';
import { type IssuedCertificate, selfSignedCertificate } from './certificate-authority.ts';

export interface TlsServerOptions {
  /** Called at each handshake. If it returns nothing, a self-signed certificate is shown. */
  readonly certificateFor: (
    serverName: string,
  ) => IssuedCertificate | undefined | Promise<IssuedCertificate | undefined>;
  /** Default: 127.0.0.1. */
  readonly address?: string;
  /** Default: a free one. */
  readonly port?: number;
}

export interface TlsServer {
  readonly address: string;
  readonly port: number;
  /** The names that clients asked for, in order; clients that named none leave no entry. */
  readonly handshakes: readonly string[];
  /** Cuts off the clients that are still there. */
  close(): Promise<void>;
}

/** The certificate that is shown if there is none for the name. */
export const DEFAULT_CERTIFICATE_NAME = 'default.invalid';

const PAGE = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nok\n';

/** Starts a server that shows its certificates and answers any request with `ok`. */
export async function tlsServer(options: TlsServerOptions): Promise<TlsServer> {
  const fallback = await selfSignedCertificate({ names: [DEFAULT_CERTIFICATE_NAME] });
  const handshakes: string[] = [];
  const connections = new Set<Socket>();

  const contextFor = async (serverName: string) => {
    const certificate = await options.certificateFor(serverName);
    return createSecureContext(contextOptions(certificate ?? fallback));
  };
  const server = createServer({
    ...contextOptions(fallback),
    SNICallback(serverName, done) {
      handshakes.push(serverName);
      contextFor(serverName).then((context) => done(null, context), done);
    },
  });
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  server.on('secureConnection', (socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.end(PAGE));
  });
  // A client that rejects the certificate is not a fault of the server.
  server.on('tlsClientError', () => {});

  const address = options.address ?? '127.0.0.1';
  server.listen(options.port ?? 0, address);
  await once(server, 'listening');
  return {
    address,
    port: portOf(server.address()),
    handshakes,
    async close() {
      for (const socket of connections) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** No session tickets: a resumed session would show no certificate at all. */
function contextOptions({ certificatePem, privateKeyPem }: IssuedCertificate) {
  return {
    cert: certificatePem,
    key: privateKeyPem,
    secureOptions: constants.SSL_OP_NO_TICKET,
    // Tests need weak keys as well.
    ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0`,
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
