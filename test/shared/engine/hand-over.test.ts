import assert from 'node:assert/strict';
import { type DomainName, parseDomainName } from '../../../shared/domain-name.ts';
import { LEASE_MS } from '../../../shared/engine/engine.ts';
import { sweepsNeeded } from '../../../shared/engine/hand-over.ts';
import { EVERY_MINUTE, sweep, sweepPart } from '../../../shared/engine/sweep.ts';
import type { SweepPart } from '../../../shared/events/sweep-part.ts';
import { CALLING_SHARD, NAMED_SHARDS, shardOf } from '../../../shared/lifecycle/shard.ts';
import { type TestEngine, testEngine } from '../../support/engine.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { aRecord, certificateRight, dnsRight, dnsWrong } from '../../support/records.ts';

const never = new AbortController().signal;

describe('the number of sweeps that are needed', () => {
  const rows: [what: string, due: number, perSecond: number, most: number, needed: number][] = [
    ['nothing is due', 0, 100, 4, 1],
    ['one finishes in time', 5000, 100, 4, 1],
    ['one barely does not finish', 5001, 100, 4, 2],
    ['four do', 20_000, 100, 4, 4],
    ['more would be needed than there are', 1_000_000, 100, 4, 4],
    ['nothing is finished yet', 500, 0, 4, 4],
  ];
  for (const [what, due, perSecond, most, needed] of rows) {
    it(`is ${needed} if ${what}`, () => {
      assert.equal(sweepsNeeded({ due, perSecond, secondsLeft: 50, most }), needed);
    });
  }
});

describe('a sweep that cannot finish in time', () => {
  const MANY = 300;
  let outside: Outside;
  let engine: TestEngine;
  let parts: SweepPart[];
  let looked: DomainName[];

  beforeEach(async () => {
    outside = await startOutside();
    parts = [];
    looked = [];
    const plain = await testEngine(outside, { DNS_MAX_TRIES: '100' });
    const take = async (part: SweepPart) => {
      parts.push(part);
    };
    engine = { ...plain, others: { most: 3, take } };
    lookingAtDns(500);
    await put(MANY);
  });
  afterEach(async () => {
    await engine.store.close();
    await outside.close();
  });

  /** Stores domains that are aliases at Closte and due for a look. */
  async function put(count: number) {
    for (let n = 0; n < count; n += 1) {
      const domain = parseDomainName(`shop-${n}.example.com`);
      const record = aRecord({ domain, nextCheckAt: engine.clock.now });
      await engine.store.update(domain, record.siteId, () => record);
    }
  }

  /**
   * Makes each look at DNS take that long, one after another; the time may depend on how many have begun. No
   * DNS server is asked, and no certificate is requested.
   */
  function lookingAtDns(ms: number | ((begun: number) => number), finding = dnsWrong) {
    const { openPass } = engine.effects;
    const checkDns = async (domain: DomainName) => {
      looked.push(domain);
      engine.clock.now += typeof ms === 'number' ? ms : ms(looked.length);
      return finding;
    };
    const checkCertificate = async () => certificateRight;
    const looking = { openPass: () => ({ ...openPass(), checkDns, checkCertificate }) };
    engine = { ...engine, effects: { ...engine.effects, ...looking } };
  }

  const one = { ...EVERY_MINUTE, concurrency: 1 };
  const sweepAll = () => sweep(engine, one, never);
  const take = (part: SweepPart) => sweepPart(engine, part, one, never);
  const shardsOf = async (domains: readonly DomainName[]) => {
    const records = await Promise.all(domains.map((domain) => engine.store.get(domain)));
    return new Set(records.flatMap((record) => (record ? [shardOf(record)] : [])));
  };

  it('hands over all shards but its own, to as many sweeps as it takes, once', async () => {
    const until = engine.clock.now + EVERY_MINUTE.claimForMs;
    await sweepAll();
    assert.equal(parts.length, 2);
    assert.deepEqual(
      parts.map((part) => part.until),
      [until, until],
    );
    const own = NAMED_SHARDS.filter((shard) => !parts.some(({ shards }) => shards.includes(shard)));
    assert.deepEqual([...own, ...parts.flatMap(({ shards }) => shards)], NAMED_SHARDS);
    const line = engine.lines.find(({ msg }) => msg === 'handed over');
    assert.equal(line?.handedOver, 2);
  });

  it('goes on with only its own shards, until nothing in them is due', async () => {
    await sweepAll();
    const own = NAMED_SHARDS.filter((shard) => !parts.some(({ shards }) => shards.includes(shard)));
    const afterwards = await shardsOf(looked.slice(15));
    assert.deepEqual(
      [...afterwards].toSorted((a, b) => a - b),
      own,
    );
  });

  it('hands nothing over if it can finish', async () => {
    lookingAtDns(50);
    await sweepAll();
    assert.deepEqual([looked.length, parts.length], [MANY, 0]);
  });

  it('counts what is due only every few seconds, since a count is not free', async () => {
    const countedAt: number[] = [];
    const countDue: typeof engine.store.countDue = async (...asked) => {
      countedAt.push(engine.clock.now);
      return plain.countDue(...asked);
    };
    const plain = engine.store;
    engine = { ...engine, store: { ...plain, countDue } };
    lookingAtDns(50);
    await sweepAll();
    const apart = countedAt.slice(1).map((at, index) => at - (countedAt[index] ?? 0));
    assert.ok(apart.length > 0 && apart.every((ms) => ms >= 5000), apart.join(', '));
  });

  it('hands over once it becomes slow, however fast it was at first', async () => {
    lookingAtDns((begun) => (begun <= MANY / 2 ? 50 : 1000));
    await sweepAll();
    assert.ok(parts.length > 0);
  });

  it('goes on with everything if nothing can be handed over, and logs why', async () => {
    const failing = async () => {
      throw new Error('no such topic');
    };
    engine = { ...engine, others: { most: 3, take: failing } };
    await sweepAll();
    assert.equal((await shardsOf(looked)).size, NAMED_SHARDS.length);
    const told = engine.lines.filter(({ msg }) => msg === 'a part cannot be handed over');
    assert.equal(told.length, 2);
  });

  it('goes on with everything if it cannot count what is due, and logs why', async () => {
    const countDue = async () => {
      throw new Error('no answer');
    };
    engine = { ...engine, store: { ...engine.store, countDue } };
    await sweepAll();
    assert.deepEqual([parts.length, (await shardsOf(looked)).size], [0, NAMED_SHARDS.length]);
    const told = engine.lines.filter(({ msg }) => msg === 'nothing is handed over');
    assert.equal(told.length, 1);
  });

  it('hands nothing over if counting has used up its time', async () => {
    const countDue: typeof engine.store.countDue = async (...asked) => {
      engine.clock.now += EVERY_MINUTE.claimForMs - 9000;
      return plain.countDue(...asked);
    };
    const plain = engine.store;
    engine = { ...engine, store: { ...plain, countDue } };
    await sweepAll();
    assert.deepEqual(parts, []);
  });

  it('keeps the parts that cannot be handed over', async () => {
    let asked = 0;
    const once = async (part: SweepPart) => {
      asked += 1;
      if (asked > 1) throw new Error('Pub/Sub is not there');
      parts.push(part);
    };
    engine = { ...engine, others: { most: 3, take: once } };
    await sweepAll();
    const theirs = parts[0]?.shards ?? [];
    const afterwards = await shardsOf(looked.slice(15));
    assert.ok(theirs.length > 0 && [...afterwards].every((shard) => !theirs.includes(shard)));
  });

  it('looks, together with those that take its parts, at each domain exactly once', async () => {
    await sweepAll();
    const startedAt = engine.clock.now - EVERY_MINUTE.claimForMs;
    for (const part of parts) {
      engine.clock.now = startedAt;
      await take(part);
    }
    assert.equal(looked.length, MANY);
    assert.equal(new Set(looked).size, MANY);
  });

  describe('has parts that', () => {
    const part = (change: Partial<SweepPart> = {}): SweepPart => ({
      shards: [0, 1, 2, 3],
      until: engine.clock.now + 50_000,
      ...change,
    });

    it('do no harm when they are delivered twice, at once', async () => {
      lookingAtDns(10);
      const given = part();
      await Promise.all([take(given), take(given)]);
      assert.equal(looked.length, new Set(looked).size);
    });

    it('are not begun if they arrive too late', async () => {
      assert.equal(await take(part({ until: engine.clock.now })), undefined);
      assert.equal(looked.length, 0);
    });

    it('end before the next sweep, whatever a wrong clock says', async () => {
      const startedAt = engine.clock.now;
      await take(part({ until: startedAt + 3_600_000 }));
      assert.ok(engine.clock.now - startedAt <= 60_000);
    });

    it('begin with their own shards, and help with those of the others afterwards', async () => {
      lookingAtDns(10);
      const own = await ownDomains([0, 1, 2, 3]);
      await take(part());
      assert.deepEqual(new Set(looked.slice(0, own.length)), new Set(own));
      assert.equal(looked.length, MANY);
    });

    it('return for the domains of a killed process once its claims expire', async () => {
      lookingAtDns(10);
      const dead = await engine.store.claimDue(engine.clock.now, 32, LEASE_MS, [0]);
      await take(part());
      assert.equal(looked.length, MANY - dead.length);
      engine.clock.now += LEASE_MS;
      await sweepAll();
      assert.equal(new Set(looked).size, MANY);
    });

    async function ownDomains(shards: readonly number[]): Promise<DomainName[]> {
      const { records } = await engine.store.list({ limit: MANY });
      return records.filter((record) => shards.includes(shardOf(record))).map((one) => one.domain);
    }
  });

  it('is the only one to call Closte: a part leaves domains that need a call to it', async () => {
    lookingAtDns(10, dnsRight);
    const part = { shards: NAMED_SHARDS, until: engine.clock.now + 50_000 };
    const domain = parseDomainName('new.example.com');
    const pending = { state: 'pending', retry: { failures: 0, at: engine.clock.now } } as const;
    await engine.store.update(domain, 12, () => aRecord({ domain, alias: pending }));
    await take(part);
    assert.equal(outside.closte.calls.length, 0);
    const record = await engine.store.get(domain);
    assert.ok(record);
    assert.equal(shardOf(record), CALLING_SHARD);
    await sweepAll();
    assert.ok(outside.closte.calls.length > 0);
    assert.equal((await engine.store.get(domain))?.alias.state, 'added');
  });
});
