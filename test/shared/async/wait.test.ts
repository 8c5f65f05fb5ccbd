import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { wait } from '../../../shared/async/wait.ts';

const LONG_MS = 600_000;

describe('waiting', () => {
  it('ends after the given milliseconds, and leaves nothing behind', async () => {
    const { signal } = new AbortController();
    const ended: number[] = [];
    const waitFor = (ms: number) => wait(ms, signal).then(() => ended.push(ms));
    await Promise.all([30, 1].map(waitFor));
    assert.deepEqual(ended, [1, 30]);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('ends, and does not fail, when the signal aborts, or did before', async () => {
    const controller = new AbortController();
    const waiting = wait(LONG_MS, controller.signal);
    controller.abort();
    await waiting;
    await wait(LONG_MS, controller.signal);
  });
});
