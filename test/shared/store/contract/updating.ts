import assert from 'node:assert/strict';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import { aRecord, MINUTE, shop, T0 } from '../../../support/records.ts';
import type { Under } from './store-under-test.ts';
import { claimed, fullRecord, LEASE, put, putDue } from './stored.ts';

const due = aRecord({ nextCheckAt: T0 });

export function describeRecording(under: Under): void {
  describe('recording the wish of an event', () => {
    it('passes undefined to the decision for an unknown domain', async () => {
      const { store } = under();
      const got: unknown[] = [];
      await store.update(shop, 12, (...known) => {
        got.push(...known);
        return undefined;
      });
      assert.deepEqual(got, [undefined, undefined]);
      assert.equal(await store.get(shop), undefined);
    });

    for (const record of [fullRecord, aRecord()]) {
      it(`keeps every field of the record of ${record.domain}`, async () => {
        const { store, open } = under();
        const { domain, siteId } = record;
        assert.deepEqual(await store.update(domain, siteId, () => record), record);
        assert.deepEqual(await (await open()).get(domain), record);
      });
    }

    it('leaves out undefined fields, as JSON does', async () => {
      const { store } = under();
      await put(store, Object.assign(aRecord(), { note: undefined }));
      assert.deepEqual(await store.get(shop), aRecord());
    });

    it('passes the record to the decision, and stores the result', async () => {
      const { store } = under();
      await put(store, fullRecord);
      const { domain, siteId } = fullRecord;
      const after = await store.update(domain, siteId, (known) => {
        assert.deepEqual(known, fullRecord);
        return known && { ...known, dnsTries: 5 };
      });
      assert.deepEqual(after, { ...fullRecord, dnsTries: 5 });
      assert.deepEqual(await store.get(domain), after);
    });

    it('distinguishes a wildcard from the domain above it', async () => {
      const { store } = under();
      const wildcard = await putDue(store, '*.example.com', T0);
      assert.equal(await store.get(parseDomainName('www.example.com')), undefined);
      assert.equal((await store.get(wildcard))?.domain, '*.example.com');
    });

    it('writes nothing if the decision returns the same record', async () => {
      const { store, revision } = under();
      await put(store, due);
      const before = await revision();
      assert.deepEqual(await store.update(shop, 12, (known) => known), due);
      assert.equal(await revision(), before);
    });

    it('writes nothing if the decision returns nothing', async () => {
      const { store, revision } = under();
      await put(store, due);
      const before = await revision();
      assert.equal(await store.update(shop, 12, () => undefined), undefined);
      assert.equal(await revision(), before);
      assert.deepEqual(await store.get(shop), due);
    });

    it('changes nothing if the decision throws, and goes on', async () => {
      const { store } = under();
      await put(store, due);
      const fault = new Error('a fault of the decision');
      const failing = store.update(shop, 12, () => {
        throw fault;
      });
      await assert.rejects(failing, fault);
      assert.deepEqual(await store.get(shop), due);
      assert.ok(await store.update(shop, 12, (known) => known));
    });

    it('makes the domain due when the record is', async () => {
      const { store } = under();
      await putDue(store, 'shop.example.com', T0 + MINUTE);
      assert.equal(await store.nextDueAt(), T0 + MINUTE);
      await putDue(store, 'shop.example.com', T0 + 5);
      assert.equal(await store.nextDueAt(), T0 + 5);
      await putDue(store, 'shop.example.com', null);
      assert.equal(await store.nextDueAt(), undefined);
    });

    it('leaves a claimed domain to its worker, although the event makes it due', async () => {
      const { store } = under();
      await putDue(store, 'shop.example.com', T0 + MINUTE);
      const claim = await claimed(store, shop, T0);
      await put(store, due);
      assert.deepEqual(await store.claimDue(T0, 10, LEASE), []);
      assert.equal(await store.claim(shop, T0, LEASE), undefined);
      assert.equal(await store.nextDueAt(), T0 + LEASE);
      assert.deepEqual(await store.settle(claim, T0), due);
    });
  });
}
