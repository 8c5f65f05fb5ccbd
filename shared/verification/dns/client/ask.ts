import { randomInt } from 'node:crypto';
import type { LookupFailure, RecordType } from '../answer.ts';
import { atMost, LATE } from './at-most.ts';
import type { Endpoint } from './endpoint.ts';
import { CODES, encodeQuery, type Query, type Reply, readReply } from './message.ts';
import { exchangeByTcp, exchangeByUdp, TransportError } from './transport.ts';

export interface Question {
  /** As `normalName` spells it. */
  readonly name: string;
  readonly type: RecordType;
}

export interface Manner {
  readonly recursion: boolean;
  readonly unchecked: boolean;
  /** For all tries together. */
  readonly timeoutMs: number;
}

/**
 * Asks one server one question: by UDP, by TCP if the reply does not fit, and once again if it is
 * lost, or not understood. The second try is without EDNS, for servers that know nothing of it.
 *
 * @throws the reason of `signal`, as soon as it aborts
 */
export async function ask(
  server: Endpoint,
  question: Question,
  manner: Manner,
  signal: AbortSignal,
): Promise<Reply | LookupFailure> {
  const { timeoutMs } = manner;
  let last: Reply | LookupFailure | undefined;
  const said = await atMost(timeoutMs, signal, async (limit) => {
    for (const edns of [true, false]) {
      const query = { ...question, ...manner, edns, id: randomInt(0x1_0000) };
      const mostMs = edns ? timeoutMs / 2 : timeoutMs;
      const reply = await tellFailure(() => byUdp(server, query, mostMs, limit));
      if (reply === LATE) continue;
      last = reply;
      if (reply.kind === 'failure') {
        if (reply.cause === 'silent') break;
        continue;
      }
      if (reply.truncated) {
        last = failure('broken', 'a reply that is cut off, and no whole one over TCP');
        last = await tellFailure(() => byTcp(server, query, limit));
      }
      if (!CODES_OF_CONFUSION.has(reply.code)) break;
    }
  });
  if (said !== LATE && last) return last;
  return last ?? failure('silent', `no reply within ${timeoutMs / 1000} s`);
}

const CODES_OF_CONFUSION: ReadonlySet<number> = new Set([
  CODES.FORMERR,
  CODES.NOTIMP,
  CODES.BADVERS,
]);

function byUdp(
  server: Endpoint,
  query: Query,
  mostMs: number,
  signal: AbortSignal,
): Promise<Reply | typeof LATE> {
  return atMost(mostMs, signal, (limit) =>
    exchangeByUdp(server, encodeQuery(query), (message) => understood(message, query), limit),
  );
}

async function byTcp(server: Endpoint, query: Query, signal: AbortSignal): Promise<Reply> {
  const reply = await exchangeByTcp(
    server,
    encodeQuery(query),
    (message) => understood(message, query),
    signal,
  );
  if (reply.truncated) throw new TransportError('broken', 'a reply that is cut off, over TCP too');
  return reply;
}

/** @throws {TransportError} if it is a reply to this query that makes no sense */
function understood(message: Buffer, query: Query): Reply | undefined {
  const reply = readReply(message, query);
  if (reply === 'malformed') throw new TransportError('broken', 'a malformed reply');
  return reply;
}

async function tellFailure<Said>(act: () => Promise<Said>): Promise<Said | LookupFailure> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof TransportError) return failure(error.kind, error.message);
    throw error;
  }
}

function failure(cause: 'silent' | 'broken', reason: string): LookupFailure {
  return { kind: 'failure', cause, reason };
}
