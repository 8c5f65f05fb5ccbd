import assert from 'node:assert/strict';
import {
  CATALOGUE,
  PROBLEM_CODES,
  type ProblemCode,
  type ProblemValues,
  problem,
} from '../../../shared/problems/catalogue.ts';

/** What a problem has to say with these values. */
export type Told<Code extends ProblemCode> = readonly [
  values: ProblemValues[Code],
  message: string,
  remedy: string,
];

/** For each of these codes all the ways in which it is told. */
export type ToldOf<Codes extends ProblemCode> = { readonly [Code in Codes]: readonly Told<Code>[] };

/** Describes that each of `problems` is told in these words. */
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
    it('is told', () => assert.ok(rows.length > 0));
    for (const [values, message, remedy] of rows) {
      it(`says "${message}"`, () => {
        assert.deepEqual(problem(code, values), { code, severity, message, remedy });
      });
    }
  });
}
