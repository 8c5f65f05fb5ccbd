import assert from 'node:assert/strict';
import { onPath } from '../../support/on-path.ts';

/**
 * Describes tests that need programs that a machine may lack. Without these programs, the tests are skipped
 * with the reason, or fail if `REQUIRE_ALL=1`.
 */
export function describeWith(
  programs: readonly string[],
  title: string,
  tests: (this: Mocha.Suite) => void,
): void {
  describeUnless(whatIsMissing(programs), title, tests);
}

/** The same for any other reason to skip; undefined if there is none. */
export function describeUnless(
  reason: string | undefined,
  title: string,
  tests: (this: Mocha.Suite) => void,
): void {
  if (reason === undefined) {
    describe(title, tests);
    return;
  }
  describe(title, () => {
    const fail = () => assert.fail(`${reason}, and REQUIRE_ALL=1 is set`);
    it(`is not tested: ${reason}`, process.env.REQUIRE_ALL === '1' ? fail : undefined);
  });
}

function whatIsMissing(programs: readonly string[]): string | undefined {
  const missing = programs.find((program) => onPath(program) === undefined);
  return missing && `there is no ${missing} on the PATH`;
}
