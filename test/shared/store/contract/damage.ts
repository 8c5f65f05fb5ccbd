import assert from 'node:assert/strict';
import { shop, T0 } from '../../../support/records.ts';
import type { Under } from './store-under-test.ts';
import { claimed, domainsOf, LEASE, putDue } from './stored.ts';

export function describeDamage(under: Under): void {
  describe('a damaged record', () => {
    for (const [field, value, named] of [
      ['stage', 'finished', 'stage'],
      ['siteId', '12', 'siteId'],
      ['alias', { state: 'pending' }, 'alias.retry'],
      ['decidedBy', { occurredAt: 'yesterday', id: 'a' }, 'decidedBy.occurredAt'],
      ['history', [{ at: 0, from: 'done', to: 'lost', reason: '' }], 'history.0.to'],
      ['domain', 'other.example.com', 'domain'],
    ] as const) {
      it(`is an error that names the domain and ${named}`, async () => {
        const { store, damage } = under();
        await putDue(store, 'shop.example.com', T0);
        const claim = await claimed(store, shop, T0);
        await damage(shop, field, value);
        const isNamed = (error: unknown) =>
          error instanceof Error &&
          error.message.includes('the record of shop.example.com is damaged') &&
          error.message.includes(` at ${named}: `);
        await assert.rejects(store.get(shop), isNamed);
        await assert.rejects(store.list({ limit: 10 }), isNamed);
        const record = store.update(shop, 12, () => assert.fail('asked for a decision'));
        await assert.rejects(record, isNamed);
        const saved = store.save(claim, () => assert.fail('asked for a change'));
        await assert.rejects(saved, isNamed);
      });
    }

    it('keeps no other domain from being claimed', async () => {
      const { store, damage } = under();
      await putDue(store, 'shop.example.com', T0 - 1);
      await putDue(store, 'other.example.com', T0);
      await damage(shop, 'stage', 'finished');
      const [damaged, other] = await store.claimDue(T0, 10, LEASE);
      assert.deepEqual(domainsOf([other?.record ?? { domain: 'none' }]), ['other.example.com']);
      assert.equal(damaged?.domain, shop);
      assert.throws(() => damaged.record, /shop\.example\.com is damaged at stage/);
      assert.deepEqual(await store.claimDue(T0, 10, LEASE), []);
    });

    it('can be claimed by name, but not read', async () => {
      const { store, damage } = under();
      await putDue(store, 'shop.example.com', T0);
      await damage(shop, 'stage', 'finished');
      const claim = await claimed(store, shop, T0);
      assert.throws(() => claim.record, /shop\.example\.com is damaged at stage/);
    });

    it('loses the problems that this version does not know, and nothing else', async () => {
      const { store, damage } = under();
      await putDue(store, 'shop.example.com', T0);
      const before = await store.get(shop);
      const unknown = [{ code: 'of-another-version', severity: 'error', message: '', remedy: '' }];
      await damage(shop, 'problems', { closte: unknown, dns: [], certificate: [] });
      assert.deepEqual(await store.get(shop), before);
    });
  });
}
