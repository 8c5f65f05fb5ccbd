import assert from 'node:assert/strict';
import { dnsRight, dnsWrong } from '../../support/records.ts';
import { manyTriesForEachTest, sweepingIn } from './sweeping.ts';

describe('a sweep after the check interval became shorter', () => {
  const world = manyTriesForEachTest();
  const { record, sweepAll, lookingAtDns, tellInterval } = sweepingIn(world);

  let looks: string[];
  beforeEach(async () => {
    looks = [];
    lookingAtDns((domain) => {
      looks.push(domain);
      return domain === 'done.example.com' ? { ...dnsRight, addresses: ['127.0.0.1'] } : dnsWrong;
    });
    await tellInterval(300);
    await record('shop.example.com', 'done.example.com');
    await sweepAll();
    looks = [];
    world.engine.clock.now += 60_000;
  });

  it('looks sooner at domains that wait, but not at domains that are done', async () => {
    await tellInterval(60);
    await sweepAll();
    assert.deepEqual(looks, ['shop.example.com']);
  });

  it('does not wait less after the interval became longer', async () => {
    await tellInterval(60);
    await sweepAll();
    world.engine.clock.now += 1000;
    await tellInterval(300);
    world.engine.clock.now += 60_000;
    await sweepAll();
    assert.equal(looks.length, 2);
    world.engine.clock.now += 60_000;
    await sweepAll();
    assert.equal(looks.length, 2);
  });
});
