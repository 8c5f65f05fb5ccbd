import type { AddressProof } from './answers.ts';
import { isChallenge, isOfProxy } from './challenge.ts';
import type { HttpResponse } from './http-get.ts';
import { isProof, isSomeProof } from './proof.ts';

/** An answer, with the host and the path that were asked for. */
export interface Answer extends HttpResponse {
  readonly host: string;
  readonly path: string;
}

/** Statuses with which a server says that it has no such page. */
const ABSENT: ReadonlySet<number> = new Set([404, 410]);

/**
 * Judges the site by its answer. Only a page that is shown, or is said not to exist, is the site's own
 * answer. Every other status may come from a proxy in front of our site: it asks for a login or a human
 * visitor (401, 403, 426, a challenge), limits requests (429), or does not reach the site (5xx).
 *
 * @param asked the host and the path that were asked for first; a redirect may have led to another answer
 * @param expected the proof that our site gives for the host that answered
 */
export function judgeAnswer(
  answer: Answer,
  asked: Pick<Answer, 'host' | 'path'>,
  expected: string,
): AddressProof {
  const { status, body } = answer;
  const isElsewhere = answer.host !== asked.host;
  if (status === 200 && body !== undefined && isProof(body, expected)) {
    return isElsewhere ? 'redirected' : 'proven';
  }
  // Another host's pages say nothing about the host that was asked for.
  if (isElsewhere) return 'unknown';
  // A proxy says so as well if it does not let a request through.
  const absent = isOfProxy(answer) ? 'unknown' : 'absent';
  if (ABSENT.has(status)) return absent;
  if (status !== 200) return isOfProxy(answer) ? 'hidden' : 'unknown';
  if (body !== undefined && isSomeProof(body)) return 'other-secret';
  if (isChallenge(answer)) return 'hidden';
  // Many sites redirect missing pages to their front page.
  return answer.path === asked.path ? 'refuted' : absent;
}
