import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { selfSignedCertificate } from '../../infra/local/sandbox/certificate-authority.ts';

/** The faults that a request to a neighbour can meet, each made by a real server. */
export const FAULTS = {
  refused: 'refuses the connection',
  reset: 'resets the connection',
  silent: 'never answers',
  slow: 'answers a byte at a time, and never ends',
  half: 'ends in the middle of its answer',
  garbage: 'answers with something that is not HTTP',
  empty: 'answers with an empty body',
  page: 'answers with a page',
  huge: 'answers with 8 MB',
  packed: 'answers with 8 MB in 8 KB, packed though nobody asked for it',
  'huge-headers': 'answers with 100 KB of headers',
  'bad-header': 'answers with a control character in a header',
  interim: 'sends interim answers (100, 102, 103) before the answer',
  'interim-endless': 'sends interim answers, and never the answer',
  upgrade: 'answers 101, for another protocol',
  trailers: 'answers in chunks, with trailers',
  'bad-request': 'answers 400',
  unauthorized: 'answers 401',
  'not-found': 'answers 404',
  'request-timeout': 'answers 408, as a proxy may',
  'too-many': 'answers 429',
  'too-many-until': 'answers 429 with Retry-After: 90',
  'too-many-negative': 'answers 429 with Retry-After: -90',
  'too-many-forever': 'answers 429 with Retry-After: Fri, 31 Dec 9999 23:59:59 GMT',
  broken: 'answers 500',
  down: 'answers 503',
  redirect: 'redirects elsewhere',
  'see-other': 'redirects elsewhere with 303, with a login in the address',
  'tls-untrusted': 'shows a certificate that nobody trusts',
  'tls-none': 'speaks no TLS',
} as const;

export type Fault = keyof typeof FAULTS;

/** A neighbour that has one fault. */
export interface Faulty extends AsyncDisposable {
  /** `http://127.0.0.1:…`, or with https. */
  readonly origin: string;
  /** The requests that reached the target of its redirect: there should be none. */
  readonly elsewhere: readonly string[];
}

const MOST = 8 * 1024 * 1024;
const JSON_TYPE = { 'content-type': 'application/json' };
const DONE = '{"success":true}';
const status = (code: number, headers = {}): RequestListener => {
  return (_, response) => void response.writeHead(code, { ...JSON_TYPE, ...headers }).end('{}');
};

const ANSWERS: { readonly [fault in Fault]?: (elsewhere: string) => RequestListener } = {
  silent: () => () => {},
  slow: () => (_, response) => byteByByte(response),
  half: () => (_, response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': '100' }).write('{"success":');
    setTimeout(() => response.destroy(), 20);
  },
  empty: () => (_, response) => void response.writeHead(200, JSON_TYPE).end(),
  page: () => (_, response) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Back soon</h1>'),
  huge: () => (_, response) => void response.writeHead(200, JSON_TYPE).end(' '.repeat(MOST)),
  packed: () => (_, response) =>
    void response
      .writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' })
      .end(gzipSync(Buffer.alloc(MOST, ' '))),
  'huge-headers': () => status(200, { 'x-long': 'x'.repeat(100_000) }),
  interim: () => (_, response) => {
    response.writeContinue();
    response.writeProcessing();
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.writeHead(200, JSON_TYPE).end(DONE);
  },
  'interim-endless': () => (_, response) => {
    const timer = setInterval(() => response.writeProcessing(), 20);
    response.on('close', () => clearInterval(timer));
  },
  trailers: () => (_, response) => {
    response.writeHead(200, { ...JSON_TYPE, trailer: 'retry-after' });
    response.write(DONE);
    response.addTrailers({ 'retry-after': '90' });
    response.end();
  },
  'bad-request': () => status(400),
  unauthorized: () => status(401),
  'not-found': () => status(404),
  'request-timeout': () => status(408),
  'too-many': () => status(429),
  'too-many-until': () => status(429, { 'retry-after': '90' }),
  'too-many-negative': () => status(429, { 'retry-after': '-90' }),
  'too-many-forever': () => status(429, { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }),
  broken: () => status(500),
  down: () => status(503),
  redirect: (elsewhere) => (_, response) =>
    void response.writeHead(307, { location: elsewhere }).end(),
  'see-other': (elsewhere) => (_, response) =>
    void response
      .writeHead(303, { location: elsewhere.replace('://', '://user:password@') })
      .end(DONE),
};

function byteByByte(response: ServerResponse): void {
  response.writeHead(200, JSON_TYPE);
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}

export async function startFaulty(fault: Fault): Promise<Faulty> {
  const elsewhere: string[] = [];
  const target = createServer((request, response) => {
    elsewhere.push(`${request.method} ${request.url}`);
    response.end('{"success":true}');
  });
  const answer = ANSWERS[fault];
  const servers: Server[] = [target];
  const away = await listening(target);
  const server = answer ? createServer(answer(`${away}/elsewhere`)) : await withoutAnswer(fault);
  servers.push(server);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  const origin = await listening(server);
  const close = async (one: Server) => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => one.close(closed));
  };
  if (fault === 'refused') await close(server);
  const isTls = fault.startsWith('tls-');
  return {
    origin: isTls ? origin.replace('http:', 'https:') : origin,
    elsewhere,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(servers.filter((one) => one.listening).map(close));
    },
  };
}

async function withoutAnswer(fault: Fault): Promise<Server> {
  switch (fault) {
    case 'reset':
      return createTcpServer((socket) => socket.on('data', () => socket.resetAndDestroy()));
    case 'garbage':
      return saying('SSH-2.0-OpenSSH_9.9\r\n');
    case 'bad-header':
      return saying('HTTP/1.1 200 OK\r\nx: a\u0000b\r\ncontent-length: 2\r\n\r\n{}');
    case 'upgrade':
      return saying(
        'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n',
        {
          stays: true,
        },
      );
    case 'tls-untrusted': {
      const { certificatePem, privateKeyPem } = await selfSignedCertificate({
        names: ['localhost'],
      });
      return createTlsServer({ cert: certificatePem, key: privateKeyPem }, (_, response) => {
        response.end('{"success":true}');
      });
    }
    default:
      return createServer((_, response) => void response.end('{"success":true}'));
  }
}

/** A server that says the same to everybody, and then ends the connection unless it `stays`. */
function saying(text: string, { stays = false } = {}): Server {
  return createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => (stays ? socket.write(text) : socket.end(text)));
  });
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}
