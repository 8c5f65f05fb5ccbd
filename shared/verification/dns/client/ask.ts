import { randomInt } from 'node:crypto';
import { orAborted } from '../../../async/time-limit.ts';
import { phrase, type Reason } from '../../../problems/phrase.ts';
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
 * lost, or not understood. The second try is without EDNS, for servers that know nothing of it. The
 * first one goes on meanwhile: a reply may only be late.
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
  const over = new AbortController();
  let last: Reply | LookupFailure | undefined;
  const said = await atMost(timeoutMs, signal, async (limit) => {
    const open = AbortSignal.any([limit, over.signal]);
    const send = (edns: boolean): Promise<Heard> => {
      const query = { ...question, ...manner, edns, id: randomInt(0x1_0000) };
      const heard = tellFailure(() => byUdp(server, query, open)).then((reply) => ({
        query,
        reply,
      }));
      // The try that nobody waits for any more ends like that, too.
      heard.catch(() => {});
      return heard;
    };
    const whole = async ({ query, reply }: Heard) => {
      if (reply.kind === 'failure' || !reply.truncated) return reply;
      last = failure('broken', phrase('lookup.cut-off'));
      return tellFailure(() => byTcp(server, query, limit));
    };

    const first = send(true);
    const early = await atMost(timeoutMs / 2, open, (half) => orAborted(half, () => first));
    const heard = early === LATE ? await Promise.race([first, send(false)]) : early;
    last = await whole(heard);
    if (early !== LATE && isConfused(heard.reply)) last = await whole(await send(false));
  }).finally(() => over.abort());
  if (said !== LATE && last) return last;
  return last ?? failure('silent', phrase('lookup.no-reply', { seconds: timeoutMs / 1000 }));
}

/** What came by UDP. */
interface Heard {
  readonly query: Query;
  readonly reply: Reply | LookupFailure;
}

/** Whether the server may understand a plainer question. */
function isConfused(reply: Reply | LookupFailure): boolean {
  return reply.kind === 'failure' ? reply.cause === 'broken' : CODES_OF_CONFUSION.has(reply.code);
}

const CODES_OF_CONFUSION: ReadonlySet<number> = new Set([
  CODES.FORMERR,
  CODES.NOTIMP,
  CODES.BADVERS,
]);

function byUdp(server: Endpoint, query: Query, signal: AbortSignal): Promise<Reply> {
  return exchangeByUdp(server, encodeQuery(query), (message) => understood(message, query), signal);
}

async function byTcp(server: Endpoint, query: Query, signal: AbortSignal): Promise<Reply> {
  const reply = await exchangeByTcp(
    server,
    encodeQuery(query),
    (message) => understood(message, query),
    signal,
  );
  if (reply.truncated) throw new TransportError('broken', phrase('lookup.cut-off-over-tcp'));
  return reply;
}

/** @throws {TransportError} if it is a reply to this query that makes no sense */
function understood(message: Buffer, query: Query): Reply | undefined {
  const reply = readReply(message, query);
  if (reply === 'malformed') throw new TransportError('broken', phrase('lookup.malformed'));
  return reply;
}

async function tellFailure<Said>(act: () => Promise<Said>): Promise<Said | LookupFailure> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof TransportError) return failure(error.kind, error.reason);
    throw error;
  }
}

function failure(cause: 'silent' | 'broken', reason: Reason): LookupFailure {
  return { kind: 'failure', cause, reason };
}
