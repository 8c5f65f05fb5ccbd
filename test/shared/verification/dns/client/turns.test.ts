import assert from 'node:assert/strict';
import { setImmediate as soon } from 'node:timers/promises';
import { turns } from '../../../../../shared/verification/dns/client/turns.ts';

const never = new AbortController().signal;

describe('turns', () => {
  it('let a limited number act at a time for each key, in the order of arrival', async () => {
    const inTurn = turns(2);
    const begun: string[] = [];
    const ends = new Map<string, () => void>();
    const act = (name: string) => () => {
      begun.push(name);
      const { promise, resolve } = Promise.withResolvers<void>();
      ends.set(name, resolve);
      return promise;
    };
    const all = ['a1', 'a2', 'a3', 'a4'].map((name) => inTurn('a', never, act(name)));
    const other = inTurn('b', never, act('b1'));
    await soon();
    assert.deepEqual(begun, ['a1', 'a2', 'b1']);
    ends.get('a2')?.();
    await soon();
    assert.deepEqual(begun, ['a1', 'a2', 'b1', 'a3']);
    ends.get('a1')?.();
    await soon();
    assert.deepEqual(begun, ['a1', 'a2', 'b1', 'a3', 'a4']);
    for (const end of ends.values()) end();
    await Promise.all([...all, other]);
  });

  it('go on after an act that failed', async () => {
    const inTurn = turns(1);
    const failing = inTurn('a', never, () => Promise.reject(new Error('no')));
    const next = inTurn('a', never, async () => 'yes');
    await assert.rejects(failing, /no/);
    assert.equal(await next, 'yes');
  });

  it('skip a caller that gave up meanwhile', async () => {
    const inTurn = turns(1);
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = inTurn('a', never, () => promise);
    const controller = new AbortController();
    const second = inTurn('a', controller.signal, () => assert.fail('acted after giving up'));
    const third = inTurn('a', never, async () => 'third');
    controller.abort(new Error('enough'));
    await assert.rejects(second, /enough/);
    resolve();
    await first;
    assert.equal(await third, 'third');
  });
});
