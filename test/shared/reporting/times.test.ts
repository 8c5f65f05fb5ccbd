import assert from 'node:assert/strict';
import { clockTime, nextTime, relativeTime } from '../../../shared/reporting/times.ts';
import { DAY, HOUR, MINUTE, SECOND, T0 } from '../../support/records.ts';

describe('times for people', () => {
  const relative: [distanceMs: number, text: string][] = [
    [0, 'now'],
    [999, 'now'],
    [-999, 'now'],
    [SECOND, 'in 1 s'],
    [MINUTE - 1, 'in 59 s'],
    [MINUTE, 'in 1 min'],
    [HOUR - 1, 'in 59 min'],
    [HOUR, 'in 1 h'],
    [DAY - 1, 'in 23 h'],
    [DAY, 'in 1 day'],
    [2 * DAY, 'in 2 days'],
    [-5 * MINUTE, '5 min ago'],
    [-400 * DAY, '400 days ago'],
  ];
  for (const [distanceMs, text] of relative) {
    it(`${distanceMs} ms from now is "${text}"`, () => {
      assert.equal(relativeTime(T0 + distanceMs, T0), text);
    });
  }

  it('a time in the past is due, a time in the future is shown like any other', () => {
    assert.equal(nextTime(T0, T0), 'due');
    assert.equal(nextTime(T0 - DAY, T0), 'due');
    assert.equal(nextTime(T0 + HOUR, T0), 'in 1 h');
  });

  it('the time of the clock is in UTC', () => {
    assert.equal(clockTime(T0 + 123), '2026-11-22 10:00:00 UTC');
  });
});
