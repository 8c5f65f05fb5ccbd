import assert from 'node:assert/strict';
import { LEASE_MS } from '../../../shared/engine/engine.ts';
import { sweepOne } from '../../../shared/engine/sweep.ts';
import { dnsRight, dnsWrong, MINUTE, shop } from '../../support/records.ts';
import { never } from './advancing.ts';
import { manyTriesForEachTest, sweepingIn } from './sweeping.ts';

describe('a sweep', () => {
  const world = manyTriesForEachTest();
  const { record, put, sweepAll, lookingAtDns } = sweepingIn(world);

  it('advances every domain that is due, and reports how many', async () => {
    await record('a.example.com', 'b.example.com', 'c.example.com');
    const { durationMs, ...counts } = await sweepAll();
    assert.deepEqual(counts, { claimed: 3, advanced: 3, failed: 0, remaining: false });
    assert.ok(durationMs >= 0);
    const stages = (await world.engine.store.list({ limit: 9 })).records.map(({ stage }) => stage);
    assert.deepEqual(stages, ['done', 'done', 'done']);
  });

  it('takes over from a process whose clock was days ahead', async () => {
    await record('a.example.com');
    const ahead = world.engine.clock.now + 10 * 24 * 3_600_000;
    assert.equal((await world.engine.store.claimDue(ahead, 1, LEASE_MS)).length, 1);
    assert.equal((await sweepAll()).advanced, 1);
  });

  it('asks DNS once for records that its domains share; the next sweep asks again', async () => {
    await record('a.example.com', 'b.example.com', 'c.example.com');
    await sweepAll();
    assert.equal(world.outside.dns.queries('example.com'), 1);
    await record('d.example.com');
    await sweepAll();
    assert.equal(world.outside.dns.queries('example.com'), 2);
  });

  it('does nothing if nothing is due', async () => {
    await record('a.example.com');
    await sweepAll();
    const asked = world.outside.dns.queries();
    const { claimed, remaining } = await sweepAll();
    assert.deepEqual([claimed, remaining, world.outside.dns.queries()], [0, false, asked]);
  });

  it('makes two queries to the store if nothing is due', async () => {
    await record('a.example.com');
    await sweepAll();
    const { store } = world.engine;
    const asked: string[] = [];
    const counted = new Proxy(store, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value === 'function') asked.push(String(name));
        return value;
      },
    });
    world.engine = { ...world.engine, store: counted };
    await sweepAll();
    assert.deepEqual(asked, ['readSettings', 'claimDue']);
  });

  it('is logged once a minute, and in between only if something happened', async () => {
    const told: boolean[] = [];
    for (const [afterMs, domains] of [
      [0, []],
      [2000, []],
      [2000, ['a.example.com']],
      [2000, []],
      [MINUTE, []],
    ] as const) {
      world.engine.clock.now += afterMs;
      await put(...domains);
      const before = world.engine.lines.length;
      await sweepAll();
      told.push(world.engine.lines.slice(before).some(({ msg }) => msg === 'swept'));
    }
    assert.deepEqual(told, [true, false, true, false, true]);
  });

  it('counts a domain that fails through a fault of our own, and advances the others', async () => {
    await record('a.example.com', 'b.example.com');
    lookingAtDns((domain) => {
      if (domain === 'a.example.com') throw new TypeError('a bug');
      return dnsRight;
    });
    const { claimed, failed, remaining } = await sweepAll();
    assert.deepEqual([claimed, failed, remaining], [2, 1, false]);
  });

  describe('of one domain', () => {
    const sweepShop = () => sweepOne(world.engine, shop, never);

    it('looks at it now although it is not due, and counts the look as usual', async () => {
      await record('shop.example.com');
      lookingAtDns(() => dnsWrong);
      await sweepAll();
      const result = await sweepShop();
      assert.deepEqual(
        { ...result, durationMs: 0 },
        {
          claimed: 1,
          advanced: 1,
          failed: 0,
          remaining: false,
          durationMs: 0,
        },
      );
      assert.equal((await world.engine.store.get(shop))?.dnsTries, 2);
    });

    it('leaves its turns to call the hosts to the next sweep', async () => {
      await record('shop.example.com');
      await sweepShop();
      assert.ok(world.outside.closte.calls.length > 0);
      const { hosts } = await world.engine.store.readSettings();
      assert.equal(hosts?.aliasHost?.turn, undefined);
    });

    it('reports that the domain is unknown', async () => {
      assert.equal(await sweepShop(), undefined);
    });

    it('leaves a domain to the worker that is advancing it', async () => {
      await record('shop.example.com');
      await world.engine.store.claim(shop, world.engine.clock.now, LEASE_MS);
      const result = await sweepShop();
      assert.deepEqual([result?.claimed, result?.remaining], [0, true]);
    });
  });
});
