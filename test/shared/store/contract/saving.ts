import assert from 'node:assert/strict';
import { type Claim, ClaimLostError } from '../../../../shared/store/store.ts';
import { aRecord, HOUR, shop, T0 } from '../../../support/records.ts';
import type { Under } from './store-under-test.ts';
import { claimed, LEASE, put, putDue, seenBy, withSeen } from './stored.ts';

export function describeSaving(under: Under): void {
  /** A claim on the shop's domain, which is due. */
  async function claimDue(): Promise<Claim> {
    const { store } = under();
    await putDue(store, 'shop.example.com', T0);
    return claimed(store, shop, T0);
  }

  /** A claim that expired, after which another worker claimed the domain. */
  async function lostClaim(): Promise<Claim> {
    const claim = await claimDue();
    await claimed(under().store, shop, T0 + LEASE);
    return claim;
  }

  const isLost = (error: unknown) =>
    error instanceof ClaimLostError && error.message.includes('shop.example.com');

  describe('saving under a claim', () => {
    it('changes the record, and keeps the claim', async () => {
      const claim = await claimDue();
      const { store } = under();
      const after = await store.save(claim, (record) => ({ ...record, nextCheckAt: T0 + HOUR }));
      assert.equal(after?.nextCheckAt, T0 + HOUR);
      assert.deepEqual(await store.get(shop), after);
      assert.equal(await store.claim(shop, T0, LEASE), undefined);
      assert.equal(await store.nextDueAt(), T0 + LEASE);
    });

    it('extends the claim if a time is given', async () => {
      const claim = await claimDue();
      const { store } = under();
      const changed = { ...claim.record, nextCheckAt: T0 + HOUR };
      for (const [change, until] of [
        [changed, T0 + 2 * LEASE],
        ['none', T0 + 3 * LEASE],
      ] as const) {
        await store.save(claim, (record) => (change === 'none' ? record : change), until);
        assert.equal(await store.nextDueAt(), until);
        assert.equal(await store.claim(shop, until - 1, LEASE), undefined);
      }
      assert.deepEqual(await store.get(shop), changed);
      assert.ok(await store.claim(shop, T0 + 3 * LEASE, LEASE));
      await assert.rejects(
        store.save(claim, (record) => record, T0 + 9 * LEASE),
        isLost,
      );
    });

    it('applies the change to the newest record, which an event has changed meanwhile', async () => {
      const claim = await claimDue();
      const { store, open } = under();
      const elsewhere = await open();
      await elsewhere.update(shop, 12, (record) => record && withSeen(record, 'the event'));
      await store.save(claim, (record) => withSeen(record, 'the step'));
      assert.deepEqual(seenBy(await store.get(shop)), ['the event', 'the step']);
    });

    it('writes nothing if the record stays the same', async () => {
      const claim = await claimDue();
      const { store, revision } = under();
      const before = await revision();
      assert.deepEqual(await store.save(claim, (record) => record), claim.record);
      assert.equal(await revision(), before);
    });

    it('forgets the domain if there is to be no record', async () => {
      const claim = await claimDue();
      const { store } = under();
      assert.equal(await store.save(claim, () => undefined), undefined);
      assert.equal(await store.get(shop), undefined);
      assert.equal(await store.nextDueAt(), undefined);
      assert.deepEqual(await store.list({ limit: 10 }), { records: [] });
      await assert.rejects(
        store.save(claim, (record) => record),
        isLost,
      );
    });

    it('still works after the claim has expired if nobody else has claimed the domain', async () => {
      const claim = await claimDue();
      const { store } = under();
      await putDue(store, 'other.example.com', T0);
      await store.claimDue(T0 + LEASE - 1, 10, LEASE);
      assert.ok(await store.save(claim, (record) => withSeen(record, 'late')));
    });

    it('saves nothing under a claim that somebody else has taken over', async () => {
      const claim = await lostClaim();
      const { store } = under();
      await assert.rejects(
        store.save(claim, (record) => withSeen(record, 'late')),
        isLost,
      );
      assert.deepEqual(await store.get(shop), claim.record);
    });

    it('saves nothing under a claim that was released', async () => {
      const claim = await claimDue();
      const { store } = under();
      await store.abandon(claim);
      await assert.rejects(
        store.save(claim, (record) => withSeen(record, 'late')),
        isLost,
      );
      assert.deepEqual(await store.get(shop), claim.record);
    });
  });

  describe('settling a claim', () => {
    const resting = aRecord({ nextCheckAt: T0 + HOUR });

    it('releases the domain, due when its record is', async () => {
      const claim = await claimDue();
      const { store } = under();
      await store.save(claim, () => resting);
      assert.equal(await store.settle(claim, T0), undefined);
      assert.equal(await store.nextDueAt(), T0 + HOUR);
      assert.deepEqual(await store.claimDue(T0 + HOUR - 1, 1, LEASE), []);
      assert.ok(await store.claim(shop, T0, LEASE));
    });

    it('saves the outcome of the last steps, and releases the domain with the new due time', async () => {
      const claim = await claimDue();
      const { store } = under();
      assert.equal(await store.settle(claim, T0, () => resting), undefined);
      assert.deepEqual(await store.get(shop), resting);
      assert.equal(await store.nextDueAt(), T0 + HOUR);
      assert.ok(await store.claim(shop, T0, LEASE));
    });

    it('saves the outcome, but keeps the claim, if the record is still due', async () => {
      const claim = await claimDue();
      const { store } = under();
      const due = aRecord({ nextCheckAt: T0, dnsTries: 3 });
      assert.deepEqual(await store.settle(claim, T0, () => due), due);
      assert.deepEqual(await store.get(shop), due);
      assert.equal(await store.claim(shop, T0, LEASE), undefined);
    });

    it('forgets a domain that is to be forgotten', async () => {
      const claim = await claimDue();
      const { store } = under();
      assert.equal(await store.settle(claim, T0, () => undefined), undefined);
      assert.equal(await store.get(shop), undefined);
    });

    it('releases a domain that is never due', async () => {
      const claim = await claimDue();
      const { store } = under();
      await store.save(claim, (record) => ({ ...record, nextCheckAt: null }));
      assert.equal(await store.settle(claim, T0), undefined);
      assert.equal(await store.nextDueAt(), undefined);
    });

    it('keeps the claim if an event has made the record due meanwhile', async () => {
      const claim = await claimDue();
      const { store, open } = under();
      await store.save(claim, () => resting);
      const dueAgain = aRecord({ nextCheckAt: T0 + 5 });
      await put(await open(), dueAgain);
      assert.deepEqual(await store.settle(claim, T0 + 5), dueAgain);
      assert.equal(await store.claim(shop, T0 + 5, LEASE), undefined);
      assert.ok(await store.save(claim, () => resting));
      assert.equal(await store.settle(claim, T0 + 5), undefined);
    });

    it('fails once another worker has claimed the domain, and does not affect that claim', async () => {
      const claim = await lostClaim();
      const { store } = under();
      await assert.rejects(store.settle(claim, T0 + LEASE), isLost);
      assert.equal(await store.claim(shop, T0 + LEASE, LEASE), undefined);
    });
  });

  describe('abandoning a claim', () => {
    it('releases the domain although it is still due', async () => {
      const claim = await claimDue();
      const { store } = under();
      await store.abandon(claim);
      assert.equal(await store.nextDueAt(), T0);
      assert.equal((await store.claimDue(T0, 1, LEASE)).length, 1);
    });

    it('leaves the domain to a worker that has claimed it since', async () => {
      const claim = await lostClaim();
      const { store } = under();
      await store.abandon(claim);
      assert.equal(await store.claim(shop, T0 + LEASE, LEASE), undefined);
    });

    it('is not an error once the domain is forgotten', async () => {
      const claim = await claimDue();
      const { store } = under();
      await store.save(claim, () => undefined);
      await store.abandon(claim);
      assert.equal(await store.get(shop), undefined);
    });
  });
}
