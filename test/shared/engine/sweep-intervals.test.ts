import assert from 'node:assert/strict';
import { dnsWrong } from '../../support/records.ts';
import { manyTriesForEachTest, sweepingIn } from './sweeping.ts';

describe('a sweep', () => {
  const world = manyTriesForEachTest();
  const { record, sweepAll, lookingAtDns, tellInterval } = sweepingIn(world);

  describe('with a check interval under a minute', () => {
    beforeEach(() => tellInterval(10));

    it('keeps running, and looks at a domain every time that it is due', async () => {
      await record('shop.example.com');
      const startedAt = world.engine.clock.now;
      const looks: number[] = [];
      lookingAtDns(() => {
        looks.push(world.engine.clock.now - startedAt);
        return dnsWrong;
      });
      await sweepAll();
      assert.deepEqual(looks, [0, 10_000, 20_000, 30_000, 40_000, 50_000]);
    });

    it('also looks at a domain that an event maps meanwhile', async () => {
      await record('shop.example.com');
      const looks = new Map<string, number[]>();
      const startedAt = world.engine.clock.now;
      // The clock of the test would run ahead of a real answer.
      const add = async () => ({ kind: 'done' }) as const;
      const aliasHost = { ...world.engine.effects.aliasHost, add };
      world.engine = { ...world.engine, effects: { ...world.engine.effects, aliasHost } };
      lookingAtDns(async (domain) => {
        looks.set(domain, [...(looks.get(domain) ?? []), world.engine.clock.now - startedAt]);
        if (!looks.has('late.example.com') && world.engine.clock.now > startedAt) {
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
      const before = world.engine.clock.now;
      await sweepAll();
      assert.equal(world.engine.clock.now, before);
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
        await tellInterval(seconds);
        await record('shop.example.com');
        const startedAt = world.engine.clock.now;
        const looks: number[] = [];
        lookingAtDns(() => {
          looks.push((world.engine.clock.now - startedAt) / 1000);
          world.engine.clock.now += [400, 1900, 700][looks.length % 3] ?? 0;
          return dnsWrong;
        });
        for (let minute = 0; minute < 60; minute += 1) {
          const firedAt = startedAt + minute * 60_000 + ([0, 900, 300, 1200][minute % 4] ?? 0);
          world.engine.clock.now = Math.max(world.engine.clock.now, firedAt);
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
      world.engine.clock.now += 271_000;
      await sweepAll();
      world.engine.clock.now += 29_000;
      await sweepAll();
      assert.equal(looks, 2);
    });
  });
});
