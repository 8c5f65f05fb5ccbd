import assert from 'node:assert/strict';
import { cadenceOf } from '../../../shared/scheduling/cadence.ts';

describe('the cadence of the sweep', () => {
  const cadences: [checkIntervalSeconds: number, cadence: string][] = [
    [10, '* * * * *'],
    [59, '* * * * *'],
    [60, '* * * * *'],
    [61, '*/2 * * * *'],
    [120, '*/2 * * * *'],
    [121, '*/3 * * * *'],
    [300, '*/5 * * * *'],
  ];
  for (const [seconds, cadence] of cadences) {
    it(`for checks every ${seconds} s is ${cadence}`, () => {
      assert.equal(cadenceOf(seconds), cadence);
    });
  }
});
