import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { selfSignedCertificate } from '../../infra/local/sandbox/certificate-authority.ts';

/** A web server behind a domain, as the proof of a site meets it: in plain text and in TLS. */
export interface ProofSite extends AsyncDisposable {
  readonly httpPort: number;
  readonly tlsPort: number;
  /** The requests, in order: `http shop.example.com /path`. */
  readonly requests: readonly string[];
  /** The number of connections, with or without a request. */
  connections(): number;
}

/** Answers as the publisher plugin does for the sites of its network. */
export function proofFor(secret: string, status = 200): RequestListener {
  return (request, response) => {
    const token = /^\/\.well-known\/closte-domain-sync\/([A-Za-z0-9_-]{16,64})$/.exec(
      request.url ?? '',
    )?.[1];
    if (token === undefined) {
      response.writeHead(404).end();
      return;
    }
    const message = `closte-domain-sync\n${request.headers.host}\n${token}`;
    response
      .writeHead(status, { 'content-type': 'text/plain' })
      .end(createHmac('sha256', secret).update(message).digest('hex'));
  };
}

/** Listens on `address`; with only one of the two, the other one's port refuses connections. */
export async function proofSite(
  answer: { readonly http?: RequestListener; readonly https?: RequestListener },
  address = '127.0.0.1',
): Promise<ProofSite> {
  const requests: string[] = [];
  let connections = 0;
  const { certificatePem: cert, privateKeyPem: key } = await selfSignedCertificate({
    names: ['someone.else.example'],
  });
  const noted =
    (scheme: string, listener: RequestListener): RequestListener =>
    (request, response) => {
      requests.push(`${scheme} ${request.headers.host} ${request.url}`);
      listener(request, response);
    };
  const http = createServer(noted('http', answer.http ?? refuse));
  const https = createTlsServer({ cert, key }, noted('https', answer.https ?? refuse));
  const servers = [http, https];
  for (const server of servers) {
    server.on('connection', () => {
      connections += 1;
    });
    server.on('tlsClientError', () => {});
    server.listen(0, address);
    await once(server, 'listening');
  }
  const [httpPort, tlsPort] = [portOf(http), portOf(https)];
  if (!answer.http) await closed(http);
  if (!answer.https) await closed(https);
  return {
    httpPort,
    tlsPort,
    requests,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(servers.filter((server) => server.listening).map(closed));
    },
  };
}

const refuse: RequestListener = (_request, response) => response.writeHead(404).end();

function portOf(server: Pick<Server, 'address'>): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function closed(server: Pick<Server, 'close' | 'closeAllConnections'>): Promise<void> {
  const done = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await done;
}
