import assert from 'node:assert/strict';
import { type Patience, retrying } from '../../../shared/async/retrying.ts';

const NEVER = new AbortController().signal;
const passing = () => new Error('HTTP 500');

/** Treats every error as transient. */
const patience = (...delaysMs: readonly number[]): Patience => ({
  delaysMs,
  waitMs: (_, delayMs) => delayMs,
});

/** An attempt that fails with each of `errors` in turn, then succeeds. */
function attempts(...errors: readonly Error[]) {
  let made = 0;
  return {
    made: () => made,
    attempt: async () => {
      const error = errors[made];
      made += 1;
      if (error) throw error;
      return 'done';
    },
  };
}

describe('a retry', () => {
  it('is not made after a success', async () => {
    const { attempt, made } = attempts();
    assert.equal(await retrying(attempt, patience(1, 1), NEVER), 'done');
    assert.equal(made(), 1);
  });

  it('is made after each delay while attempts fail', async () => {
    const { attempt, made } = attempts(passing(), passing());
    assert.equal(await retrying(attempt, patience(1, 1), NEVER), 'done');
    assert.equal(made(), 3);
  });

  it('rejects with the failure of the last attempt', async () => {
    const last = passing();
    const { attempt, made } = attempts(passing(), passing(), last);
    await assert.rejects(
      retrying(attempt, patience(1, 1), NEVER),
      (error: unknown) => error === last,
    );
    assert.equal(made(), 3);
  });

  it('is not made after a failure that is not transient', async () => {
    const { attempt, made } = attempts(passing(), new TypeError('x is not a function'));
    const waitMs = (error: unknown) => (error instanceof TypeError ? undefined : 1);
    await assert.rejects(retrying(attempt, { delaysMs: [1, 1, 1], waitMs }, NEVER), TypeError);
    assert.equal(made(), 2);
  });

  it('waits as long as the failure asks for, or the usual delay', async () => {
    const waited: number[] = [];
    const waiting = async (ms: number) => {
      waited.push(ms);
    };
    const waitMs = (error: unknown, delayMs: number) =>
      error instanceof RangeError ? 30_000 : delayMs;
    const { attempt } = attempts(passing(), new RangeError('HTTP 429'), passing());
    await retrying(attempt, { delaysMs: [1000, 5000, 80], waitMs }, NEVER, waiting);
    assert.deepEqual(waited, [1000, 30_000, 80]);
  });

  it('is abandoned, with the failure so far, when the signal aborts', async () => {
    const { attempt, made } = attempts(passing());
    await assert.rejects(retrying(attempt, patience(60_000), AbortSignal.timeout(20)), {
      message: 'HTTP 500',
    });
    assert.equal(made(), 1);
  });
});
