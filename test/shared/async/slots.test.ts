import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type ComeBack, type Slot, type Slots, slots } from '../../../shared/async/slots.ts';

async function taken(from: Slots): Promise<Slot> {
  const got = await from.take();
  assert.ok(got.comeBackInMs === undefined, 'it got no slot');
  return got;
}

async function sentAway(from: Slots): Promise<ComeBack> {
  const got = await from.take();
  assert.ok(got.comeBackInMs !== undefined, 'it got a slot');
  return got;
}

describe('slots', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  });
  afterEach(() => clock.restore());

  it('are given out at once while there are free ones, then in the order of the requests', async () => {
    const two = slots(2, Date.now);
    assert.ok(two.isOneFree);
    const [first, second] = [await taken(two), await taken(two)];
    assert.ok(!two.isOneFree);
    const order: string[] = [];
    const third = taken(two).then(() => order.push('third'));
    const fourth = taken(two).then(() => order.push('fourth'));
    assert.equal(two.size, 4);
    first.free();
    await third;
    assert.deepEqual([order, two.size], [['third'], 3]);
    second.free();
    await fourth;
    assert.deepEqual(order, ['third', 'fourth']);
  });

  it('have a short queue, in which a caller waits at most ten seconds', async () => {
    const one = slots(1, Date.now);
    await taken(one);
    const waiting = Array.from({ length: 8 }, () => sentAway(one));
    assert.equal(one.size, 9);
    assert.equal((await sentAway(one)).comeBackInMs, 1000);
    await clock.tickAsync(10_000);
    assert.equal((await Promise.all(waiting)).length, 8);
    assert.equal(one.size, 1);
  });

  it('put off further callers, each until a slot is likely to be free', async () => {
    const two = slots(2, Date.now);
    for (let call = 0; call < 30; call += 1) {
      const slot = await taken(two);
      clock.tick(4000);
      slot.free();
    }
    await Promise.all([taken(two), taken(two)]);
    Array.from({ length: 8 }, () => two.take());
    const [first, second, third] = [
      await sentAway(two),
      await sentAway(two),
      await sentAway(two),
    ].map(({ comeBackInMs }) => comeBackInMs);
    assert.deepEqual([first, second, third], [1000, 3000, 5000]);
  });

  it('put nobody off for a day when the clock is set back by a day', async () => {
    const one = slots(1, Date.now);
    await taken(one);
    Array.from({ length: 8 }, () => one.take());
    await sentAway(one);
    clock.setSystemTime(Date.now() - 24 * 60 * 60_000);
    assert.equal((await sentAway(one)).comeBackInMs, 2000);
    clock.tick(9000);
    assert.equal(one.areAwaited, false);
  });

  it('put nobody off for hours when the clock is set forward by a day', async () => {
    const one = slots(1, Date.now);
    const slot = await taken(one);
    clock.setSystemTime(Date.now() + 24 * 60 * 60_000);
    slot.free();
    await taken(one);
    Array.from({ length: 8 }, () => one.take());
    await sentAway(one);
    assert.ok((await sentAway(one)).comeBackInMs < 60_000);
  });

  it('may be none: then every caller is put off for a second', async () => {
    const none = slots(0, Date.now);
    assert.deepEqual(
      [await sentAway(none), await sentAway(none), none.size],
      [{ comeBackInMs: 1000 }, { comeBackInMs: 1000 }, 0],
    );
  });
});
