import { phrase, type Reason } from '../../../problems/phrase.ts';
import type { Question } from './ask.ts';
import type { QueryOutcome } from './inquire.ts';
import { failureIn, zoneIn } from './interpret.ts';
import type { DnsResponse } from './message.ts';
import { namesAbove } from './wire-name.ts';

/** Asks the resolvers. */
export type Ask = (question: Question, signal: AbortSignal) => Promise<QueryOutcome>;

/** The zone that a name is in, as far as it was found. */
export interface ZoneFound {
  /** Undefined if nobody says. */
  readonly zone?: string;
  /** The last name on the way that has a CNAME record, which hides whether a zone begins there. */
  readonly alias?: string;
  /** The failure on the way, if any: a zone below may exist that cannot be looked up. */
  readonly failure?: Reason;
}

/**
 * A resolver that is silent twice will not say more. If it is silent once, it may itself be waiting for
 * others.
 */
const MOST_SILENCES = 2;
/** A host name has three or four labels, a hostile one 127. */
const MOST_QUESTIONS = 10;

/** Climbs from `name` until a resolver knows the zone of the name. */
export async function zoneOf(name: string, ask: Ask, signal: AbortSignal): Promise<ZoneFound> {
  let failure: Reason | undefined;
  let alias: string | undefined;
  let silences = 0;
  const found = (zone?: string) => ({
    ...(zone === undefined ? {} : { zone }),
    ...(alias === undefined ? {} : { alias }),
    ...(failure === undefined ? {} : { failure }),
  });
  const names = [name, ...namesAbove(name)].filter((one) => one !== '.');
  for (const at of names.slice(0, MOST_QUESTIONS)) {
    const outcome = await ask({ name: at, type: 'SOA' }, signal);
    const response = responseIn(outcome);
    const zone = response && zoneIn(response, at);
    if (zone !== undefined) return found(zone);
    if (response) {
      if (response.answers.some((one) => one.type === 'CNAME' && one.name === at)) alias = at;
      continue;
    }
    failure ??= reasonOf(outcome);
    if (outcome.kind === 'failure' && outcome.cause === 'silent') silences++;
    if (silences >= MOST_SILENCES) break;
  }
  return found();
}

/** For finding the zone it does not matter whether signatures are right. */
export function responseIn(outcome: QueryOutcome): DnsResponse | undefined {
  const response = outcome.kind === 'response' ? outcome : outcome.unchecked;
  return response && failureIn(response) === undefined ? response : undefined;
}

/** The reason why there is no usable response. */
export function reasonOf(outcome: QueryOutcome): Reason {
  return outcome.kind === 'failure'
    ? outcome.reason
    : (failureIn(outcome)?.reason ?? phrase('lookup.no-answer'));
}
