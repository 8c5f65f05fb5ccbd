import assert from 'node:assert/strict';
import {
  CATALOGUE,
  exampleProblem,
  type ProblemValues,
} from '../../../shared/problems/catalogue.ts';
import { PROBLEM_CODES, type ProblemCode } from '../../../shared/problems/codes.ts';
import type { Fix } from '../../../shared/problems/fix.ts';
import { problemText } from '../../../shared/problems/recorded-problem.ts';

/** A problem's values, the expected text, and a fix if it differs from the example's. */
export type Told<Code extends ProblemCode> = readonly [
  values: ProblemValues[Code],
  message: string,
  remedy: string,
  fix?: Fix,
];

/** The variants of the text of each code. */
export type ToldOf<Codes extends ProblemCode> = { readonly [Code in Codes]: readonly Told<Code>[] };

/** Describes that each of `problems` has these texts. */
export function describeTold<Codes extends ProblemCode>(
  title: string,
  problems: Readonly<Record<Codes, unknown>>,
  told: ToldOf<Codes>,
): void {
  const isOneOfThem = (code: ProblemCode): code is Codes => Object.hasOwn(problems, code);
  describe(title, () => {
    for (const code of PROBLEM_CODES.filter(isOneOfThem)) describeOne(code, told[code]);
  });
}

function describeOne<Code extends ProblemCode>(code: Code, rows: readonly Told<Code>[]): void {
  const { severity } = CATALOGUE[code];
  describe(code, () => {
    it('is reported', () => assert.ok(rows.length > 0));
    for (const [values, message, remedy, fix = exampleProblem(code).fix] of rows) {
      it(`says "${message}"`, () => {
        assert.deepEqual(problemText({ code, severity, values, fix }), { message, remedy });
      });
    }
  });
}
