import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { orAborted } from '../../../shared/async/time-limit.ts';
import { ClosteError } from '../../../shared/closte/failure.ts';
import { retrying, within } from '../../../shared/closte/patience.ts';

const NEVER = new AbortController().signal;
const forever = () => new Promise<never>(() => {});
const unavailable = () => new ClosteError('unavailable', 'HTTP 500');

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

describe('trying again', () => {
  it('is not done after a success', async () => {
    const { attempt, made } = attempts();
    assert.equal(await retrying([1, 1], NEVER, attempt), 'done');
    assert.equal(made(), 1);
  });

  it('is done after each delay while Closte is unavailable', async () => {
    const { attempt, made } = attempts(unavailable(), unavailable());
    assert.equal(await retrying([1, 1], NEVER, attempt), 'done');
    assert.equal(made(), 3);
  });

  it('ends with the failure of the last try', async () => {
    const last = unavailable();
    const { attempt, made } = attempts(unavailable(), unavailable(), last);
    await assert.rejects(retrying([1, 1], NEVER, attempt), (error) => error === last);
    assert.equal(made(), 3);
  });

  it('waits as long as it is told', async () => {
    const { attempt } = attempts(unavailable());
    const started = performance.now();
    await retrying([80], NEVER, attempt);
    assert.ok(performance.now() - started >= 75);
  });

  for (const [what, error] of [
    ['a refused domain', new ClosteError('refused-domain', '')],
    ['a refused key', new ClosteError('unauthorized', '')],
    ['a rate limit', new ClosteError('rate-limited', '')],
    ['an unexpected answer', new ClosteError('unexpected', '')],
    ['an outage that Closte gave the end of', new ClosteError('unavailable', '', 1000)],
    ['a mistake of our own', new TypeError('x is not a function')],
  ] as const) {
    it(`is not done after ${what}`, async () => {
      const { attempt, made } = attempts(error);
      await assert.rejects(retrying([1, 1], NEVER, attempt), (thrown) => thrown === error);
      assert.equal(made(), 1);
    });
  }

  it('is given up, with the failure so far, when the time is over', async () => {
    const { attempt, made } = attempts(unavailable());
    await assert.rejects(retrying([60_000], AbortSignal.timeout(20), attempt), {
      message: 'HTTP 500',
    });
    assert.equal(made(), 1);
  });
});

describe('a limit of time', () => {
  it('lets through what work comes to', async () => {
    assert.equal(await within(60_000, NEVER, async () => 'done'), 'done');
  });

  it('lets through why work fails', async () => {
    const error = new Error('no');
    await assert.rejects(
      within(60_000, NEVER, async () => Promise.reject(error)),
      (thrown) => thrown === error,
    );
  });

  it('ends work that takes longer, as unavailable', async () => {
    await assert.rejects(
      within(20, NEVER, (limit) => orAborted(limit, forever)),
      new ClosteError('unavailable', 'no answer within 0.02 s'),
    );
  });

  it('ends work with the reason of the signal when that aborts', async () => {
    const reason = new Error('shutting down');
    const aborting = new AbortController();
    const work = within(60_000, aborting.signal, (limit) => orAborted(limit, forever));
    aborting.abort(reason);
    await assert.rejects(work, (thrown) => thrown === reason);
  });

  it('does not let work begin if the signal aborted before', async () => {
    let begun = false;
    const work = within(60_000, AbortSignal.abort('stopped'), async () => {
      begun = true;
    });
    await assert.rejects(work, (thrown) => thrown === 'stopped');
    assert.equal(begun, false);
  });

  it('leaves no listener behind on its signal', async () => {
    const { signal } = new AbortController();
    await orAborted(signal, async () => 'done');
    await assert.rejects(orAborted(signal, () => Promise.reject(new Error('no'))));
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });
});
