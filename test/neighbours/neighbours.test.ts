import assert from 'node:assert/strict';
import { CALLERS, SECRET } from './callers.ts';
import { FAULTS, startFaulty } from './faults.ts';
import { keysOf } from './keys-of.ts';
import { isTimeOut, ROWS } from './rows.ts';

for (const neighbour of keysOf(CALLERS)) {
  describe(`${neighbour}, which`, () => {
    for (const fault of keysOf(FAULTS)) {
      const expected = ROWS[neighbour][fault];
      it(`${FAULTS[fault]}: ${expected.kind}`, async () => {
        await using faulty = await startFaulty(fault);
        const made = await CALLERS[neighbour](faulty.origin, isTimeOut(expected) ? 700 : 60_000);
        assert.deepEqual(made, { retryAfterMs: undefined, ...expected });
        assert.ok(!made.told.includes(SECRET));
        assert.deepEqual(faulty.elsewhere, [], 'a redirect was followed');
      });
    }
  });
}
