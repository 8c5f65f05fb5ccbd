import assert from 'node:assert/strict';
import { aRecord, MINUTE, shop, T0 } from '../../../support/records.ts';
import type { Under } from './store-under-test.ts';
import { claimed, domainsOf, LEASE, putDue } from './stored.ts';

/** A field, its damaged value, the field that the error names, and whether the rest can still be used. */
const DAMAGES = [
  ['stage', 'finished', 'stage', false],
  ['siteId', '12', 'siteId', true],
  ['siteId', 'twelve', 'siteId', false],
  ['alias', { state: 'pending' }, 'alias.retry', false],
  ['decidedBy', { occurredAt: 'yesterday', id: 'a' }, 'decidedBy.occurredAt', false],
  ['history', [{ at: 0, from: 'done', to: 'lost', reason: '' }], 'history.0.to', true],
  ['nextCheckAt', 'soon', 'nextCheckAt', true],
  ['problems', 'many', 'problems', true],
  ['domain', 'other.example.com', 'domain', false],
] as const;

export function describeDamage(under: Under): void {
  describe('a damaged record', () => {
    for (const [field, value, named, isMended] of DAMAGES) {
      it(`that has ${JSON.stringify(value)} for ${field} is an error that names it`, async () => {
        const { store, damage } = under();
        await putDue(store, 'shop.example.com', T0);
        const claim = await claimed(store, shop, T0);
        await damage(shop, field, value);
        const isNamed = (error: unknown) =>
          error instanceof Error &&
          error.message.includes('the record of shop.example.com is damaged') &&
          error.message.includes(` at ${named}: `);
        await assert.rejects(store.get(shop), isNamed);
        const saved = store.save(claim, (record) => ({ ...record, nextCheckAt: T0 + MINUTE }));
        await assert.rejects(saved, isNamed);
        await assert.rejects(store.get(shop), isNamed);
      });

      it(`that has ${JSON.stringify(value)} for ${field} is replaced by an event`, async () => {
        const { store, damage } = under();
        await putDue(store, 'shop.example.com', T0);
        const before = await store.get(shop);
        await damage(shop, field, value);
        const replaced = aRecord({ nextCheckAt: T0 + MINUTE });
        let seen: unknown;
        await store.update(shop, 12, (known) => {
          seen = known;
          return replaced;
        });
        if (!isMended) assert.equal(seen, undefined);
        else assert.deepEqual({ ...before, ...pick(seen, field) }, seen);
        assert.deepEqual(await store.get(shop), replaced);
      });
    }

    it('is listed beside the others, and does not prevent their listing', async () => {
      const { store, damage } = under();
      for (const name of ['a.example.com', 'shop.example.com', 'z.example.com']) {
        await putDue(store, name, T0);
      }
      await damage(shop, 'stage', 'finished');
      const { records, damaged = [] } = await store.list({ limit: 10 });
      assert.deepEqual(domainsOf(records), ['a.example.com', 'z.example.com']);
      assert.deepEqual(domainsOf(damaged), ['shop.example.com']);
      assert.match(
        damaged[0]?.reason ?? '',
        /the record of shop\.example\.com is damaged at stage/,
      );
      const page = await store.list({ limit: 2 });
      assert.deepEqual([page.records.length, page.next], [1, 'shop.example.com']);
      const ofSite = await store.list({ siteId: 12, limit: 10 });
      assert.deepEqual(domainsOf(ofSite.damaged ?? []), ['shop.example.com']);
    });

    it('does not prevent claims of other domains', async () => {
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

    it('loses only the problems that this version does not know', async () => {
      const { store, damage } = under();
      await putDue(store, 'shop.example.com', T0);
      const before = await store.get(shop);
      const unknown = [{ code: 'of-another-version', severity: 'error', message: '', remedy: '' }];
      await damage(shop, 'problems', { closte: unknown, dns: [], certificate: [] });
      assert.deepEqual(await store.get(shop), before);
    });
  });
}

function pick(record: unknown, field: string): Record<string, unknown> {
  const entries = record instanceof Object ? Object.entries(record) : [];
  return Object.fromEntries(entries.filter(([name]) => name === field));
}
