import assert from 'node:assert/strict';
import { assertAgainAt, putOffMs } from '../../../shared/lifecycle/doubts.ts';
import { DAY, HOUR, MINUTE, SECOND, T0 } from '../../support/records.ts';

describe('a doubt', () => {
  const cases: readonly [what: string, since: number | null, seenAt: number, at: number | null][] =
    [
      ['nothing, where there is none', null, T0, null],
      ['an alias seen before that, a minute after it', T0, T0 - DAY, T0 + MINUTE],
      ['one seen since, all the same', T0, T0 + 8 * SECOND, T0 + MINUTE],
      ['one seen after a minute, after ten', T0, T0 + MINUTE, T0 + 10 * MINUTE],
      ['one seen after ten minutes, after two hours', T0, T0 + 11 * MINUTE, T0 + 2 * HOUR],
      ['one seen after two hours, the day after', T0, T0 + 3 * HOUR, T0 + DAY],
      ['one seen after a day, no more', T0, T0 + DAY, null],
    ];
  for (const [what, since, seenAt, at] of cases) {
    it(`has asserted again: ${what}`, () => {
      assert.equal(assertAgainAt(since, seenAt), at);
    });
  }

  it('puts an assertion off ever longer where it cannot be made, to about a day', () => {
    const waits = [1, 2, 5, 50].map((failures) => putOffMs(failures, () => 0.5) - 22.5 * SECOND);
    assert.deepEqual(waits, [2 * MINUTE, 4 * MINUTE, 32 * MINUTE, DAY]);
  });
});
