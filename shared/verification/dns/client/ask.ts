import { randomInt } from 'node:crypto';
import { withTimeoutOr } from '../../../async/time-limit.ts';
import { phrase, type Reason } from '../../../problems/phrase.ts';
import type { LookupFailure, RecordType } from '../lookup.ts';
import type { Endpoint } from './endpoint.ts';
import {
  CODES,
  type DnsResponse,
  encodeQuery,
  MAX_RECORDS,
  type Query,
  readResponse,
} from './message.ts';
import { exchangeByTcp, exchangeByUdp, TransportError } from './transport.ts';

/** One question to a server. */
export interface Question {
  /** In the spelling of `normalName`. */
  readonly name: string;
  readonly type: RecordType;
}

/** The way in which a server is asked. */
export interface Manner {
  readonly recursion: boolean;
  readonly unchecked: boolean;
  /** Ask by TCP alone, since UDP does not work from here. */
  readonly tcpOnly?: boolean;
  /** For all tries together, in milliseconds. */
  readonly timeoutMs: number;
}

/** One error for all, since each `DOMException` that is made records its stack, which costs time. */
const OVER = new Error('The question is answered, or nobody waits for it any longer');

const CUT_OFF = failure('broken', phrase('lookup.cut-off'));
const TCP_CLOSED = failure('broken', phrase('lookup.tcp-closed'));

/**
 * Asks one server one question: by UDP; by TCP if the response does not fit; and once again if the response
 * is lost or the server did not understand. The second attempt is without EDNS, for servers that do not know
 * it. The first attempt continues meanwhile, since its response may only be late.
 *
 * @throws the reason of `signal`, as soon as it aborts
 */
export async function ask(
  server: Endpoint,
  question: Question,
  manner: Manner,
  signal: AbortSignal,
): Promise<DnsResponse | LookupFailure> {
  signal.throwIfAborted();
  const { timeoutMs } = manner;
  const endsAt = performance.now() + timeoutMs;
  const inTimeLeft = <Result, Otherwise>(
    act: (limit: AbortSignal) => Promise<Result>,
    otherwise: Otherwise,
  ) => withTimeoutOr(endsAt - performance.now(), act, otherwise, signal);

  if (manner.tcpOnly) {
    const query = { ...question, ...manner, edns: true, id: randomInt(0x1_0000) };
    return inTimeLeft(
      (limit) => tellFailure(() => byTcp(server, query, limit)),
      failure('silent', phrase('lookup.no-reply', { seconds: timeoutMs / 1000 })),
    );
  }

  const over = new AbortController();
  const send = async (edns: boolean): Promise<Heard> => {
    const query = { ...question, ...manner, edns, id: randomInt(0x1_0000) };
    return { query, response: await tellFailure(() => byUdp(server, query, over.signal)) };
  };
  const whole = async ({ query, response }: Heard) =>
    response.kind === 'response' && response.truncated
      ? ofTcp(await inTimeLeft((limit) => tellFailure(() => byTcp(server, query, limit)), CUT_OFF))
      : response;

  try {
    const first = send(true);
    const early = await withTimeoutOr(timeoutMs / 2, () => first, undefined, signal);
    if (!early) {
      // The response is lost, or late.
      const either = await inTimeLeft(() => Promise.race([first, send(false)]), undefined);
      return either
        ? await whole(either)
        : failure('silent', phrase('lookup.no-reply', { seconds: timeoutMs / 1000 }));
    }
    const response = await whole(early);
    if (!isConfused(early.response)) return response;
    const plain = await inTimeLeft(() => send(false), undefined);
    return plain ? await whole(plain) : response;
  } finally {
    over.abort(OVER);
  }
}

/**
 * A server that exists but cannot be reached over TCP is not silent: its UDP response has arrived, cut off.
 */
function ofTcp(response: DnsResponse | LookupFailure): DnsResponse | LookupFailure {
  return response.kind === 'failure' && response.cause === 'silent' ? TCP_CLOSED : response;
}

/** The response that came by UDP. */
interface Heard {
  readonly query: Query;
  readonly response: DnsResponse | LookupFailure;
}

/** Whether the server may understand a plainer question. */
function isConfused(response: DnsResponse | LookupFailure): boolean {
  return response.kind === 'failure'
    ? response.cause === 'broken'
    : CODES_OF_CONFUSION.has(response.code);
}

const CODES_OF_CONFUSION: ReadonlySet<number> = new Set([
  CODES.FORMERR,
  CODES.NOTIMP,
  CODES.BADVERS,
]);

function byUdp(server: Endpoint, query: Query, signal: AbortSignal): Promise<DnsResponse> {
  return exchangeByUdp(server, encodeQuery(query), (message) => understood(message, query), signal);
}

async function byTcp(server: Endpoint, query: Query, signal: AbortSignal): Promise<DnsResponse> {
  const response = await exchangeByTcp(
    server,
    encodeQuery(query),
    (message) => understood(message, query),
    signal,
  );
  if (response.truncated) throw new TransportError('broken', phrase('lookup.cut-off-over-tcp'));
  return response;
}

/** @throws {TransportError} if it is a malformed response to this query, or too long to be read */
function understood(message: Buffer, query: Query): DnsResponse | undefined {
  const response = readResponse(message, query);
  if (response === 'malformed') throw new TransportError('broken', phrase('lookup.malformed'));
  if (response === 'too many records') {
    throw new TransportError('broken', phrase('lookup.too-many-records', { most: MAX_RECORDS }));
  }
  return response;
}

async function tellFailure<Result>(act: () => Promise<Result>): Promise<Result | LookupFailure> {
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
