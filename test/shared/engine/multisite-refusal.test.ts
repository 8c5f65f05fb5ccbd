import assert from 'node:assert/strict';
import { pino } from 'pino';
import {
  recordAcceptance,
  recordRefusal,
  refusedUntil,
} from '../../../shared/engine/multisite-refusal.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { DAY, HOUR, MINUTE, T0 } from '../../support/records.ts';

describe('a refusal of the multisite', () => {
  const until = T0 + 5 * MINUTE;
  const cases: [what: string, now: number, expected: number | undefined][] = [
    ['holds for five minutes', T0, until],
    ['holds although the clocks differ by seconds', T0 - 30_000, until],
    ['is over then', until, undefined],
    ['does not count if a clock that is days ahead noted it', T0 - 10 * DAY, undefined],
  ];
  for (const [what, now, expected] of cases) {
    it(what, () => {
      assert.equal(refusedUntil({ multisiteRefusal: { until, toldAt: T0 } }, now), expected);
    });
  }

  it('does not hold if there was none', () => {
    assert.equal(refusedUntil({}, T0), undefined);
  });

  const tellings: [what: string, before: number, times: number][] = [
    ['is reported once an hour', T0 - HOUR + MINUTE, 0],
    ['is reported again after an hour', T0 - HOUR, 1],
    ['is reported although a clock that was days ahead has reported it', T0 + 10 * DAY, 1],
  ];
  for (const [what, toldAt, times] of tellings) {
    it(what, async () => {
      const store = await sqliteStore(':memory:');
      await store.changeSettings(() => ({ multisiteRefusal: { until: toldAt, toldAt } }));
      const lines: string[] = [];
      const log = pino({}, { write: (line: string) => lines.push(line) });
      assert.equal(await recordRefusal({ store, log }, 'refused', T0), T0 + 5 * MINUTE);
      assert.equal(lines.length, times);
      await store.close();
    });
  }

  it('is over once, however many calls are accepted at the same time', async () => {
    const store = await sqliteStore(':memory:');
    const known = { multisiteRefusal: { until: T0, toldAt: T0 } };
    await store.changeSettings(() => known);
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => lines.push(line) });
    await Promise.all([1, 2, 3].map(() => recordAcceptance({ store, log }, known)));
    assert.equal(lines.length, 1);
    assert.deepEqual(await store.readSettings(), {});
    await store.close();
  });
});
