import assert from 'node:assert/strict';
import { requestCertificate } from '../../../shared/closte/certificate-request.ts';
import type { Closte } from '../../../shared/closte/client.ts';
import { ClosteError } from '../../../shared/closte/failure.ts';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { DAY, HOUR } from '../../support/records.ts';

const shop = parseDomainName('shop.example.com');
const NEVER = new AbortController().signal;
const T = 1_000_000;

/** A Closte that answers a request for a certificate with `answer`, and a memory that holds `remembered`. */
function start(answer: () => Promise<string | undefined>, remembered?: unknown) {
  const asked: (string | undefined)[] = [];
  const never = () => assert.fail('it is not asked for');
  const closte: Closte = {
    addAlias: never,
    removeAlias: never,
    testConnection: never,
    requestCertificate(_, lastAnswered) {
      asked.push(lastAnswered);
      return answer();
    },
  };
  const state = { remembered, writes: 0 };
  const memory = {
    read: async () => state.remembered,
    async write(value: unknown) {
      Object.assign(state, { remembered: value, writes: state.writes + 1 });
    },
  };
  const ask = (at = T) => requestCertificate(closte, shop, memory, () => at, NEVER);
  return { ask, asked, state };
}

describe('asking Closte for a certificate', () => {
  it('remembers which endpoint answered, and tries it first the next time', async () => {
    const { ask, asked, state } = start(async () => '/ssl');
    await ask();
    assert.deepEqual(state, { remembered: { path: '/ssl', askedAt: T }, writes: 1 });
    await ask(T + 1);
    assert.deepEqual(asked, [undefined, '/ssl']);
    assert.equal(state.writes, 1, 'no news');
  });

  it('remembers another endpoint once that one answers', async () => {
    const { ask, asked, state } = start(async () => '/ssl', { path: '/installssl', askedAt: 0 });
    await ask();
    assert.deepEqual([asked, state.remembered], [['/installssl'], { path: '/ssl', askedAt: T }]);
  });

  it('remembers for a day that no endpoint answers, and asks none meanwhile', async () => {
    const { ask, asked, state } = start(async () => undefined);
    await ask();
    assert.deepEqual(state.remembered, { path: null, askedAt: T });
    await ask(T + DAY - 1);
    assert.equal(asked.length, 1);
    await ask(T + DAY);
    assert.deepEqual(asked, [undefined, undefined]);
    assert.deepEqual(state.remembered, { path: null, askedAt: T + DAY });
  });

  it('asks none for an hour if one has answered before, then asks that one first', async () => {
    const answers = ['/ssl', undefined, undefined, '/ssl'];
    const { ask, asked, state } = start(async () => answers.shift());
    assert.equal(await ask(), 'asked');
    assert.equal(await ask(T + 1), 'failed');
    assert.deepEqual(state.remembered, { path: null, askedAt: T + 1, answeredBefore: '/ssl' });
    assert.equal(await ask(T + HOUR), 'failed');
    assert.equal(asked.length, 2);
    assert.equal(await ask(T + 1 + HOUR), 'failed');
    assert.equal(await ask(T + 1 + 2 * HOUR), 'asked');
    assert.deepEqual(asked, [undefined, '/ssl', '/ssl', '/ssl']);
    assert.deepEqual(state.remembered, { path: '/ssl', askedAt: T + 1 + 2 * HOUR });
  });

  const failures: [what: string, error: ClosteError, waitMs: number][] = [
    ['fails', new ClosteError('unavailable', 'no answer within 45 s'), HOUR],
    ['refuses the key there', new ClosteError('unauthorized', 'HTTP 403'), HOUR],
    ['asks to wait', new ClosteError('rate-limited', 'HTTP 429', 3 * HOUR), 3 * HOUR],
  ];
  for (const [what, error, waitMs] of failures) {
    it(`asks none for a time if Closte ${what}, and then the one that answered first`, async () => {
      const answers = [() => Promise.reject(error), async () => '/ssl'];
      const known = { path: '/ssl', askedAt: 0 };
      const { ask, asked, state } = start(() => answers.shift()?.() ?? assert.fail('asked'), known);
      await assert.rejects(ask(), error);
      assert.equal(await ask(T + waitMs - 1), 'failed');
      assert.equal(asked.length, 1);
      assert.equal(await ask(T + waitMs), 'asked');
      assert.deepEqual(asked, ['/ssl', '/ssl']);
      assert.deepEqual(state.remembered, { path: '/ssl', askedAt: T + waitMs });
    });
  }

  it('asks again after an hour if Closte failed, although none has answered yet', async () => {
    const answers = [() => Promise.reject(new ClosteError('unavailable', '')), async () => '/ssl'];
    const { ask } = start(() => answers.shift()?.() ?? assert.fail('asked'));
    await assert.rejects(ask());
    assert.equal(await ask(T + HOUR), 'asked');
  });

  for (const failure of [{}, { notBefore: T + 10 * DAY + HOUR }]) {
    it(`asks although a clock that was days ahead recorded a pause: ${JSON.stringify(failure)}`, async () => {
      const wrong = { path: null, askedAt: T + 10 * DAY, ...failure };
      const { ask, state } = start(async () => '/ssl', wrong);
      assert.equal(await ask(), 'asked');
      assert.deepEqual(state.remembered, { path: '/ssl', askedAt: T });
    });
  }

  for (const remembered of ['/ssl', 7, null, [], { path: 7, askedAt: 0 }, { path: null }]) {
    it(`finds the endpoint again if its memory is unreadable: ${JSON.stringify(remembered)}`, async () => {
      const { ask, asked, state } = start(async () => '/ssl', remembered);
      await ask();
      assert.deepEqual([asked, state.remembered], [[undefined], { path: '/ssl', askedAt: T }]);
    });
  }
});
