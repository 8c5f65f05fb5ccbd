import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DomainName, parseDomainName } from '../../../shared/domain-name.ts';
import { LEASE_MS } from '../../../shared/engine/engine.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { EVERY_MINUTE, sweep, sweepOne } from '../../../shared/engine/sweep.ts';
import type { DnsFinding } from '../../../shared/problems/findings.ts';
import { abortedOnce } from '../../support/aborted-once.ts';
import { type TestEngine, testEngine } from '../../support/engine.ts';
import { anEvent } from '../../support/events.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { aRecord, dnsRight, dnsWrong, MINUTE } from '../../support/records.ts';

const never = new AbortController().signal;
const shop = parseDomainName('shop.example.com');

describe('a sweep', () => {
  let outside: Outside;
  let engine: TestEngine;
  beforeEach(async () => {
    outside = await startOutside();
    engine = await testEngine(outside, { DNS_MAX_TRIES: '100' });
  });
  afterEach(async () => {
    await engine.store.close();
    await outside.close();
  });

  const record = (...domains: string[]) =>
    Promise.all(
      domains.map((domain) =>
        recordEvent(engine.store, anEvent('domain.created', { domain }), engine.clock.now),
      ),
    );
  /** Stores domains that are aliases at Closte and due for their first look. */
  const put = async (...domains: string[]) => {
    for (const name of domains) {
      const record = aRecord({ domain: parseDomainName(name), nextCheckAt: engine.clock.now });
      await engine.store.update(record.domain, record.siteId, () => record);
    }
  };
  const sweepAll = (limits = EVERY_MINUTE, signal = never) => sweep(engine, limits, signal);

  /** Replaces the looks at DNS by `look`; everything else stays the same. */
  function lookingAtDns(look: (domain: DomainName) => DnsFinding | Promise<DnsFinding>) {
    const { openPass } = engine.effects;
    const checkDns = async (domain: DomainName) => look(domain);
    const looking = { openPass: () => ({ ...openPass(), checkDns }) };
    engine = { ...engine, effects: { ...engine.effects, ...looking } };
  }

  it('advances every domain that is due, and reports how many', async () => {
    await record('a.example.com', 'b.example.com', 'c.example.com');
    const { durationMs, ...counts } = await sweepAll();
    assert.deepEqual(counts, { claimed: 3, advanced: 3, failed: 0, remaining: false });
    assert.ok(durationMs >= 0);
    const stages = (await engine.store.list({ limit: 9 })).records.map(({ stage }) => stage);
    assert.deepEqual(stages, ['done', 'done', 'done']);
  });

  it('takes over from a process whose clock was days ahead', async () => {
    await record('a.example.com');
    const ahead = engine.clock.now + 10 * 24 * 3_600_000;
    assert.equal((await engine.store.claimDue(ahead, 1, LEASE_MS)).length, 1);
    assert.equal((await sweepAll()).advanced, 1);
  });

  it('asks DNS once for records that its domains share; the next sweep asks again', async () => {
    await record('a.example.com', 'b.example.com', 'c.example.com');
    await sweepAll();
    assert.equal(outside.dns.queries('example.com'), 1);
    await record('d.example.com');
    await sweepAll();
    assert.equal(outside.dns.queries('example.com'), 2);
  });

  it('does nothing if nothing is due', async () => {
    await record('a.example.com');
    await sweepAll();
    const asked = outside.dns.queries();
    const { claimed, remaining } = await sweepAll();
    assert.deepEqual([claimed, remaining, outside.dns.queries()], [0, false, asked]);
  });

  it('makes two queries to the store if nothing is due', async () => {
    await record('a.example.com');
    await sweepAll();
    const { store } = engine;
    const asked: string[] = [];
    const counted = new Proxy(store, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value === 'function') asked.push(String(name));
        return value;
      },
    });
    engine = { ...engine, store: counted };
    await sweepAll();
    assert.deepEqual(asked, ['readSettings', 'claimDue']);
  });

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
    const { store } = engine;
    let asked = 0;
    const claimDue: typeof store.claimDue = (...limits) => {
      asked += 1;
      return store.claimDue(...limits);
    };
    engine = { ...engine, store: { ...store, claimDue } };
    assert.equal((await sweepAll()).advanced, 4);
    assert.equal(asked, 2, 'at first, and once all were done');
  });

  it('takes the longest due first', async () => {
    const order: string[] = [];
    for (const domain of ['z.example.com', 'a.example.com', 'm.example.com']) {
      await record(domain);
      engine.clock.now += 1;
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
      await engine.store.update(domain, 12, () => aRecord(due));
    }
    let looks = 0;
    let newAt = 0;
    let waitedMs: number | undefined;
    lookingAtDns(async (domain) => {
      if (domain === 'new.example.com') waitedMs = engine.clock.now - newAt;
      looks += 1;
      // Each takes 14 s, and 32 of them are looked at together.
      engine.clock.now += 14_000 / 32;
      if (looks === 50) {
        newAt = engine.clock.now;
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
    const aliasHost = { ...engine.effects.aliasHost, add };
    engine = { ...engine, effects: { ...engine.effects, aliasHost } };
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
      engine.clock.now += 30_000;
      return dnsWrong;
    });
    const { claimed, remaining } = await sweepAll({ ...EVERY_MINUTE, concurrency: 1 });
    assert.deepEqual([claimed, remaining], [2, true]);
    const swept = engine.lines.find(({ msg }) => msg === 'swept');
    assert.deepEqual([swept?.claimed, swept?.oldestDueSeconds], [2, 60]);
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
      engine.clock.now += afterMs;
      await put(...domains);
      const before = engine.lines.length;
      await sweepAll();
      told.push(engine.lines.slice(before).some(({ msg }) => msg === 'swept'));
    }
    assert.deepEqual(told, [true, false, true, false, true]);
  });

  it('leaves a step that is interrupted to the next sweep', async () => {
    outside.closte.addFault({ kind: 'hang', times: 1 });
    await record('shop.example.com');
    const asked = abortedOnce(() => outside.closte.calls.length > 0);
    const { claimed, advanced, remaining } = await sweepAll(EVERY_MINUTE, asked);
    assert.deepEqual([claimed, advanced, remaining], [1, 0, false]);
    engine.clock.now += LEASE_MS;
    assert.equal((await sweepAll()).advanced, 1);
    assert.equal((await engine.store.get(shop))?.stage, 'done');
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
    assert.notEqual((await engine.store.get(shop))?.stage, 'checking-dns');
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
    const { store } = engine;
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
    engine = { ...engine, store: { ...store, claimDue } };
    await assert.rejects(sweepAll({ ...EVERY_MINUTE, concurrency: 2 }), /no store/);
    assert.equal(looked.length, 2);
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

  describe('with a check interval under a minute', () => {
    beforeEach(async () => {
      const settings = { dnsCheckInterval: 10 };
      await recordEvent(engine.store, anEvent('settings.updated', { settings }), engine.clock.now);
    });

    it('keeps running, and looks at a domain every time that it is due', async () => {
      await record('shop.example.com');
      const startedAt = engine.clock.now;
      const looks: number[] = [];
      lookingAtDns(() => {
        looks.push(engine.clock.now - startedAt);
        return dnsWrong;
      });
      await sweepAll();
      assert.deepEqual(looks, [0, 10_000, 20_000, 30_000, 40_000, 50_000]);
    });

    it('also looks at a domain that an event maps meanwhile', async () => {
      await record('shop.example.com');
      const looks = new Map<string, number[]>();
      const startedAt = engine.clock.now;
      // The clock of the test would run ahead of a real answer.
      const add = async () => ({ kind: 'done' }) as const;
      const aliasHost = { ...engine.effects.aliasHost, add };
      engine = { ...engine, effects: { ...engine.effects, aliasHost } };
      lookingAtDns(async (domain) => {
        looks.set(domain, [...(looks.get(domain) ?? []), engine.clock.now - startedAt]);
        if (!looks.has('late.example.com') && engine.clock.now > startedAt) {
          await record('late.example.com');
        }
        return dnsWrong;
      });
      await sweepAll();
      // Looked for again after an interval at the latest.
      assert.deepEqual(looks.get('late.example.com'), [20_000, 30_000, 40_000, 50_000]);
    });

    it('does not wait for domains that become due later', async () => {
      await record('shop.example.com');
      await sweepAll();
      const before = engine.clock.now;
      await sweepAll();
      assert.equal(engine.clock.now, before);
    });
  });

  describe('fired every minute with some seconds of jitter', () => {
    const intervals: [seconds: number, toleranceSeconds: number][] = [
      [300, 30],
      [120, 30],
      [60, 30],
      [45, 2],
      [10, 2],
    ];
    for (const [seconds, tolerance] of intervals) {
      it(`looks every ${seconds} s, give or take ${tolerance} s`, async () => {
        engine = await testEngine(outside, { DNS_MAX_TRIES: '1000' });
        const settings = { dnsCheckInterval: seconds };
        await recordEvent(
          engine.store,
          anEvent('settings.updated', { settings }),
          engine.clock.now,
        );
        await record('shop.example.com');
        const startedAt = engine.clock.now;
        const looks: number[] = [];
        lookingAtDns(() => {
          looks.push((engine.clock.now - startedAt) / 1000);
          engine.clock.now += [400, 1900, 700][looks.length % 3] ?? 0;
          return dnsWrong;
        });
        for (let minute = 0; minute < 60; minute += 1) {
          const firedAt = startedAt + minute * 60_000 + ([0, 900, 300, 1200][minute % 4] ?? 0);
          engine.clock.now = Math.max(engine.clock.now, firedAt);
          await sweepAll();
        }
        const waits = looks.slice(1).map((look, index) => look - (looks[index] ?? 0));
        assert.ok(looks.length > 3000 / seconds, `${looks.length} looks`);
        assert.deepEqual(
          waits.filter((wait) => Math.abs(wait - seconds) > tolerance),
          [],
        );
      });
    }

    it('does not begin a look twice in the half minute by which a look may be early', async () => {
      await record('shop.example.com');
      let looks = 0;
      lookingAtDns(() => {
        looks += 1;
        return dnsWrong;
      });
      await sweepAll();
      engine.clock.now += 271_000;
      await sweepAll();
      engine.clock.now += 29_000;
      await sweepAll();
      assert.equal(looks, 2);
    });
  });

  describe('after the check interval became shorter', () => {
    const interval = (seconds: number) =>
      recordEvent(
        engine.store,
        anEvent('settings.updated', {
          settings: { dnsCheckInterval: seconds },
          occurredAt: new Date(engine.clock.now).toISOString(),
        }),
        engine.clock.now,
      );
    let looks: string[];
    beforeEach(async () => {
      looks = [];
      lookingAtDns((domain) => {
        looks.push(domain);
        return domain === 'done.example.com' ? { ...dnsRight, addresses: ['127.0.0.1'] } : dnsWrong;
      });
      await interval(300);
      await record('shop.example.com', 'done.example.com');
      await sweepAll();
      looks = [];
      engine.clock.now += 60_000;
    });

    it('looks sooner at domains that wait, but not at domains that are done', async () => {
      await interval(60);
      await sweepAll();
      assert.deepEqual(looks, ['shop.example.com']);
    });

    it('does not wait less after the interval became longer', async () => {
      await interval(60);
      await sweepAll();
      engine.clock.now += 1000;
      await interval(300);
      engine.clock.now += 60_000;
      await sweepAll();
      assert.equal(looks.length, 2);
      engine.clock.now += 60_000;
      await sweepAll();
      assert.equal(looks.length, 2);
    });
  });

  describe('of one domain', () => {
    const sweepShop = () => sweepOne(engine, shop, never);

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
      assert.equal((await engine.store.get(shop))?.dnsTries, 2);
    });

    it('leaves its turns to call the hosts to the next sweep', async () => {
      await record('shop.example.com');
      await sweepShop();
      assert.ok(outside.closte.calls.length > 0);
      const { hosts } = await engine.store.readSettings();
      assert.equal(hosts?.aliasHost?.turn, undefined);
    });

    it('reports that the domain is unknown', async () => {
      assert.equal(await sweepShop(), undefined);
    });

    it('leaves a domain to the worker that is advancing it', async () => {
      await record('shop.example.com');
      await engine.store.claim(shop, engine.clock.now, LEASE_MS);
      const result = await sweepShop();
      assert.deepEqual([result?.claimed, result?.remaining], [0, true]);
    });
  });
});
