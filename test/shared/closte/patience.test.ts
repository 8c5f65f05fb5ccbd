import assert from 'node:assert/strict';
import { retrying } from '../../../shared/async/retrying.ts';
import { ClosteError } from '../../../shared/closte/failure.ts';
import { patienceWithCloste } from '../../../shared/closte/patience.ts';

const NEVER = new AbortController().signal;

/** The number of attempts if each fails with `error`. */
async function triesWith(error: Error): Promise<number> {
  let made = 0;
  const attempt = async () => {
    made += 1;
    throw error;
  };
  await assert.rejects(
    retrying(attempt, patienceWithCloste([1, 1]), NEVER),
    (thrown: unknown) => thrown === error,
  );
  return made;
}

describe('the patience with failures of Closte', () => {
  it('retries a call after each delay while Closte is unavailable', async () => {
    assert.equal(await triesWith(new ClosteError('unavailable', 'HTTP 500')), 3);
  });

  it('waits as long as Closte asks for', () => {
    const { waitMs } = patienceWithCloste([80]);
    assert.equal(waitMs(new ClosteError('unavailable', 'HTTP 500'), 80), 80);
  });

  for (const [what, error] of [
    ['a refused domain', new ClosteError('refused-domain', '')],
    ['a refused key', new ClosteError('unauthorized', '')],
    ['a rate limit', new ClosteError('rate-limited', '')],
    ['an unexpected answer', new ClosteError('unexpected', '')],
    ['an outage with a Retry-After', new ClosteError('unavailable', '', 1000)],
    ['a mistake of our own', new TypeError('x is not a function')],
  ] as const) {
    it(`does not retry after ${what}`, async () => {
      assert.equal(await triesWith(error), 1);
    });
  }
});
