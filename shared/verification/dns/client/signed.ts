import type { LookupFailure } from '../lookup.ts';
import type { Question } from './ask.ts';
import type { DnsResponse } from './message.ts';
import { isOfType } from './resource-record.ts';
import { namesAbove } from './wire-name.ts';

/** A host name has two or three labels below its registry's, a hostile one 126. */
const MOST_QUESTIONS = 8;

/**
 * Whether one of the names, or a name above it, is the top of a zone that is marked as signed by a DS
 * record in the zone above (RFC 4035, 5). Without one, no signature can be wrong. Registries are not asked
 * about: if their own signatures are wrong, all names below them fail.
 */
export async function isSigned(
  names: readonly string[],
  ask: (question: Question) => Promise<DnsResponse | LookupFailure>,
): Promise<boolean> {
  const all = new Set(names.flatMap((name) => [name, ...namesAbove(name)]));
  const shortestFirst = [...all]
    .filter((name) => name.includes('.') && name !== '.')
    .sort((a, b) => a.length - b.length);
  for (const name of shortestFirst.slice(0, MOST_QUESTIONS)) {
    const outcome = await ask({ name, type: 'DS' });
    const answers = outcome.kind === 'response' ? outcome.answers : [];
    if (answers.some((record) => isOfType(record, 'DS') && record.name === name)) return true;
  }
  return false;
}
