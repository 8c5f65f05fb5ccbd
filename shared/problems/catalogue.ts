/**
 * The one catalogue of what can keep a mapped domain from working: how grave it is, what it says,
 * and what the customer or the network's admin has to change.
 */

import { CERTIFICATE_PROBLEMS } from './certificate-problems.ts';
import { CLOSTE_PROBLEMS } from './closte-problems.ts';
import { DNS_PROBLEMS } from './dns-problems.ts';
import type { Severity, Template } from './problem.ts';

export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  /** What was seen, with the actual values. */
  readonly message: string;
  /** What to change, with the actual values. */
  readonly remedy: string;
}

/** In the order to fix in: further down may be but a consequence of further up. */
const ALL = { ...CLOSTE_PROBLEMS, ...DNS_PROBLEMS, ...CERTIFICATE_PROBLEMS };

export type ProblemCode = keyof typeof ALL;

/** What each problem has to tell. */
export type ProblemValues = {
  readonly [Code in ProblemCode]: (typeof ALL)[Code] extends Template<infer Values>
    ? Values
    : never;
};

export const CATALOGUE: { readonly [Code in ProblemCode]: Template<ProblemValues[Code]> } = ALL;

/** Every code, in the order to fix in. */
export const PROBLEM_CODES: readonly ProblemCode[] = Object.keys(CATALOGUE).filter(isProblemCode);

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(CATALOGUE, code);
}

/** The problem `code`, told with its actual values. */
export function problem<Code extends ProblemCode>(
  code: Code,
  values: ProblemValues[Code],
): Problem {
  const template = CATALOGUE[code];
  return {
    code,
    severity: template.severity,
    message: template.message(values),
    remedy: template.remedy(values),
  };
}

/** The problem `code`, told with the values of its example. */
export function exampleProblem<Code extends ProblemCode>(code: Code): Problem {
  return problem(code, CATALOGUE[code].example);
}
