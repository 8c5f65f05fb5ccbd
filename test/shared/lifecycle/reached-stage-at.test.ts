import assert from 'node:assert/strict';
import { reachedStageAt } from '../../../shared/lifecycle/reached-stage-at.ts';
import type { StageChange } from '../../../shared/lifecycle/record.ts';

describe('the time at which a domain reached its stage', () => {
  const historyAt = (...times: number[]): StageChange[] =>
    times.map((at) => ({ at, from: 'checking-dns', to: 'checking-ssl-cert', reason: '' }));

  const rows: [what: string, history: StageChange[], at: number | null][] = [
    ['is not known of a domain that never changed its stage', historyAt(), null],
    ['is that of its last change', historyAt(1000, 2000, 5000), 5000],
    ['is later than a change by a clock that was ahead', historyAt(90_000, 2000), 90_001],
    ['is later than each change since that one', historyAt(90_000, 2000, 3000), 90_002],
    ['is that of our clock once it is past the other', historyAt(90_000, 2000, 95_000), 95_000],
  ];
  for (const [what, history, at] of rows) {
    it(what, () => assert.equal(reachedStageAt({ history }), at));
  }
});
