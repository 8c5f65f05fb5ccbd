import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createSecureContext, createServer as createTlsServer } from 'node:tls';
import type { IssuedCertificate } from '../../../infra/local/sandbox/certificate-authority.ts';
import { tlsServer } from '../../../infra/local/sandbox/tls-server.ts';
import { expectedProof } from '../../../shared/verification/proof/proof.ts';
import { freePort } from '../../support/free-port.ts';
import { PROOF_SECRET } from './proxy-rows.ts';
import { PLACES } from './row.ts';

export interface Web {
  readonly tlsPort: number;
  readonly httpPort: number;
  close(): Promise<void>;
}

export const HAS_IPV6 = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .some(({ address }) => address === PLACES.networkV6);

/**
 * The web servers at {@link PLACES}, good and bad.
 *
 * @param certificateFor what a server shows for a name
 */
export async function startWeb(
  certificateFor: (address: string, serverName: string) => Promise<IssuedCertificate>,
): Promise<Web> {
  const [tlsPort, httpPort] = [await freePort(), await freePort()];
  const undo: (() => Promise<unknown>)[] = [];
  const listen = async (server: Server, address: string, port: number) => {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      // Clients are expected to reject what they get here.
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    });
    server.listen(port, address);
    await once(server, 'listening');
    undo.push(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    });
  };

  const { network, secondNetwork, networkV6, proxy, redirectingProxy } = PLACES;
  const good = [network, secondNetwork, proxy, redirectingProxy];
  for (const address of [...good, ...(HAS_IPV6 ? [networkV6] : [])]) {
    const forName = (serverName: string) => certificateFor(address, serverName);
    const server = await tlsServer({ address, port: tlsPort, certificateFor: forName });
    undo.push(() => server.close());
  }
  const listener = (answer: (socket: Socket) => void) => createTcpServer(answer);
  const refusal = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n';
  await listen(
    listener((socket) => socket.resetAndDestroy()),
    PLACES.resetting,
    tlsPort,
  );
  await listen(
    listener((socket) => socket.destroy()),
    PLACES.hangingUp,
    tlsPort,
  );
  await listen(
    listener(() => {}),
    PLACES.silent,
    tlsPort,
  );
  await listen(
    listener((socket) => socket.end(refusal)),
    PLACES.plainHttp,
    tlsPort,
  );
  await listen(
    listener((socket) => socket.once('data', () => socket.write(ODD_HELLO))),
    PLACES.oddTls,
    tlsPort,
  );
  await listen(createTlsServer(), PLACES.certificateless, tlsPort);
  await listen(createTlsServer(), PLACES.proxyWithoutTls, tlsPort);

  const { certificatePem, privateKeyPem } = await certificateFor(PLACES.oldTls, 'old-tls.test');
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const;
  await listen(
    createTlsServer({ cert: certificatePem, key: privateKeyPem, ...old }),
    PLACES.oldTls,
    tlsPort,
  );

  for (const [place, answer] of Object.entries(PROXIES)) {
    if (place === networkV6 && !HAS_IPV6) continue;
    await listen(createHttpServer(answer), place, httpPort);
  }
  const overHttps = createHttpsServer(
    {
      SNICallback(serverName, done) {
        certificateFor(PLACES.proxyToHttps, serverName)
          .then(({ certificatePem: cert, privateKeyPem: key }) =>
            createSecureContext({ cert, key }),
          )
          .then((context) => done(null, context), done);
      },
    },
    proving(PROOF_SECRET),
  );
  await listen(overHttps, PLACES.proxyToHttps, tlsPort);

  return {
    tlsPort,
    httpPort,
    close: async () => {
      await Promise.all(undo.map((step) => step()));
    },
  };
}

/** A ServerHello of TLS 1.2 (RFC 5246, 7.4.1.3) with the cipher TLS_RSA_WITH_NULL_MD5. */
const ODD_HELLO = Buffer.concat([
  Buffer.from('160303002a020000260303', 'hex'),
  Buffer.alloc(32, 1),
  Buffer.from('00000100', 'hex'),
]);

/** The answers of each proxy over plain HTTP. */
const PROXIES: Readonly<Record<string, RequestListener>> = {
  [PLACES.proxy]: proving(PROOF_SECRET),
  [PLACES.networkV6]: proving(PROOF_SECRET),
  [PLACES.proxyWithoutTls]: proving(PROOF_SECRET),
  [PLACES.proxyToHttps]: ({ headers, url }, response) =>
    response.writeHead(301, { location: `https://${headers.host}${url}` }).end(),
  [PLACES.strangersProxy]: (_, response) => response.writeHead(404).end('not found'),
  [PLACES.forger]: proving('a secret of its own'),
  [PLACES.redirecting]: redirectingToNetwork,
  [PLACES.talkative]: proving(PROOF_SECRET, '\n'.repeat(70_000)),
  [PLACES.brokenProxy]: (_, response) => response.writeHead(502).end('bad gateway'),
  [PLACES.challengingProxy]: (_, response) =>
    response.writeHead(403, { 'cf-mitigated': 'challenge' }).end('Just a moment...'),
  [PLACES.wantingLogin]: (_, response) => response.writeHead(401).end('Who are you?'),
  [PLACES.redirectingProxy]: sendingApexToTwin,
  [PLACES.sendingAway]: ({ url }, response) =>
    response.writeHead(302, { location: `https://login.test${url}` }).end(),
};

/** Answers as the multisite with that secret does, followed by `addition`. */
function proving(secret: string, addition = ''): RequestListener {
  return ({ headers: { host = '' }, url = '' }, response) => {
    response.end(proofFor(secret, host, url) + addition);
  };
}

/** Like a redirect rule of a proxy that serves the network's site under the www twin. */
function sendingApexToTwin(request: IncomingMessage, response: ServerResponse): void {
  const { host = '' } = request.headers;
  if (host.startsWith('www.')) proving(PROOF_SECRET)(request, response);
  else response.writeHead(301, { location: `http://www.${host}${request.url}` }).end();
}

/** Redirects to the network's name, for which it would give the right proof if it were asked. */
function redirectingToNetwork(
  { headers: { host = '' }, url = '' }: IncomingMessage,
  response: ServerResponse,
): void {
  const { pathname, searchParams } = new URL(url, `http://${host}`);
  const asked = searchParams.get('for');
  if (asked === null) {
    response.writeHead(302, { location: `http://network.test${pathname}?for=${host}` }).end();
  } else {
    response.end(proofFor(PROOF_SECRET, asked, pathname));
  }
}

function proofFor(secret: string, host: string, path: string): string {
  return expectedProof(secret, host, path.slice(path.lastIndexOf('/') + 1));
}
