import assert from 'node:assert/strict';
import {
  NO_STATISTICS,
  NOTHING_TALLIED,
  type Statistics,
} from '../../../../shared/lifecycle/statistics.ts';
import { T0 } from '../../../support/records.ts';
import type { Under } from './store-under-test.ts';

const stages = {
  'checking-dns': 1,
  'checking-ssl-cert': 2,
  done: 3,
  'done-without-ssl': 4,
  failed: 5,
  'ssl-failed': 6,
};
const needs = { customer: 1, ops: 0, closte: 2, proxy: 0 };

const some: Statistics = {
  sweptAt: T0,
  counted: { at: T0, stages, needs, waitForCloste: 7 },
  days: [
    { day: '2026-11-25', stages: null, ...NOTHING_TALLIED },
    { day: '2026-11-26', stages, timesToLive: { '12': 3 }, closteErrors: 2 },
  ],
};

export function describeStatistics(under: Under): void {
  describe('the statistics', () => {
    it('are empty at first', async () => {
      assert.deepEqual(await under().store.readStatistics(), NO_STATISTICS);
    });

    it('are kept as they are changed, for all to read', async () => {
      const { store, open } = under();
      const elsewhere = await open();
      assert.deepEqual(await store.changeStatistics(() => some), some);
      assert.deepEqual(await elsewhere.readStatistics(), some);
      const later = await elsewhere.changeStatistics((known) => ({ ...known, sweptAt: T0 + 1 }));
      assert.deepEqual(await store.readStatistics(), later);
      assert.deepEqual(later, { ...some, sweptAt: T0 + 1 });
    });

    it('are not written if they stay the same', async () => {
      const { store, revision } = under();
      await store.changeStatistics(() => some);
      const before = await revision();
      await store.changeStatistics((known) => known);
      assert.equal(await revision(), before);
    });

    it('leave the settings alone', async () => {
      const { store } = under();
      await store.changeSettings(() => ({ aliasHostAddress: 'sandbox' }));
      await store.changeStatistics(() => some);
      assert.deepEqual(await store.readSettings(), { aliasHostAddress: 'sandbox' });
    });
  });
}
