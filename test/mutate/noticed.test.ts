import assert from 'node:assert/strict';
import { noticed } from './noticed.ts';
import type { Run } from './test-run.ts';

const passed = (tookMs: number): Run => ({ outcome: 'passed', tookMs });
const late = (tookMs: number): Run => ({ outcome: 'late', tookMs });
const failed: Run = { outcome: 'failed', by: 'a test', file: 'a.test.ts', tookMs: 10 };

/** Returns the runs in order, then the last one again and again. */
function inTurn(runs: readonly Run[]): () => Promise<Run> {
  const left = [...runs];
  let last = passed(0);
  return async () => {
    last = left.shift() ?? last;
    return last;
  };
}

async function noticedIn(withFault: readonly Run[], withoutFault: readonly Run[]) {
  const without = inTurn(withoutFault);
  const runs = { withFault: inTurn(withFault), withoutFault: without };
  return (await noticed(runs, 1000))?.by;
}

describe('a fault', () => {
  const cases: readonly (readonly [
    title: string,
    withFault: readonly Run[],
    withoutFault: readonly Run[],
    noticedBy: string | undefined,
  ])[] = [
    ['is not noticed by tests that pass', [passed(10)], [], undefined],
    ['is noticed by a test that fails', [failed], [], 'a test'],
    [
      'is noticed by tests that are far faster without it',
      [late(8000)],
      [passed(1000)],
      'it never ends',
    ],
    [
      'is not noticed by tests that are also slow without it',
      [late(8000)],
      [passed(4000)],
      undefined,
    ],
    [
      'is not noticed by tests that time out once, while the machine is busy',
      [late(8000), passed(9000)],
      [passed(7000)],
      undefined,
    ],
    [
      'is noticed once the machine is no longer busy',
      [late(8000), late(32_000)],
      [passed(4000), passed(1000)],
      'it never ends',
    ],
    [
      'is not noticed by tests that also time out without it',
      [late(8000)],
      [late(1000)],
      undefined,
    ],
  ];
  for (const [title, withFault, withoutFault, noticedBy] of cases) {
    it(title, async () => {
      assert.equal(await noticedIn(withFault, withoutFault), noticedBy);
    });
  }

  it('has a longer time limit if the tests take longer without it', async () => {
    const limits: number[] = [];
    await noticed(
      {
        async withFault(limitMs) {
          limits.push(limitMs);
          return late(limitMs);
        },
        withoutFault: async () => passed(limits.length === 1 ? 100_000 : 1000),
      },
      10_000,
    );
    assert.deepEqual(limits, [60_000, 600_000]);
  });
});
