import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { readAtMost } from '../../http/read-at-most.ts';
import { isNoRoute } from '../connection.ts';

/** An answer, whatever its status. */
export interface HttpResponse {
  readonly status: number;
  readonly location: string | undefined;
  /** By their names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Undefined if it is longer than allowed. */
  readonly body: string | undefined;
}

/** A GET request on an existing connection. */
export interface HttpGet {
  /** Connected or about to be, in plain text or TLS. The socket is closed with the answer. */
  readonly socket: Socket;
  readonly host: string;
  /** Including the query. */
  readonly path: string;
  readonly signal: AbortSignal;
}

/** A proof needs 64 bytes; a challenge page, by whose text a proxy is recognized, has some thousands. */
export const MAX_BODY_BYTES = 65_536;
const MAX_HEADER_BYTES = 8192;

/**
 * Asks over an existing connection. This is why it uses node:http rather than got: got and every other
 * client that takes a URL makes its own connections, to a name, with its own rules for proxies, kept
 * sockets and redirects; here nothing is left that could lead elsewhere. `no-route` means that the address
 * cannot be reached from here, which says nothing about the server. Rejects only with the reason of an
 * aborted `signal`.
 */
export async function httpGet({
  socket,
  host,
  path,
  signal,
}: HttpGet): Promise<HttpResponse | 'no-answer' | 'no-route'> {
  const destroy = () => socket.destroy();
  signal.addEventListener('abort', destroy, { once: true });
  try {
    signal.throwIfAborted();
    const response = await responseTo(socket, host, path);
    const { statusCode: status = 0, headers } = response;
    const body = await readAtMost(response, MAX_BODY_BYTES);
    signal.throwIfAborted();
    return { status, location: headers.location, headers, body: body?.toString('latin1') };
  } catch (error) {
    signal.throwIfAborted();
    return isNoRoute(error) ? 'no-route' : 'no-answer';
  } finally {
    signal.removeEventListener('abort', destroy);
    socket.destroy();
  }
}

function responseTo(socket: Socket, host: string, path: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request({
    createConnection: () => socket,
    path,
    headers: {
      host,
      accept: 'text/plain',
      // A compressed answer is not unpacked: it counts as a wrong answer.
      'accept-encoding': 'identity',
      'cache-control': 'no-store',
      'user-agent': 'closte-domain-sync',
      connection: 'close',
    },
    maxHeaderSize: MAX_HEADER_BYTES,
  })
    .once('response', resolve)
    .on('error', reject)
    .once('close', () => reject(new Error('the connection ended without an answer')))
    .end();
  return promise;
}
