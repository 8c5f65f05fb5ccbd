import assert from 'node:assert/strict';
import { assertAgainAt, putOffMs } from '../../../shared/lifecycle/doubts.ts';
import { DAY, HOUR, MINUTE, SECOND, T0 } from '../../support/records.ts';

describe('what is in doubt', () => {
  const cases: readonly [what: string, since: number | null, seenAt: number, at: number | null][] =
    [
      ['nothing is asserted again', null, T0, null],
      ['what was seen before that, a minute after it', T0, T0 - DAY, T0 + MINUTE],
      ['what was seen since, all the same', T0, T0 + 8 * SECOND, T0 + MINUTE],
      ['what was seen after a minute, after ten', T0, T0 + MINUTE, T0 + 10 * MINUTE],
      ['what was seen after ten minutes, after two hours', T0, T0 + 11 * MINUTE, T0 + 2 * HOUR],
      ['what was seen after two hours, the day after', T0, T0 + 3 * HOUR, T0 + DAY],
      ['what was seen after a day, no more', T0, T0 + DAY, null],
    ];
  for (const [what, since, seenAt, at] of cases) {
    it(`is asserted again: ${what}`, () => {
      assert.equal(assertAgainAt(since, seenAt), at);
    });
  }

  it('is put off ever longer where it cannot be asserted, to about a day', () => {
    const waits = [1, 2, 5, 50].map((failures) => putOffMs(failures, () => 0.5) - 22.5 * SECOND);
    assert.deepEqual(waits, [2 * MINUTE, 4 * MINUTE, 32 * MINUTE, DAY]);
  });
});
