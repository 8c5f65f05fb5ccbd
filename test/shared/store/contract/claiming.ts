import assert from 'node:assert/strict';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import type { DomainRecord } from '../../../../shared/lifecycle/record.ts';
import { CALLING_SHARD, NAMED_SHARDS, shardByName } from '../../../../shared/lifecycle/shard.ts';
import { ClaimLostError } from '../../../../shared/store/store.ts';
import { aRecord, DAY, MINUTE, shop, T0 } from '../../../support/records.ts';
import type { Under } from './store-under-test.ts';
import { claimed, domainsOf, LEASE, put, putDue } from './stored.ts';

export function describeClaiming(under: Under): void {
  describe('claiming the due domains', () => {
    it('claims the longest due first, up to the limit, and then the rest', async () => {
      const { store } = under();
      await putDue(store, 'b.example.com', T0 - 2);
      await putDue(store, 'a.example.com', T0 - 1);
      await putDue(store, 'd.example.com', T0 - 4);
      await putDue(store, 'c.example.com', T0 - 3);
      assert.deepEqual(domainsOf(await store.claimDue(T0, 3, LEASE)), [
        'd.example.com',
        'c.example.com',
        'b.example.com',
      ]);
      assert.deepEqual(domainsOf(await store.claimDue(T0, 3, LEASE)), ['a.example.com']);
      assert.deepEqual(await store.claimDue(T0, 3, LEASE), []);
    });

    it('claims a domain that is due this very millisecond, and none that is due in the next, or never', async () => {
      const { store } = under();
      await putDue(store, 'now.example.com', T0);
      await putDue(store, 'soon.example.com', T0 + 1);
      await putDue(store, 'never.example.com', null);
      assert.deepEqual(domainsOf(await store.claimDue(T0, 10, LEASE)), ['now.example.com']);
    });

    it('claims those first that somebody waits for, however long others have been due', async () => {
      const { store } = under();
      const at = async (name: string, due: number, change: Partial<DomainRecord>) => {
        const domain = parseDomainName(name);
        await put(store, aRecord({ domain, nextCheckAt: due, ...change }));
      };
      const stages = ['done', 'failed', 'ssl-failed', 'done-without-ssl'] as const;
      for (const [n, stage] of stages.entries()) {
        await at(`${n}.example.com`, T0 + n, { stage, reportedStage: stage });
      }
      await at('new.example.com', T0 + 8, {});
      const removing = { state: 'removing', retry: { failures: 0, at: T0 + 9 } } as const;
      await at('gone.example.com', T0, { alias: { ...removing, forgetAt: T0 + DAY } });
      await at('later.example.com', T0 + 11, {});
      assert.deepEqual(domainsOf(await store.claimDue(T0 + 10, 3, LEASE)), [
        'new.example.com',
        'gone.example.com',
        '0.example.com',
      ]);
      assert.deepEqual(domainsOf(await store.claimDue(T0 + 10, 9, LEASE)), [
        '1.example.com',
        '2.example.com',
        '3.example.com',
      ]);
      assert.deepEqual(await store.claimDue(T0 + 10, 9, LEASE), []);
    });

    it('claims those first that need a call next, however long others have been due for a look', async () => {
      const { store } = under();
      const done = { stage: 'done', reportedStage: 'done' } as const;
      for (const [n, name] of ['a.example.com', 'b.example.com', 'c.example.com'].entries()) {
        const domain = parseDomainName(name);
        await put(store, aRecord({ domain, ...done, nextCheckAt: T0 + n }));
      }
      // The multisite does not serve the domain before it has the stage.
      const write = { failures: 1, at: T0 + 8 };
      const unwritten = { ...done, writtenStage: null, write, nextCheckAt: T0 + DAY } as const;
      await put(store, aRecord({ domain: parseDomainName('new.example.com'), ...unwritten }));
      assert.deepEqual(domainsOf(await store.claimDue(T0 + 10, 2, LEASE)), [
        'new.example.com',
        'a.example.com',
      ]);
    });

    it('claims none with a limit of zero', async () => {
      const { store } = under();
      await putDue(store, 'shop.example.com', T0);
      assert.deepEqual(await store.claimDue(T0, 0, LEASE), []);
    });

    it('returns the record with the claim', async () => {
      const { store } = under();
      await putDue(store, 'shop.example.com', T0);
      const record = await store.get(shop);
      const [claim] = await store.claimDue(T0, 1, LEASE);
      assert.deepEqual(claim?.record, record);
    });

    it('claims a domain again once its claim has expired, and not a millisecond before', async () => {
      const { store } = under();
      await putDue(store, 'shop.example.com', T0);
      const [lost] = await store.claimDue(T0, 1, LEASE);
      assert.deepEqual(await store.claimDue(T0 + LEASE - 1, 1, LEASE), []);
      const [claim] = await store.claimDue(T0 + LEASE, 1, LEASE);
      assert.equal(claim?.domain, shop);
      assert.notEqual(claim.token, lost?.token);
    });
  });

  describe('claiming the due domains of some shards', () => {
    const names = Array.from({ length: 40 }, (_, n) => `shop-${n}.example.com`);
    const byName = (...shards: number[]) =>
      names.filter((name) => shards.includes(shardByName(parseDomainName(name))));

    it('claims only those, the longest due first, and leaves the others due', async () => {
      const { store } = under();
      for (const [n, name] of names.entries()) await putDue(store, name, T0 + n);
      const claims = await store.claimDue(T0 + MINUTE, 40, LEASE, [0, 1, 2, 3]);
      assert.deepEqual(domainsOf(claims), byName(0, 1, 2, 3));
      assert.deepEqual(await store.claimDue(T0 + MINUTE, 40, LEASE, [2, 3]), []);
      const others = NAMED_SHARDS.slice(4);
      assert.deepEqual(
        domainsOf(await store.claimDue(T0 + MINUTE, 40, LEASE, others)),
        byName(...others),
      );
    });

    it('also claims those first that somebody waits for', async () => {
      const { store } = under();
      const [live = '', fresh = ''] = byName(0, 1, 2);
      const done = { stage: 'done', reportedStage: 'done', nextCheckAt: T0 - DAY } as const;
      await put(store, aRecord({ domain: parseDomainName(live), ...done }));
      await putDue(store, fresh, T0);
      const [first] = await store.claimDue(T0, 1, LEASE, [0, 1, 2]);
      assert.equal(first?.domain, fresh);
    });

    it('finds those that need a call in a shard of their own', async () => {
      const { store } = under();
      await put(store, aRecord({ writtenStage: null, nextCheckAt: T0 + MINUTE }));
      assert.deepEqual(await store.claimDue(T0, 1, LEASE, NAMED_SHARDS), []);
      const [claim] = await store.claimDue(T0, 1, LEASE, [CALLING_SHARD]);
      assert.equal(claim?.domain, shop);
      await store.settle(claim, T0, (record) => ({ ...record, writtenStage: record.stage }));
      assert.equal((await store.claimDue(T0 + MINUTE, 1, LEASE, NAMED_SHARDS)).length, 1);
    });

    it('finds a domain whose claim has expired in its shard', async () => {
      const { store } = under();
      await putDue(store, 'shop.example.com', T0);
      await claimed(store, shop, T0);
      const mine = [shardByName(shop)];
      assert.deepEqual(await store.claimDue(T0 + LEASE - 1, 1, LEASE, mine), []);
      assert.equal((await store.claimDue(T0 + LEASE, 1, LEASE, mine)).length, 1);
    });
  });

  it('counts the domains that could be claimed now, up to the limit', async () => {
    const { store } = under();
    for (let n = 0; n < 5; n += 1) await putDue(store, `${n}.example.com`, T0);
    await putDue(store, 'later.example.com', T0 + 1);
    await putDue(store, 'never.example.com', null);
    assert.equal(await store.countDue(T0, 10), 5);
    assert.equal(await store.countDue(T0, 3), 3);
    await store.claimDue(T0, 2, LEASE);
    assert.equal(await store.countDue(T0, 10), 3);
  });

  describe('a claim that was taken by a clock days ahead', () => {
    const ahead = T0 + 10 * DAY;

    it('ends with the next sweep', async () => {
      const { store } = under();
      await putDue(store, 'shop.example.com', T0);
      const [theirs] = await store.claimDue(ahead, 1, LEASE);
      assert.deepEqual(await store.claimDue(T0, 1, LEASE), []);
      await store.endFalseClaims(T0, LEASE);
      const [ours] = await store.claimDue(T0, 1, LEASE);
      assert.equal(ours?.domain, shop);
      assert.ok(theirs);
      await assert.rejects(
        store.save(theirs, (record) => record),
        ClaimLostError,
      );
    });

    it('does not prevent a claim of the domain by name', async () => {
      const { store } = under();
      await putDue(store, 'shop.example.com', T0);
      await store.claim(shop, ahead, LEASE);
      assert.ok(await store.claim(shop, T0, LEASE));
    });

    it('is distinguished from one whose clock is ahead by seconds, which counts', async () => {
      const { store } = under();
      await putDue(store, 'shop.example.com', T0);
      assert.ok(await store.claim(shop, T0 + LEASE, LEASE));
      await store.endFalseClaims(T0, LEASE);
      assert.equal(await store.claim(shop, T0, LEASE), undefined);
      assert.deepEqual(await store.claimDue(T0, 1, LEASE), []);
    });
  });

  it('a claim says whether the previous one was released', async () => {
    const { store } = under();
    await putDue(store, 'shop.example.com', T0);
    const first = await claimed(store, shop, T0);
    const second = await claimed(store, shop, T0 + LEASE);
    const [third] = await store.claimDue(T0 + 2 * LEASE, 1, LEASE);
    assert.ok(third);
    await store.abandon(third);
    const [fourth] = await store.claimDue(T0 + 2 * LEASE, 1, LEASE);
    assert.deepEqual(
      [first, second, third, fourth].map((claim) => claim?.isTakenOver),
      [false, true, true, false],
    );
  });

  describe('claiming a domain by name', () => {
    it('claims it, due or not', async () => {
      const { store } = under();
      await putDue(store, 'shop.example.com', T0 + MINUTE);
      const claim = await store.claim(shop, T0, LEASE);
      assert.deepEqual(claim?.record, await store.get(shop));
    });

    it('makes it due no earlier than the end of the claim', async () => {
      const { store } = under();
      await putDue(store, 'shop.example.com', T0);
      await claimed(store, shop, T0);
      assert.deepEqual(await store.claimDue(T0 + LEASE - 1, 1, LEASE), []);
      assert.equal((await store.claimDue(T0 + LEASE, 1, LEASE)).length, 1);
    });

    it('claims no domain that does not exist', async () => {
      assert.equal(await under().store.claim(shop, T0, LEASE), undefined);
    });

    it('claims no domain that is claimed, until that claim has expired', async () => {
      const { store, open } = under();
      await putDue(store, 'shop.example.com', T0);
      const lost = await claimed(store, shop, T0);
      const another = await open();
      assert.equal(await another.claim(shop, T0 + LEASE - 1, LEASE), undefined);
      const claim = await claimed(another, shop, T0 + LEASE);
      assert.notEqual(claim.token, lost.token);
    });
  });

  describe('when the next domain becomes due', () => {
    it('is never, if there is none', async () => {
      assert.equal(await under().store.nextDueAt(), undefined);
    });

    it('is the earliest of all due times and ends of claims', async () => {
      const { store } = under();
      await putDue(store, 'never.example.com', null);
      assert.equal(await store.nextDueAt(), undefined);
      await putDue(store, 'later.example.com', T0 + 2 * LEASE);
      await putDue(store, 'shop.example.com', T0);
      assert.equal(await store.nextDueAt(), T0);
      await claimed(store, shop, T0);
      assert.equal(await store.nextDueAt(), T0 + LEASE);
    });
  });
}
