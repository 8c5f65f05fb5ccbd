import assert from 'node:assert/strict';
import { setImmediate as soon } from 'node:timers/promises';
import { cache } from '../../../../../shared/verification/dns/client/cache.ts';

const never = new AbortController().signal;

describe('a cache', () => {
  let time = 0;
  let found = 0;
  const find = async () => ++found;
  const fresh = (most = 10) => {
    time = 1000;
    found = 0;
    return cache<number>({ now: () => time, most, lifeMs: () => 50 });
  };

  it('looks up a value once, until it expires', async () => {
    const cached = fresh();
    assert.equal(await cached('a', never, find), 1);
    time += 49;
    assert.equal(await cached('a', never, find), 1);
    time += 1;
    assert.equal(await cached('a', never, find), 2);
  });

  it('looks up a value once for concurrent callers', async () => {
    const cached = fresh();
    const answers = Promise.all([cached('a', never, find), cached('a', never, find)]);
    assert.deepEqual(await answers, [1, 1]);
  });

  it('forgets the oldest entry when it is full', async () => {
    const cached = fresh(2);
    for (const key of ['a', 'b', 'c']) await cached(key, never, find);
    assert.equal(await cached('c', never, find), 3);
    assert.equal(await cached('b', never, find), 2);
    assert.equal(await cached('a', never, find), 4);
  });

  it('does not cache failures', async () => {
    const cached = fresh();
    const fails = () => Promise.reject(new Error('no'));
    await assert.rejects(cached('a', never, fails), /no/);
    assert.equal(await cached('a', never, find), 1);
  });

  it('goes on when one caller gives up, but not when all do', async () => {
    const cached = fresh();
    const { promise, resolve } = Promise.withResolvers<number>();
    let ended: AbortSignal | undefined;
    const slow = (signal: AbortSignal) => {
      ended = signal;
      return promise;
    };
    const [one, other] = [new AbortController(), new AbortController()];
    const first = cached('a', one.signal, slow);
    const second = cached('a', other.signal, slow);
    one.abort(new Error('enough'));
    await assert.rejects(first, /enough/);
    assert.equal(ended?.aborted, false);
    other.abort(new Error('me too'));
    await assert.rejects(second, /me too/);
    assert.equal(ended?.aborted, true);

    assert.equal(await cached('a', never, find), 1, 'it waits for an abandoned look-up');
    resolve(7);
    await soon();
    assert.equal(await cached('a', never, find), 1);
  });

  it('does not begin for a caller that has already given up', async () => {
    await assert.rejects(fresh()('a', AbortSignal.abort(new Error('late')), find), /late/);
    assert.equal(found, 0);
  });
});
