import { CATALOGUE } from './catalogue.ts';
import { PROBLEM_CODES, type ProblemCode } from './codes.ts';

/**
 * The problems in the catalogue's order, the one to fix first in front, without problems that only follow
 * from another.
 */
export function inOrderToFix<One extends { readonly code: ProblemCode }>(
  problems: readonly One[],
): One[] {
  const codes = new Set<ProblemCode>(problems.map(({ code }) => code));
  const follows = ({ code }: One) =>
    CATALOGUE[code].followsFrom?.some((cause) => codes.has(cause)) ?? false;
  const rank = ({ code }: One) => PROBLEM_CODES.indexOf(code);
  return problems.filter((one) => !follows(one)).toSorted((a, b) => rank(a) - rank(b));
}
