import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DomainName, parseDomainName } from '../../../shared/domain-name.ts';
import { LEASE_MS } from '../../../shared/engine/engine.ts';
import { EVERY_MINUTE } from '../../../shared/engine/sweep.ts';
import { abortedOnce } from '../../support/aborted-once.ts';
import { aRecord, dnsRight, dnsWrong, MINUTE, shop } from '../../support/records.ts';
import { manyTriesForEachTest, sweepingIn } from './sweeping.ts';

describe('advancing the domains that are due', () => {
  const world = manyTriesForEachTest();
  const { record, put, sweepAll, lookingAtDns } = sweepingIn(world);

  it('works on as many domains at a time as allowed, and no more', async () => {
    await put(...Array.from({ length: 12 }, (_, n) => `shop-${n}.example.com`));
    let working = 0;
    let most = 0;
    const four = Promise.withResolvers<void>();
    lookingAtDns(async () => {
      working += 1;
      most = Math.max(most, working);
      if (working === 4) four.resolve();
      await four.promise;
      // Time for a fifth to begin, which it must not.
      await sleep(5);
      working -= 1;
      return dnsWrong;
    });
    const { advanced } = await sweepAll({ ...EVERY_MINUTE, concurrency: 4 });
    assert.deepEqual([advanced, most], [12, 4]);
  });

  it('makes no further query while it looks at the last of them', async () => {
    await put(...Array.from({ length: 4 }, (_, n) => `shop-${n}.example.com`));
    let last = Promise.resolve();
    lookingAtDns(async () => {
      // One after the other.
      last = last.then(() => new Promise<void>(setImmediate));
      await last;
      return dnsWrong;
    });
    const { store } = world.engine;
    let asked = 0;
    const claimDue: typeof store.claimDue = (...limits) => {
      asked += 1;
      return store.claimDue(...limits);
    };
    world.engine = { ...world.engine, store: { ...store, claimDue } };
    assert.equal((await sweepAll()).advanced, 4);
    assert.equal(asked, 2, 'at first, and once all were done');
  });

  it('takes the longest due first', async () => {
    const order: string[] = [];
    for (const domain of ['z.example.com', 'a.example.com', 'm.example.com']) {
      await record(domain);
      world.engine.clock.now += 1;
    }
    lookingAtDns((domain) => {
      order.push(domain);
      return dnsWrong;
    });
    await sweepAll({ ...EVERY_MINUTE, concurrency: 1 });
    assert.deepEqual(order, ['z.example.com', 'a.example.com', 'm.example.com']);
  });

  it('looks at a new domain within a minute, although a thousand slow live ones are due', async () => {
    const live = Array.from({ length: 1000 }, (_, n) => parseDomainName(`live-${n}.example.com`));
    for (const domain of live) {
      const due = { domain, stage: 'done', reportedStage: 'done', nextCheckAt: 0 } as const;
      await world.engine.store.update(domain, 12, () => aRecord(due));
    }
    let looks = 0;
    let newAt = 0;
    let waitedMs: number | undefined;
    lookingAtDns(async (domain) => {
      if (domain === 'new.example.com') waitedMs = world.engine.clock.now - newAt;
      looks += 1;
      // Each takes 14 s, and 32 of them are looked at together.
      world.engine.clock.now += 14_000 / 32;
      if (looks === 50) {
        newAt = world.engine.clock.now;
        await put('new.example.com');
      }
      return dnsWrong;
    });
    for (let minute = 0; minute < 3; minute += 1) await sweepAll();
    assert.ok(waitedMs !== undefined && waitedMs <= 60_000, `${waitedMs} ms`);
  });

  it('looks at others while some looks are slow', async () => {
    const slow = ['slow-a.example.com', 'slow-b.example.com'];
    await put(...slow);
    const ended: string[] = [];
    const { promise: areEnough, resolve: end } = Promise.withResolvers<void>();
    lookingAtDns(async (domain) => {
      if (domain === 'fast.example.com') end();
      else {
        if (domain === 'slow-b.example.com') await put('fast.example.com');
        await Promise.race([areEnough, sleep(20_000, undefined, { ref: false })]);
      }
      ended.push(domain);
      return dnsWrong;
    });
    await sweepAll({ ...EVERY_MINUTE, concurrency: 1, slowAfterMs: 1 });
    assert.deepEqual(ended, ['fast.example.com', ...slow]);
  });

  it('looks at others while some call Closte', async () => {
    await record('new.example.com');
    const did: string[] = [];
    const { promise: isLookedAt, resolve: lookedAt } = Promise.withResolvers<void>();
    const add = async () => {
      await put('other.example.com');
      await Promise.race([isLookedAt, sleep(20_000, undefined, { ref: false })]);
      did.push('added new.example.com');
      return { kind: 'done' } as const;
    };
    const aliasHost = { ...world.engine.effects.aliasHost, add };
    world.engine = { ...world.engine, effects: { ...world.engine.effects, aliasHost } };
    lookingAtDns((domain) => {
      did.push(`looked at ${domain}`);
      if (domain === 'other.example.com') lookedAt();
      return dnsWrong;
    });
    await sweepAll({ ...EVERY_MINUTE, concurrency: 1, slowAfterMs: MINUTE });
    assert.deepEqual(did, [
      'looked at other.example.com',
      'added new.example.com',
      'looked at new.example.com',
    ]);
  });

  it('has at most four times as many looks under way if they are slow', async () => {
    await put(...Array.from({ length: 20 }, (_, n) => `slow-${n}.example.com`));
    let underWay = 0;
    let most = 0;
    lookingAtDns(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await sleep(100);
      underWay -= 1;
      return dnsWrong;
    });
    await sweepAll({ ...EVERY_MINUTE, concurrency: 1, slowAfterMs: 1 });
    assert.ok(most > 1 && most <= 4, `${most} at a time`);
  });

  it('claims nothing more when its time is up, and reports that some remain', async () => {
    await put('a.example.com', 'b.example.com', 'c.example.com');
    lookingAtDns(() => {
      world.engine.clock.now += 30_000;
      return dnsWrong;
    });
    const { claimed, remaining } = await sweepAll({ ...EVERY_MINUTE, concurrency: 1 });
    assert.deepEqual([claimed, remaining], [2, true]);
    const swept = world.engine.lines.find(({ msg }) => msg === 'swept');
    assert.deepEqual([swept?.claimed, swept?.oldestDueSeconds], [2, 60]);
  });

  it('leaves a step that is interrupted to the next sweep', async () => {
    world.outside.closte.addFault({ kind: 'hang', times: 1 });
    await record('shop.example.com');
    const asked = abortedOnce(() => world.outside.closte.calls.length > 0);
    const { claimed, advanced, remaining } = await sweepAll(EVERY_MINUTE, asked);
    assert.deepEqual([claimed, advanced, remaining], [1, 0, false]);
    world.engine.clock.now += LEASE_MS;
    assert.equal((await sweepAll()).advanced, 1);
    assert.equal((await world.engine.store.get(shop))?.stage, 'done');
  });

  it('leaves a look that is interrupted to the next sweep, at once', async () => {
    await record('shop.example.com');
    const asked = new AbortController();
    lookingAtDns(() => {
      asked.abort();
      throw asked.signal.reason;
    });
    const { advanced, failed, remaining } = await sweepAll(EVERY_MINUTE, asked.signal);
    assert.deepEqual([advanced, failed, remaining], [0, 0, true]);
    lookingAtDns(() => dnsRight);
    assert.equal((await sweepAll()).advanced, 1);
    assert.notEqual((await world.engine.store.get(shop))?.stage, 'checking-dns');
  });

  it('begins nothing more once it is aborted, and waits for what it has begun', async () => {
    await put('a.example.com', 'b.example.com', 'c.example.com');
    const calledOff = new AbortController();
    const log: string[] = [];
    lookingAtDns(async (domain) => {
      log.push(`begins ${domain}`);
      calledOff.abort();
      await sleep(20);
      log.push(`ends ${domain}`);
      return dnsWrong;
    });
    const limits = { ...EVERY_MINUTE, concurrency: 1 };
    const { claimed } = await sweepAll(limits, calledOff.signal).catch(() => ({ claimed: 1 }));
    log.push('the sweep has ended');
    assert.equal(claimed, 1);
    assert.deepEqual(log, ['begins a.example.com', 'ends a.example.com', 'the sweep has ended']);
  });

  it('waits for its steps under way when the store fails', async () => {
    await put('quick.example.com', 'slow.example.com', 'z-late.example.com');
    const { store } = world.engine;
    const failed = Promise.withResolvers<void>();
    const looked: DomainName[] = [];
    lookingAtDns(async (domain) => {
      if (domain.startsWith('slow')) await failed.promise;
      looked.push(domain);
      return dnsWrong;
    });
    let asked = 0;
    const claimDue: typeof store.claimDue = async (...limits) => {
      asked += 1;
      if (asked === 1) return store.claimDue(...limits);
      setImmediate(failed.resolve);
      throw new Error('no store');
    };
    world.engine = { ...world.engine, store: { ...store, claimDue } };
    await assert.rejects(sweepAll({ ...EVERY_MINUTE, concurrency: 2 }), /no store/);
    assert.equal(looked.length, 2);
  });

  it('shares the work with another sweep at the same time', async () => {
    const domains = Array.from({ length: 20 }, (_, n) => `shop-${n}.example.com`);
    await put(...domains);
    const looks: string[] = [];
    lookingAtDns(async (domain) => {
      looks.push(domain);
      await sleep(5);
      return dnsWrong;
    });
    const limits = { ...EVERY_MINUTE, concurrency: 3 };
    const [one, other] = await Promise.all([sweepAll(limits), sweepAll(limits)]);
    assert.equal(one.claimed + other.claimed, 20);
    assert.ok(one.claimed > 0 && other.claimed > 0);
    assert.deepEqual(looks.toSorted(), domains.toSorted());
  });
});
