import assert from 'node:assert/strict';
import { placeOf, timeOf } from '../../../shared/events/time-of.ts';
import { isNewer } from '../../../shared/lifecycle/ordinal.ts';
import { DAY, MINUTE, T0 } from '../../support/records.ts';

describe('when an event occurred', () => {
  const days: [written: string, time: number | undefined][] = [
    ['2026-11-22T10:00:00Z', T0],
    ['2026-11-22T11:30:00+01:30', T0],
    ['2026-11-22 10:00:00Z', T0],
    ['2026-11-22T10:00:00.5Z', T0 + 500],
    ['2028-02-29T10:00:00Z', Date.UTC(2028, 1, 29, 10)],
    ['2026-02-29T10:00:00Z', undefined],
    ['2026-02-30T10:00:00Z', undefined],
    ['2026-04-31T10:00:00Z', undefined],
  ];
  for (const [written, time] of days) {
    it(`is ${time === undefined ? 'never' : 'read'}: ${written}`, () => {
      assert.equal(timeOf(written), time);
    });
  }

  const clocks: [what: string, written: number, counts: number][] = [
    ['as it was written by a right clock', T0 - 5, T0 - 5],
    ['as it is written, however late it was published', T0 - 31 * DAY, T0 - 31 * DAY],
    ['as it is written up to a minute ahead', T0 + MINUTE, T0 + MINUTE],
    ['at most a minute ahead', T0 + MINUTE + 1, T0 + MINUTE],
    ['at most a minute ahead even by a clock that is years ahead', T0 + 5000 * DAY, T0 + MINUTE],
  ];
  for (const [what, written, counts] of clocks) {
    it(`counts ${what}`, () => {
      assert.equal(placeOf(written, T0, 'a').occurredAt, counts);
    });
  }

  const pairs: [what: string, older: number, newer: number][] = [
    ['by a clock that is ahead', T0 + DAY, T0 + DAY + 1],
    ['by one that is ahead by just a minute', T0 + MINUTE, T0 + MINUTE + 1],
  ];
  for (const [what, older, newer] of pairs) {
    it(`is later than an earlier event of the same batch, ${what}, whatever their ids`, () => {
      const [first, last] = [placeOf(older, T0, 'b'), placeOf(newer, T0, 'a')];
      assert.deepEqual([isNewer(last, first), isNewer(first, last)], [true, false]);
    });
  }
});
