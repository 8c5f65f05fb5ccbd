import { CATALOGUE, PROBLEM_CODES, type Problem, type ProblemCode } from './catalogue.ts';
import type { Severity } from './problem.ts';

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

/** Every code: errors, then warnings, then notes, and among those as the catalogue has them. */
export const CODES_IN_ORDER_TO_FIX: readonly ProblemCode[] = SEVERITIES.flatMap((severity) =>
  PROBLEM_CODES.filter((code) => CATALOGUE[code].severity === severity),
);

/** The problems with the one to fix first in front, without those that only follow from another. */
export function inOrderToFix(problems: readonly Problem[]): Problem[] {
  const codes = new Set<string>(problems.map(({ code }) => code));
  const follows = ({ code }: Problem) =>
    CATALOGUE[code].followsFrom?.some((cause) => codes.has(cause)) ?? false;
  const rank = ({ code }: Problem) => CODES_IN_ORDER_TO_FIX.indexOf(code);
  return problems.filter((one) => !follows(one)).toSorted((a, b) => rank(a) - rank(b));
}
