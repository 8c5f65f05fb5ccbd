import assert from 'node:assert/strict';
import { type StepCounter, stepCounter } from '../support/steps.ts';
import { assertLinear } from './linear.ts';

const HERE = new URL('./', import.meta.url);

describe('the counter of steps', () => {
  let counter: StepCounter;
  before(() => {
    counter = stepCounter(new URL('./loops.ts', import.meta.url), HERE);
  });
  after(() => counter[Symbol.asyncDispose]());

  it('counts each execution of each block', async () => {
    // The function once, and each iteration of its loop.
    assert.equal(await counter.steps('linear', 100), 101);
    assert.equal(await counter.steps('linear', 10_000), 10_001);
  });

  it('counts the same each time', async () => {
    assert.equal(await counter.steps('quadratic', 200), await counter.steps('quadratic', 200));
  });

  it('counts asynchronous work, too', async () => {
    const steps = await counter.steps('quadraticAcrossTurns', 100);
    assert.ok(steps > 100 * 100, String(steps));
  });

  it('counts only the code that it is told to count', async () => {
    await using other = stepCounter(
      new URL('./loops.ts', import.meta.url),
      new URL('../bench/', import.meta.url),
    );
    assert.equal(await other.steps('linear', 100), 0);
  });

  it('reports why a function fails, and goes on', async () => {
    await assert.rejects(counter.steps('failing', 1), RangeError);
    assert.equal(await counter.steps('linear', 100), 101);
  });

  it('refuses a function that does not exist', async () => {
    await assert.rejects(counter.steps('missing', 1), /missing/);
  });

  describe('shows that the steps', () => {
    const sized = (sizes: readonly number[]) => sizes.map((size) => ({ input: size, size }));
    const doubled = sized([1000, 2000, 4000]);

    it('of a loop grow at most linearly with its length', () =>
      assertLinear(counter, 'linear', doubled, 1));

    it('of a loop exceed a limit that is too low', () =>
      assert.rejects(
        assertLinear(counter, 'linear', sized([8000]), 0.5),
        /^AssertionError.*too many/,
      ));

    for (const name of [
      'quadratic',
      'quadraticByCallbacks',
      'quadraticBySearching',
      'quadraticAcrossTurns',
    ]) {
      it(`of a function that is ${name} grow too fast`, () =>
        assert.rejects(
          assertLinear(counter, name, doubled, Number.POSITIVE_INFINITY),
          /^AssertionError.*growing too fast/,
        ));
    }
  });
});
