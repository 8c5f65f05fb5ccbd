/**
 * The one catalogue of everything that can keep a mapped domain from working: how severe it is, its
 * sentences, what has to be changed, and by whom.
 */

import * as v from 'valibot';
import { ADDRESS_PROBLEMS } from './address-problems.ts';
import { CAA_PROBLEMS } from './caa-problems.ts';
import { CERTIFICATE_PROBLEMS } from './certificate-problems.ts';
import { CLOSTE_PROBLEMS } from './closte-problems.ts';
import type { ProblemCode } from './codes.ts';
import { DNS_PROBLEMS } from './dns-problems.ts';
import type { Fix } from './fix.ts';
import { PROXY_PROBLEMS } from './proxy-problems.ts';
import type { ProblemPhrases, SettledTemplate, Severity, Template } from './template.ts';
import { tellWhere } from './where.ts';

const TEMPLATES = {
  ...CLOSTE_PROBLEMS,
  ...ADDRESS_PROBLEMS,
  ...PROXY_PROBLEMS,
  ...DNS_PROBLEMS,
  ...CAA_PROBLEMS,
  ...CERTIFICATE_PROBLEMS,
} satisfies Readonly<Record<ProblemCode, unknown>>;

type SchemaOf<Code extends ProblemCode> = (typeof TEMPLATES)[Code]['values'];

/** The values of each problem. */
export type ProblemValues = {
  readonly [Code in ProblemCode]: v.InferOutput<SchemaOf<Code>>;
};

/** The template of each problem. */
export const CATALOGUE: { readonly [Code in ProblemCode]: Template<SchemaOf<Code>> } = TEMPLATES;

/** One reason why a domain does not work, as data; sentences are made of it where it is shown. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  /** The facts that were seen. The template of the code says which values there are. */
  readonly values: ProblemValues[ProblemCode];
  /** The action that solves it, and the party that has to act. */
  readonly fix: Fix;
}

type CodeOf<Kind> = {
  [Code in ProblemCode]: (typeof TEMPLATES)[Code] extends Kind ? Code : never;
}[ProblemCode];

/** Codes of problems that are fixed by changing DNS records. */
export type RecordCode = CodeOf<{ readonly exampleFix: Fix }>;
/** Codes of problems whose fix follows from their values. */
export type SettledCode = Exclude<ProblemCode, RecordCode>;

const SETTLED: { readonly [Code in SettledCode]: SettledTemplate<SchemaOf<Code>> } = TEMPLATES;

/** The problem `code` as found; its fix follows from the values. */
export function problem<Code extends SettledCode>(
  code: Code,
  values: ProblemValues[Code],
): Problem {
  const { severity, fix }: SettledTemplate<SchemaOf<Code>> = SETTLED[code];
  return { code, severity, values, fix: fix(values) };
}

/** The problem `code` as found, with the changes of records that fix it. */
export function recordProblem<Code extends RecordCode>(
  code: Code,
  values: ProblemValues[Code],
  fix: Fix,
): Problem {
  return { code, severity: CATALOGUE[code].severity, values, fix };
}

/** The problem `code` with the values of its example. */
export function exampleProblem<Code extends ProblemCode>(code: Code): Problem {
  const template: Template<SchemaOf<Code>> = CATALOGUE[code];
  const { severity, example: values } = template;
  return {
    code,
    severity,
    values,
    fix: 'exampleFix' in template ? template.exampleFix : template.fix(values),
  };
}

/**
 * Reads a problem's values back from a store.
 *
 * @returns undefined if they are not values of this code
 */
export function readValues(code: ProblemCode, stored: unknown): Problem['values'] | undefined {
  const result = v.safeParse(CATALOGUE[code].values, stored);
  return result.success ? result.output : undefined;
}

/** The sentences of a problem, as phrases. */
export function tell({
  code,
  values,
  fix,
}: Pick<Problem, 'code' | 'values' | 'fix'>): ProblemPhrases {
  return tellOf(code, values, fix);
}

function tellOf<Code extends ProblemCode>(code: Code, values: unknown, fix: Fix): ProblemPhrases {
  const template: Template<SchemaOf<Code>> = CATALOGUE[code];
  const { message, remedy, otherwise = [] } = template.tell(v.parse(template.values, values), fix);
  const place = fix.where ? [tellWhere(fix.where)] : [];
  return { message, remedy: [...remedy, ...place, ...otherwise] };
}
