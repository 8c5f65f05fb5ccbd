import assert from 'node:assert/strict';
import {
  bucketOf,
  NO_STATISTICS,
  timeToLive,
  withTallied,
} from '../../../shared/lifecycle/statistics.ts';
import { DAY, T0 } from '../../support/records.ts';

/** The times, in seconds, as a day counts them. */
function counted(times: readonly number[]): Record<string, number> {
  const buckets: Record<string, number> = {};
  for (const time of times) buckets[bucketOf(time)] = (buckets[bucketOf(time)] ?? 0) + 1;
  return buckets;
}

describe('the times in which domains went live', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => (n + 1) * 10);
  const rules: [times: readonly number[], share: number, seconds: number][] = [
    [[0], 0.5, 1],
    [[300], 0.5, 300],
    [[300, 300, 86_400], 0.5, 300],
    [[300, 300, 86_400], 0.95, 86_400],
    [hundred, 0.5, 500],
    [hundred, 0.95, 950],
    [hundred, 1, 1000],
  ];
  for (const [times, share, seconds] of rules) {
    it(`of which ${share * 100} % are at most ${seconds} s are told at most a tenth too long`, () => {
      const told = timeToLive(counted(times), share) ?? 0;
      assert.ok(told >= seconds * 0.9999 && told <= seconds * 1.1, String(told));
    });
  }

  it('are none where none went live', () => {
    assert.equal(timeToLive({}, 0.5), undefined);
  });
});

describe('what happens', () => {
  it('is added up for each day, whatever the order of the days', () => {
    const closteErrors = (count: number) => ({ timesToLive: {}, closteErrors: count });
    const after = [0, 1, 1, 0].reduce(
      (known, day) => withTallied(known, closteErrors(1 + day), T0 + day * DAY),
      NO_STATISTICS,
    );
    assert.deepEqual(
      after.days.map(({ day, closteErrors: errors }) => [day, errors]),
      [
        ['2026-11-22', 2],
        ['2026-11-23', 4],
      ],
    );
  });
});
