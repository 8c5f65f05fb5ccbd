import assert from 'node:assert/strict';
import { pino } from 'pino';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { recorder } from '../../../shared/reconciliation/recorder.ts';
import { newRun } from '../../../shared/reconciliation/run.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { DAY, HOUR, T0 } from '../../support/records.ts';

describe('a listed domain of a deleted site', () => {
  it('is not left out if the question about its site is aborted', async () => {
    const store = await sqliteStore(':memory:');
    const deletion = { occurredAt: T0 - HOUR, id: 's' };
    await store.recordSiteDeletion(2, deletion, { now: T0, forgetAt: T0 + DAY });
    const unasked = () => assert.fail();
    const hasSite = async () => {
      throw new Error('the time is over');
    };
    const multisite = { page: unasked, get: unasked, find: unasked, write: unasked, hasSite };
    const log = pino({ level: 'silent' });
    const wait = async () => {};
    const reconciling = { store, multisite, log, wait, now: () => T0, allowSpecialUse: false };
    const ours = recorder(reconciling, newRun(T0, false, 'this call'), false);
    const domain = parseDomainName('shop.example.com');
    const item = { id: 3, siteId: 2, domain, stage: 'done', secure: true };
    await assert.rejects(ours.listed(item, new AbortController().signal), /the time is over/);
    await store.close();
  });
});
