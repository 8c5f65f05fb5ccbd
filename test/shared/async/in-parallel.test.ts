import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { inParallel } from '../../../shared/async/in-parallel.ts';

describe('working in parallel', () => {
  it('does everything, with at most the given number under way', async () => {
    const done: number[] = [];
    let atATime = 0;
    let most = 0;
    await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      atATime += 1;
      most = Math.max(most, atATime);
      await turn();
      atATime -= 1;
      done.push(item);
    });
    assert.deepEqual([done.toSorted(), most], [[1, 2, 3, 4, 5, 6, 7], 3]);
  });

  it('rejects with the first failure, once the work under way has ended', async () => {
    const ended: number[] = [];
    const work = inParallel([1, 2, 3, 4, 5, 6], 2, async (item) => {
      await turn();
      if (item === 1) throw new Error('no');
      await turn();
      ended.push(item);
    });
    await assert.rejects(work, /no/);
    assert.deepEqual(ended, [2]);
  });

  it('ends at once if there is nothing to do', async () => {
    await inParallel([], 4, () => assert.fail('nothing to do'));
  });
});
