import { phrase, type Reason } from '../../../problems/phrase.ts';
import type { Question } from './ask.ts';
import type { Said } from './inquire.ts';
import { failureIn, zoneIn } from './interpret.ts';
import type { Reply } from './message.ts';
import { namesAbove } from './wire-name.ts';

export type Ask = (question: Question, signal: AbortSignal) => Promise<Said>;

export interface ZoneFound {
  /** Undefined if nobody says. */
  readonly zone?: string;
  /** What failed on the way, so that there may be a zone below that cannot be looked up. */
  readonly failure?: Reason;
}

/** A resolver that is silent twice will not say more; once, it may be waiting for others itself. */
const MOST_SILENCES = 2;
/** A host name has three labels or four, and a hostile one 127. */
const MOST_QUESTIONS = 10;

/** Climbs from `name` until a resolver knows in which zone that is. */
export async function zoneOf(name: string, ask: Ask, signal: AbortSignal): Promise<ZoneFound> {
  let failure: Reason | undefined;
  let silences = 0;
  const found = (zone?: string) => ({
    ...(zone === undefined ? {} : { zone }),
    ...(failure === undefined ? {} : { failure }),
  });
  const names = [name, ...namesAbove(name)].filter((one) => one !== '.');
  for (const at of names.slice(0, MOST_QUESTIONS)) {
    const said = await ask({ name: at, type: 'SOA' }, signal);
    const reply = replyIn(said);
    const zone = reply && zoneIn(reply, at);
    if (zone !== undefined) return found(zone);
    if (reply) continue;
    failure ??= reasonOf(said);
    if (said.kind === 'failure' && said.cause === 'silent') silences++;
    if (silences >= MOST_SILENCES) break;
  }
  return found();
}

/** To find one's way it does not matter whether signatures are right. */
export function replyIn(said: Said): Reply | undefined {
  const reply = said.kind === 'reply' ? said : said.unchecked;
  return reply && failureIn(reply) === undefined ? reply : undefined;
}

export function reasonOf(said: Said): Reason {
  return said.kind === 'failure'
    ? said.reason
    : (failureIn(said)?.reason ?? phrase('lookup.no-answer'));
}
