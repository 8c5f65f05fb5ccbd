import { CATALOGUE, PROBLEM_CODES, type Problem } from './catalogue.ts';

/**
 * The problems in the catalogue's order, the one to fix first in front, without those that only follow
 * from another.
 */
export function inOrderToFix(problems: readonly Problem[]): Problem[] {
  const codes = new Set<string>(problems.map(({ code }) => code));
  const follows = ({ code }: Problem) =>
    CATALOGUE[code].followsFrom?.some((cause) => codes.has(cause)) ?? false;
  const rank = ({ code }: Problem) => PROBLEM_CODES.indexOf(code);
  return problems.filter((one) => !follows(one)).toSorted((a, b) => rank(a) - rank(b));
}
