import type { IncomingHttpHeaders } from 'node:http';
import { readAtMost } from './read-at-most.ts';

/** An expected answer has a few kilobytes. One longer than this is not read to the end. */
const MAX_BODY_BYTES = 1024 * 1024;

/** A request with at most one body: a form or JSON. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: object;
}

/** An HTTP answer as it was received, whatever its status. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Undefined if it is longer than any answer needs to be. */
  readonly body: Uint8Array | undefined;
}

/** There was no answer. The message contains no part of the request. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  /** Whether the request may have arrived, and may be carried out. */
  readonly mayHaveArrived: boolean;

  constructor(message: string, mayHaveArrived = true) {
    super(message);
    this.mayHaveArrived = mayHaveArrived;
  }
}

/** Errors that come before there is a connection. */
const NOT_CONNECTED: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * Sends `request`, once, and accepts any HTTP answer; redirects are not followed. The request and got's own
 * errors, which contain it, never leave this file.
 *
 * @throws {ConnectionError} if there is no answer
 * @throws the reason of `signal`, as soon as it aborts
 */
export async function exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
  const { default: got } = await import('got');
  signal.throwIfAborted();
  const ending = new AbortController();
  const end = () => ending.abort();
  signal.addEventListener('abort', end, { once: true });
  const { method, url, headers, form, json } = request;
  const stream = got.stream(url, {
    method,
    ...(form && { form }),
    ...(json && { json }),
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'closte-domain-sync',
      ...headers,
    },
    // A small answer could unpack to a huge one, so an answer that is compressed without being asked for is
    // not read.
    decompress: false,
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    // The caller's own signal may outlive this exchange, and got keeps listening to it if an answer overtakes
    // its request.
    signal: ending.signal,
  });
  // Once the answer is read, a later error of the stream no longer matters.
  stream.on('error', () => {});
  try {
    const body = await readAtMost(stream, MAX_BODY_BYTES);
    const { response } = stream;
    if (!response) throw new ConnectionError('the connection ended without an answer');
    return { status: response.statusCode, headers: response.headers, body };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error instanceof ConnectionError ? error : connectionError(error);
  } finally {
    signal.removeEventListener('abort', end);
    // A connection is kept alive only if the whole request was sent.
    if (!stream.writableFinished) stream.destroy();
  }
}

/** Only the code of `error` is shown: its text and properties may contain the request. */
function connectionError(error: unknown): ConnectionError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const told = typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? ` (${code})` : '';
  return new ConnectionError(`the connection failed${told}`, !NOT_CONNECTED.has(code));
}
