import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { oneAtATime } from '../../../shared/store/one-at-a-time.ts';

describe('one at a time', () => {
  it('begins work on a key once the previous work on that key has ended', async () => {
    const inTurn = oneAtATime();
    const story: string[] = [];
    const tell = (name: string) => async () => {
      story.push(`${name} begins`);
      await turn();
      story.push(`${name} ends`);
    };
    await Promise.all(['a', 'b', 'c'].map((name) => inTurn('shop', tell(name))));
    assert.deepEqual(story, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('never makes work on one key wait for another key', async () => {
    const inTurn = oneAtATime();
    const never = inTurn('shop', () => new Promise<never>(() => {}));
    assert.equal(await Promise.race([never, inTurn('other', async () => 'done')]), 'done');
  });

  it('goes on after a failure, which reaches only its own caller', async () => {
    const inTurn = oneAtATime();
    const failing = inTurn('shop', () => Promise.reject(new Error('a fault')));
    const next = inTurn('shop', async () => 'done');
    await assert.rejects(failing, /a fault/);
    assert.equal(await next, 'done');
    assert.equal(await inTurn('shop', async () => 'done again'), 'done again');
  });
});
