import assert from 'node:assert/strict';
import { newInHand } from '../../functions/in-hand.ts';

describe('the work in hand', () => {
  it('counts until it ends', async () => {
    const inHand = newInHand();
    const first = Promise.withResolvers<string>();
    const second = Promise.withResolvers<string>();
    const both = [inHand.during(() => first.promise), inHand.during(() => second.promise)];
    assert.equal(inHand.count, 2);
    first.resolve('one');
    assert.equal(await both[0], 'one');
    assert.equal(inHand.count, 1);
    second.resolve('two');
    assert.equal(await both[1], 'two');
    assert.equal(inHand.count, 0);
  });

  it('no longer counts once it has failed', async () => {
    const inHand = newInHand();
    const failing = inHand.during(async () => {
      throw new Error('the store is gone');
    });
    await assert.rejects(failing, /the store is gone/);
    assert.equal(inHand.count, 0);
  });
});
