import type { AddressProof } from './answers.ts';
import { isChallenge } from './challenge.ts';
import type { HttpResponse } from './http-get.ts';
import { isProof, isSomeProof } from './proof.ts';

/** An answer, and the path that it was the answer for. */
export interface Answer extends HttpResponse {
  readonly path: string;
}

/** Statuses with which a server says that it has no such page. */
const ABSENT: ReadonlySet<number> = new Set([404, 410]);

/**
 * What an answer says of the site. Only a page that is shown, or said not to be there, is the site's own
 * word. Every other status may be that of a proxy in front of ours: it wants a login or a human being
 * (401, 403, 426, a challenge), is asked too often (429), or does not reach what is behind it (5xx).
 *
 * @param path what was asked for; a redirect may have led to the answer of another page
 */
export function judgeAnswer(answer: Answer, path: string, expected: string): AddressProof {
  const { status, body } = answer;
  if (ABSENT.has(status)) return 'absent';
  if (status !== 200) return 'unknown';
  if (body !== undefined && isProof(body, expected)) return 'proven';
  if (body !== undefined && isSomeProof(body)) return 'other-secret';
  if (isChallenge(answer)) return 'unknown';
  // Many a site leads to its front page what it does not have.
  return answer.path === path ? 'refuted' : 'absent';
}
