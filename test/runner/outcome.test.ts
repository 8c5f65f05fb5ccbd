import assert from 'node:assert/strict';
import { closingLine, exitCode, NOTHING, type Outcome, slowestLines, sum } from './outcome.ts';

const outcome = (change: Partial<Outcome>): Outcome => ({ ...NOTHING, ...change });
const timed = (...durations: number[]) =>
  durations.map((durationMs) => ({ title: `takes ${durationMs}`, durationMs }));

describe('the outcome of test files', () => {
  it('is summed, with all failures and the ten slowest tests of all', () => {
    const one = outcome({
      passed: 6,
      failed: 1,
      failures: ['1) is unlike'],
      slowest: timed(12, 9, 7, 5, 3, 1),
    });
    const other = outcome({ passed: 7, skipped: 2, slowest: timed(11, 10, 8, 6, 4, 2) });
    assert.deepEqual(sum(one, other), {
      passed: 13,
      failed: 1,
      skipped: 2,
      slowest: timed(12, 11, 10, 9, 8, 7, 6, 5, 4, 3),
      failures: ['1) is unlike'],
    });
  });

  it('lists the slowest tests in seconds', () => {
    assert.deepEqual(slowestLines(outcome({ slowest: timed(12_345, 60) })), [
      '',
      'The slowest tests:',
      '   12.3 s  takes 12345',
      '    0.1 s  takes 60',
    ]);
  });

  const lines: [Partial<Outcome>, string][] = [
    [{ passed: 12 }, '12 passed, 0 failed'],
    [{ passed: 12, failed: 3 }, '12 passed, 3 failed'],
    [{ passed: 12, failed: 3, skipped: 1 }, '12 passed, 3 failed, 1 skipped'],
  ];
  for (const [change, line] of lines) {
    it(`ends with "${line}"`, () => assert.equal(closingLine(outcome(change)), line));
  }

  const codes: [what: string, status: number | null, Outcome | undefined, code: number][] = [
    ['all passed', 0, outcome({ passed: 1 }), 0],
    ['all were skipped', 0, outcome({ skipped: 1 }), 0],
    ['one failed', 0, outcome({ passed: 9, failed: 1 }), 1],
    ['there was no test', 0, NOTHING, 1],
    ['the run broke off', 0, undefined, 1],
    ['too little was covered', 1, outcome({ passed: 1 }), 1],
    ['a signal ended the run', null, undefined, 1],
  ];
  for (const [what, status, result, code] of codes) {
    it(`is exit code ${code} if ${what}`, () => assert.equal(exitCode(status, result), code));
  }
});
