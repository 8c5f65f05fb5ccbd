import assert from 'node:assert/strict';
import { refusedUntil } from '../../../shared/engine/multisite-refusal.ts';
import { DAY, MINUTE, T0 } from '../../support/records.ts';

describe('a refusal of the multisite', () => {
  const until = T0 + 5 * MINUTE;
  const cases: [what: string, now: number, expected: number | undefined][] = [
    ['holds for five minutes', T0, until],
    ['holds though the clocks differ by seconds', T0 - 30_000, until],
    ['is over then', until, undefined],
    ['of a clock that is days ahead does not count', T0 - 10 * DAY, undefined],
  ];
  for (const [what, now, expected] of cases) {
    it(what, () => {
      assert.equal(refusedUntil({ multisiteRefusal: { until, toldAt: T0 } }, now), expected);
    });
  }

  it('holds for nobody where there is none', () => {
    assert.equal(refusedUntil({}, T0), undefined);
  });
});
