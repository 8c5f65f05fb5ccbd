import assert from 'node:assert/strict';
import { backoffMs, dailyMs, rarelyMs } from '../../../shared/lifecycle/rest.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../support/records.ts';

describe('the wait', () => {
  it('after a failure doubles from half a minute to an hour, half of it at random', () => {
    const shortest = [1, 2, 3, 7, 8, 1000].map((failures) => backoffMs(failures, () => 0));
    assert.deepEqual(shortest, [15 * SECOND, 30 * SECOND, MINUTE, 16 * MINUTE, HOUR / 2, HOUR / 2]);
    const longest = [1, 2, 1000].map((failures) => backoffMs(failures, () => 1));
    assert.deepEqual(longest, [30 * SECOND, MINUTE, HOUR]);
  });

  it('between looks in vain doubles from the check interval to a day', () => {
    const waits = [0, 1, 2, 9, 1000].map((looks) => rarelyMs(looks, 5 * MINUTE));
    assert.deepEqual(waits, [5 * MINUTE, 10 * MINUTE, 20 * MINUTE, DAY, DAY]);
  });

  it('is always in whole milliseconds, which is what stores hold', () => {
    for (const random of [0.123456789, 1 / 3, 0.999999]) {
      assert.ok(Number.isInteger(backoffMs(1, () => random)));
      assert.ok(Number.isInteger(dailyMs(() => random)));
    }
  });

  it('between looks at a done domain is a day, or up to an hour less', () => {
    assert.deepEqual([dailyMs(() => 0), dailyMs(() => 1)], [DAY, DAY - HOUR]);
  });
});
