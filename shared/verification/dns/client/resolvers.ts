import { phrase } from '../../../problems/phrase.ts';
import type { DnsServer, Lookup, LookupFailure } from '../lookup.ts';
import type { Question } from './ask.ts';
import { type Endpoint, endpointText } from './endpoint.ts';
import type { Inquiry, QueryOutcome } from './inquire.ts';
import { failureIn, type fromAuthority, fromResolver } from './interpret.ts';
import { normalName } from './wire-name.ts';

/** A look-up in the responses of a server, or of one of several. */
export function lookupBy(
  read: typeof fromResolver | typeof fromAuthority,
  outcome: (question: Question, signal: AbortSignal) => Promise<QueryOutcome>,
): Lookup {
  return async (text, type, signal) => {
    signal.throwIfAborted();
    const name = normalName(text);
    // No message can ask for such a name, so nobody can resolve it.
    if (name === undefined) return { kind: 'no-name', cnames: [] };
    const heard = await outcome({ name, type }, signal);
    return heard.kind === 'response' ? read(heard, name, type) : failureOf(heard);
  };
}

/** One resolver, asked by itself. If it is `alone`, it is asked even if it was silent lately. */
export function resolverServer(endpoint: Endpoint, inquiry: Inquiry, alone: boolean): DnsServer {
  return {
    title: endpointText(endpoint),
    lookup: lookupBy(fromResolver, (question, signal) =>
      inquiry.ask(endpoint, question, signal, alone),
    ),
  };
}

/**
 * Asks one resolver after the other until one answers. Resolvers that were recently silent come last, and are
 * waited for only if no other has responded. A failure is that of the first resolver that responded.
 */
export async function anyResolver(
  endpoints: readonly Endpoint[],
  inquiry: Inquiry,
  question: Question,
  signal: AbortSignal,
): Promise<QueryOutcome> {
  const silent = new Set(endpoints.filter((one) => inquiry.isSilent(one)));
  const inOrder = [...endpoints.filter((one) => !silent.has(one)), ...silent];
  let failed: QueryOutcome | undefined;
  for (const endpoint of inOrder) {
    const replied = failed !== undefined && !isSilence(failed);
    const outcome = await inquiry.ask(endpoint, question, signal, !replied);
    if (isAnswer(outcome)) return outcome;
    if (failed === undefined || isSilence(failed)) failed = outcome;
  }
  return failed ?? { kind: 'failure', cause: 'silent', reason: phrase('lookup.no-resolver') };
}

/** Wrong signatures count as an answer: a resolver that does not check them must not hide this. */
function isAnswer(outcome: QueryOutcome): boolean {
  return outcome.kind === 'response'
    ? failureIn(outcome) === undefined
    : outcome.cause === 'dnssec';
}

function isSilence(outcome: QueryOutcome): boolean {
  return outcome.kind === 'failure' && outcome.cause === 'silent';
}

function failureOf({ kind, cause, reason }: LookupFailure): LookupFailure {
  return { kind, cause, reason };
}
