import { withTimeoutOr } from '../../../async/time-limit.ts';
import { phrase } from '../../../problems/phrase.ts';
import type { LookupFailure } from '../lookup.ts';
import { ask, type Question } from './ask.ts';
import { cache } from './cache.ts';
import { type Endpoint, endpointText } from './endpoint.ts';
import { failureIn } from './interpret.ts';
import { CODES, type DnsResponse } from './message.ts';
import { isOfType } from './resource-record.ts';
import { isSigned } from './signed.ts';
import { silence } from './silence.ts';
import { turns } from './turns.ts';

/** The response of a server, or the failure to get one. */
export type QueryOutcome = DnsResponse | NoResponse;

/** The failure to get a response. */
export interface NoResponse extends LookupFailure {
  /** The answer without a check of the signatures, if only these are wrong. */
  readonly unchecked?: DnsResponse;
}

/** A kind of servers, and how they are asked. */
export interface Role {
  readonly kind: 'resolver' | 'authority';
  /** For one question, all tries together, in milliseconds. */
  readonly timeoutMs: number;
  /** How many questions to one address may be under way at a time. */
  readonly inFlight: number;
  /** Whether servers can be asked only by TCP from here. */
  readonly isTcpOnly?: (signal: AbortSignal) => Promise<boolean>;
}

/** Questions to servers of one role, whose answers are remembered for seconds. */
export interface Inquiry {
  /**
   * Asks one server, unless the answer is known or the same question is under way. A server that has recently
   * been silent is asked only if `insist`.
   *
   * @throws the reason of `signal`, as soon as it aborts
   */
  ask(
    server: Endpoint,
    question: Question,
    signal: AbortSignal,
    insist?: boolean,
  ): Promise<QueryOutcome>;
  isSilent(server: Endpoint): boolean;
}

/** How long an answer is cached: within one sweep the same names are asked for again and again. */
const LIFE_MS = 5000;
const PROBE_MS = 500;
const MOST_ANSWERS = 2000;
const MOST_TARGETS = 4;
/** A response with more records is hardly honest, and would fill the memory if it were kept. */
const MOST_RECORDS = 100;

/**
 * Opens inquiries to all servers of one role. Each inquiry has its own memory, but they share the limit on
 * questions under way and the list of silent servers.
 */
export function inquiries(role: Role, now: () => number): () => Inquiry {
  const inTurn = turns(role.inFlight);
  const silent = silence(now);
  const passedOver: LookupFailure = {
    kind: 'failure',
    cause: 'silent',
    reason: phrase('lookup.no-reply', { seconds: role.timeoutMs / 1000 }),
  };

  const askOnce = async (
    server: Endpoint,
    question: Question,
    unchecked: boolean,
    signal: AbortSignal,
  ) => {
    const key = endpointText(server);
    const inVain = silent.waiting(key);
    const recursion = role.kind === 'resolver';
    const tcpOnly = (await role.isTcpOnly?.(signal)) ?? false;
    const manner = { recursion, unchecked, tcpOnly, timeoutMs: role.timeoutMs };
    const outcome = await ask(server, question, manner, signal);
    if (outcome.kind === 'response' || outcome.cause !== 'silent') silent.heard(key);
    else if (recursion && (await isThere(server, signal))) silent.heard(key);
    else inVain();
    return outcome;
  };

  /**
   * A resolver also answers SERVFAIL if signatures are wrong. They are wrong if the question is answered
   * without a check, is still not answered with one, and concerns a signed zone. The question with a check
   * is repeated because a resolver remembers failed servers for a moment, but ignores that memory when it
   * does not check.
   */
  const askThoroughly = async (server: Endpoint, question: Question, signal: AbortSignal) => {
    const first = await askOnce(server, question, false, signal);
    if (role.kind !== 'resolver' || !isServfail(first)) return first;
    const askOn = async (limit: AbortSignal) => {
      const unchecked = await askOnce(server, question, true, limit);
      if (unchecked.kind === 'failure' || failureIn(unchecked)) return first;
      const again = await askOnce(server, question, false, limit);
      if (!isServfail(again)) return again;
      const names = [question.name, ...targetsIn(unchecked)];
      const mayBeWrong = await isSigned(names, (asked) => askOnce(server, asked, true, limit));
      return mayBeWrong ? { ...WRONG_SIGNATURES, unchecked } : unchecked;
    };
    return withTimeoutOr(role.timeoutMs, askOn, first, signal);
  };

  return () => {
    const answers = cache<QueryOutcome>({ now, most: MOST_ANSWERS, lifeMs });
    return {
      isSilent: (server) => silent.has(endpointText(server)),
      async ask(server, question, signal, insist = false) {
        const key = endpointText(server);
        const passOver = () => !insist && silent.has(key);
        if (passOver()) return passedOver;
        return answers(`${key} ${question.type} ${question.name}`, signal, (anyone) =>
          inTurn(key, anyone, async () =>
            // The server may have fallen silent while this question waited.
            passOver() ? passedOver : askThoroughly(server, question, anyone),
          ),
        );
      },
    };
  };
}

/**
 * Whether a resolver answers for the root. If it does, it may itself be waiting for other servers, which
 * are silent.
 */
async function isThere(server: Endpoint, signal: AbortSignal): Promise<boolean> {
  const manner = { recursion: true, unchecked: false, timeoutMs: PROBE_MS };
  const outcome = await ask(server, { name: '.', type: 'NS' }, manner, signal);
  return outcome.kind === 'response' || outcome.cause !== 'silent';
}

const WRONG_SIGNATURES: LookupFailure = {
  kind: 'failure',
  cause: 'dnssec',
  reason: phrase('lookup.wrong-signatures'),
};

/** The first few targets of its CNAME records. */
function targetsIn({ answers }: DnsResponse): string[] {
  return answers
    .filter((record) => isOfType(record, 'CNAME'))
    .slice(0, MOST_TARGETS)
    .map(({ value }) => value);
}

function isServfail(outcome: QueryOutcome): boolean {
  return outcome.kind === 'response' && outcome.code === CODES.SERVFAIL;
}

function lifeMs(outcome: QueryOutcome): number {
  if (outcome.kind === 'failure') return LIFE_MS;
  const records = [...outcome.answers, ...outcome.authority, ...outcome.additional];
  if (records.length > MOST_RECORDS) return 0;
  return Math.min(LIFE_MS, ...outcome.answers.map(({ ttlSeconds }) => ttlSeconds * 1000));
}
