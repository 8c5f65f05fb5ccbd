import {
  constants,
  createSecureServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type SecureContextOptions } from 'node:tls';

/** The faults that a call to one of Google's services can meet, each made by a real server. */
export const GOOGLE_FAULTS = {
  refused: 'refuses the connection',
  reset: 'resets the connection',
  silent: 'never answers',
  slow: 'answers a byte at a time, and never ends',
  half: 'ends in the middle of its answer',
  'going-away': 'says that it is going away (GOAWAY), and closes the connection',
  garbage: 'answers with something that is not HTTP',
  page: 'answers with a page',
  other: 'answers with a message other than the expected one',
  empty: 'answers with no message',
  huge: 'answers with 8 MB',
  redirect: 'redirects elsewhere',
  'http-429': 'answers 429, as a proxy may',
  'http-503': 'answers 503, as a proxy may',
  'invalid-argument': 'answers INVALID_ARGUMENT',
  unauthenticated: 'answers UNAUTHENTICATED',
  'permission-denied': 'answers PERMISSION_DENIED',
  'not-found': 'answers NOT_FOUND',
  'resource-exhausted': 'answers RESOURCE_EXHAUSTED',
  internal: 'answers INTERNAL',
  unavailable: 'answers UNAVAILABLE',
  'deadline-exceeded': 'answers DEADLINE_EXCEEDED',
  'tls-untrusted': 'shows a certificate that nobody trusts',
  'tls-none': 'speaks no TLS',
  'no-token': 'is not asked, since there is no access token',
  'late-token': 'is not asked, since the access token never arrives',
} as const;

export type GoogleFault = keyof typeof GOOGLE_FAULTS;

/** The faults that prevent the request itself. */
export const UNASKED: ReadonlySet<GoogleFault> = new Set([
  'refused',
  'garbage',
  'tls-untrusted',
  'tls-none',
  'no-token',
  'late-token',
]);

/** Google's service, with one fault. */
export interface FaultyService extends AsyncDisposable {
  readonly port: number;
  /** The requests that reached it. */
  readonly asked: readonly string[];
  /** The requests that reached the target of its redirect: there should be none. */
  readonly elsewhere: readonly string[];
}

/** The certificate that is trusted, and one that is not. */
export interface Certificates {
  readonly trusted: SecureContextOptions;
  readonly untrusted: SecureContextOptions;
}

const GRPC = { ':status': 200, 'content-type': 'application/grpc+proto' } as const;
const MOST = 8 * 1024 * 1024;

/** gRPC's codes (https://grpc.github.io/grpc/core/md_doc_statuscodes.html). */
const CODES: { readonly [fault in GoogleFault]?: number } = {
  'invalid-argument': 3,
  'deadline-exceeded': 4,
  'not-found': 5,
  'permission-denied': 7,
  'resource-exhausted': 8,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
};

/** @param content a message that the service may send, which has a secret in it */
export async function startFaultyService(
  fault: GoogleFault,
  content: Uint8Array,
  { trusted, untrusted }: Certificates,
): Promise<FaultyService> {
  await using started = new AsyncDisposableStack();
  const elsewhere: string[] = [];
  const asked: string[] = [];
  const away = secureServer(trusted, (stream, headers) => {
    elsewhere.push(`${headers[':path']} ${headers.authorization}`);
    stream.respond({ ':status': 200 }, { endStream: true });
  });
  const awayPort = await listening(started, away);
  const answer = (stream: ServerHttp2Stream) => answerWith(fault, stream, content, awayPort);
  const server =
    withoutHttp(fault, trusted) ??
    secureServer(fault === 'tls-untrusted' ? untrusted : trusted, (stream, headers) => {
      asked.push(String(headers[':path']));
      answer(stream);
    });
  const port = await listening(started, server);
  if (fault === 'refused') await new Promise((closed) => server.close(closed));
  const resources = started.move();
  return { port, asked, elsewhere, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

function secureServer(
  certificate: SecureContextOptions,
  onStream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
): Server {
  const server = createSecureServer(certificate);
  server.on('stream', (stream, headers) => {
    // Clients that hang up are part of what is tested.
    stream.on('error', () => {});
    stream.resume();
    onStream(stream, headers);
  });
  server.on('session', (session: Http2Session) => session.on('error', () => {}));
  return server;
}

/** The answer of each fault that a request reaches; silence is no answer. */
function answerWith(
  fault: GoogleFault,
  stream: ServerHttp2Stream,
  content: Uint8Array,
  awayPort: number,
): void {
  const code = CODES[fault];
  if (code !== undefined) refuse(stream, code);
  switch (fault) {
    case 'reset':
      stream.session?.socket.destroy();
      break;
    case 'slow': {
      stream.respond(GRPC);
      const timer = setInterval(() => stream.write(framed(content).subarray(0, 1)), 20);
      stream.on('close', () => clearInterval(timer));
      break;
    }
    case 'half':
      stream.respond(GRPC);
      stream.write(framed(content).subarray(0, -1), () => stream.session?.destroy());
      break;
    case 'going-away':
      stream.session?.goaway(0);
      stream.session?.close();
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
      break;
    case 'page':
      stream.respond({ ':status': 200, 'content-type': 'text/html' });
      stream.end('<h1>Back soon</h1>');
      break;
    case 'other':
      finish(stream, framed(Buffer.from('{"back": "soon"}')));
      break;
    case 'empty':
      finish(stream, Buffer.alloc(0));
      break;
    case 'huge':
      finish(stream, framed(Buffer.alloc(MOST, 0xff)));
      break;
    case 'redirect': {
      const location = `https://localhost:${awayPort}/elsewhere`;
      stream.respond({ ':status': 307, location }, { endStream: true });
      break;
    }
    case 'http-429':
    case 'http-503': {
      const headers = { ':status': Number(fault.slice(-3)), 'retry-after': '90' };
      stream.respond(headers, { endStream: true });
    }
  }
}

/** A gRPC server's answer without a message. */
function refuse(stream: ServerHttp2Stream, code: number): void {
  const status = { 'grpc-status': String(code), 'grpc-message': 'said by the service' };
  stream.respond({ ...GRPC, ...status }, { endStream: true });
}

/** Sends a message and the status OK. */
function finish(stream: ServerHttp2Stream, body: Uint8Array): void {
  stream.respond(GRPC, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(body);
}

/** A gRPC message is preceded by one byte for its compression (none here) and four for its length. */
function framed(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function withoutHttp(fault: GoogleFault, trusted: SecureContextOptions): Server | undefined {
  if (fault === 'tls-none') return createTcpServer(banner);
  return fault === 'garbage' ? createTlsServer(trusted, banner) : undefined;
}

function banner(socket: Socket): void {
  socket.on('error', () => {});
  socket.end('SSH-2.0-OpenSSH_9.9\r\n');
}

/** Starts a server on loopback until the stack is disposed of, and returns its port. */
async function listening(stack: AsyncDisposableStack, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('tlsClientError', () => {});
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  stack.defer(async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((closed) => server.close(closed));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
