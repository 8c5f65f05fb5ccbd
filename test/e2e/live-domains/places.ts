import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Outside } from '../../support/outside.ts';
import { proofFor } from '../../support/proof-site.ts';

/** The secret that the multisite and the functions share, as MULTISITE_API_SECRET has it. */
export const SECRET = 'key:secret';
const ours = proofFor('secret');

/** A second address of the network, and an address that nobody here can reach. */
export const SECOND = '127.2.0.2';
export const NETWORK_V6 = '2001:db8::1';

const page =
  (status: number, body = '', headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    response.writeHead(status, headers).end(body);

/**
 * The servers at the addresses. Each is a proxy in front of our site until something happens to it, except
 * the stranger.
 */
export const PLACES = {
  proxy: ['127.2.1.1', ours],
  stranger: ['127.2.1.9', page(200, '<html>Another shop</html>')],
  strangerWithoutIt: ['127.2.1.10', page(404)],
  unauthorized: ['127.2.1.11', page(401)],
  forbidden: ['127.2.1.12', page(403)],
  missing: ['127.2.1.13', page(404)],
  knownProxy: ['127.2.1.23', page(404, 'Not found', { 'cf-ray': '8f1-OTP' })],
  upgrading: ['127.2.1.14', page(426)],
  limiting: ['127.2.1.15', page(429)],
  login: ['127.2.1.16', page(302, '', { location: 'https://login.example.org/' })],
  failing: ['127.2.1.17', page(502)],
  challenging: ['127.2.1.18', page(403, 'Just a moment...', { 'cf-mitigated': 'challenge' })],
  human: ['127.2.1.19', page(200, '<script src="/_Incapsula_Resource"></script>')],
  rejecting: ['127.2.1.24', page(200, '<title>Requête rejetée</title>')],
  circular: [
    '127.2.1.20',
    (request, response) => response.writeHead(301, { location: request.url }).end(),
  ],
  secretive: ['127.2.1.21', proofFor('another secret')],
  frontPage: [
    '127.2.1.22',
    (request, response) =>
      (request.url === '/' ? page(200, 'Welcome') : page(302, '', { location: '/' }))(
        request,
        response,
      ),
  ],
} as const satisfies Readonly<Record<string, readonly [address: string, then: RequestListener]>>;

export type Place = keyof typeof PLACES;

const STRANGERS: ReadonlySet<string> = new Set<Place>(['stranger', 'strangerWithoutIt']);

/** The web servers of all places. */
export interface Places extends AsyncDisposable {
  readonly httpPort: number;
  /** From now on the proxies do what their names say. */
  happen(): void;
}

/** Starts them beside the web server of the outside, on its port for TLS. */
export async function startPlaces(outside: Outside, httpPort: number): Promise<Places> {
  let hasHappened = false;
  const servers: Server[] = [];
  const listen = async (server: Server, address: string, port: number) => {
    server.on('tlsClientError', () => {});
    server.listen(port, address);
    await once(server, 'listening');
    servers.push(server);
  };
  const listeners = Object.entries(PLACES).map(([place, [address, then]]) => {
    const isStranger = STRANGERS.has(place);
    const answer: RequestListener = (request, response) =>
      (hasHappened || isStranger ? then : ours)(request, response);
    return [address, answer] as const;
  });
  for (const [address, answer] of [...listeners, [SECOND, ours] as const]) {
    await listen(createServer(answer), address, httpPort);
    const SNICallback = (name: string, done: SniDone) => {
      certificateFor(outside, address, name).then((context) => done(null, context), done);
    };
    await listen(createHttpsServer({ SNICallback }, answer), address, outside.web.port);
  }
  return {
    httpPort,
    happen() {
      hasHappened = true;
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      await Promise.all(servers.map((server) => once(server, 'close')));
    },
  };
}

type SniDone = (error: Error | null, context?: ReturnType<typeof createSecureContext>) => void;

/** The certificate that the web server of the outside shows, or the one kept for `<address> <name>`. */
async function certificateFor(outside: Outside, address: string, name: string) {
  const names = [name.replace('closte-domain-sync-probe', '*'), name];
  const { certificatePem: cert, privateKeyPem: key } =
    outside.certificates.get(`${address} ${name}`) ?? (await outside.authority.issue({ names }));
  return createSecureContext({ cert, key });
}
