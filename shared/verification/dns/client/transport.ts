/** One query to one server, by UDP or TCP. */

import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { raceAbort } from '../../../async/time-limit.ts';
import { type Phrase, phrase } from '../../../problems/phrase.ts';
import { render } from '../../../problems/render.ts';
import type { Endpoint } from './endpoint.ts';

/** The server could not be asked, or its message is not a response. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly kind: 'silent' | 'broken';
  readonly reason: Phrase;

  constructor(kind: 'silent' | 'broken', reason: Phrase) {
    super(render(reason));
    this.kind = kind;
    this.reason = reason;
  }
}

/**
 * Reads a message; undefined if it is not the expected response.
 *
 * @throws {TransportError} if it is the expected response, but malformed
 */
export type Read<DnsResponse> = (message: Buffer) => DnsResponse | undefined;

/**
 * Uses a new port, picked by the system, and a connected socket, so that the system drops packets from
 * others. A packet from the server that does not answer this query is skipped.
 *
 * @throws {TransportError} if nobody listens at that address
 * @throws the reason of `signal`, as soon as it aborts
 */
export async function exchangeByUdp<DnsResponse>(
  { address, port }: Endpoint,
  query: Buffer,
  read: Read<DnsResponse>,
  signal: AbortSignal,
): Promise<DnsResponse> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<DnsResponse>();
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  const fail = (error: Error | null) => error && reject(unreachable(error));
  try {
    socket.on('error', fail);
    socket.on('message', (message) => {
      try {
        const response = read(message);
        if (response !== undefined) resolve(response);
      } catch (error) {
        reject(error);
      }
    });
    socket.connect(port, address, (error?: Error) => {
      if (error) fail(error);
      else if (!signal.aborted) socket.send(query, fail);
    });
    return await raceAbort(promise, signal);
  } finally {
    socket.close();
  }
}

/**
 * Each message follows its length in two bytes (RFC 1035, 4.2.2), so a response is never longer than 64
 * KiB. The first message must be the response.
 *
 * @throws {TransportError} if nobody listens at that address, or it gives no response
 * @throws the reason of `signal`, as soon as it aborts
 */
export async function exchangeByTcp<DnsResponse>(
  { address, port }: Endpoint,
  query: Buffer,
  read: Read<DnsResponse>,
  signal: AbortSignal,
): Promise<DnsResponse> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<DnsResponse>();
  const socket = connect({ host: address, port });
  try {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    socket.on('error', (error) => reject(unreachable(error)));
    socket.on('end', () => reject(new TransportError('broken', phrase('lookup.hung-up'))));
    socket.on(
      'data',
      collect((message) => {
        try {
          const response = read(message);
          if (response === undefined)
            throw new TransportError('broken', phrase('lookup.other-reply'));
          resolve(response);
        } catch (error) {
          reject(error);
        }
      }),
    );
    socket.write(Buffer.concat([length, query]));
    return await raceAbort(promise, signal);
  } finally {
    socket.destroy();
  }
}

/** Assembles the first message, and drops everything after it. */
function collect(told: (message: Buffer) => void): (chunk: Buffer) => void {
  const chunks: Buffer[] = [];
  let received = 0;
  let wanted: number | undefined;
  return (chunk) => {
    if (wanted !== undefined && received >= wanted) return;
    chunks.push(chunk);
    received += chunk.length;
    if (received < 2) return;
    wanted ??= 2 + Buffer.concat(chunks).readUInt16BE();
    if (received >= wanted) told(Buffer.concat(chunks).subarray(2, wanted));
  };
}

function unreachable(error: Error): TransportError {
  const code = 'code' in error ? error.code : undefined;
  const reason =
    typeof code === 'string' && /^E[A-Z]+$/.test(code)
      ? phrase('lookup.unreachable-because', { code })
      : phrase('lookup.unreachable');
  return new TransportError('silent', reason);
}
