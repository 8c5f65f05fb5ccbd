import assert from 'node:assert/strict';
import { endFalseClaims } from '../../../shared/engine/false-claims.ts';
import { type TestEngine, testEngine } from '../../support/engine.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { MINUTE, SECOND, T0 } from '../../support/records.ts';

describe('claims of a machine whose clock is wrong', () => {
  let outside: Outside;
  let engine: TestEngine;
  let lookedAt: number[];
  before(async () => {
    outside = await startOutside();
  });
  after(() => outside.close());
  beforeEach(async () => {
    engine = await testEngine(outside);
    lookedAt = [];
  });
  afterEach(() => engine.store.close());

  const lookAt = (now: number, { store, tally }: TestEngine = engine) => {
    const noted = async (at: number) => {
      lookedAt.push(at);
    };
    return endFalseClaims({ store: { ...store, endFalseClaims: noted }, tally, now: () => now });
  };

  const times: readonly (readonly [afterMs: number, isLookedForAgain: boolean])[] = [
    [SECOND, false],
    [15 * MINUTE - SECOND, false],
    [15 * MINUTE, true],
    [-60 * MINUTE, true],
  ];
  for (const [afterMs, isLookedForAgain] of times) {
    const what = isLookedForAgain ? 'are looked for again' : 'are not looked for again';
    it(`${what} ${afterMs / SECOND} s later`, async () => {
      await lookAt(T0);
      await lookAt(T0 + afterMs);
      assert.deepEqual(lookedAt, isLookedForAgain ? [T0, T0 + afterMs] : [T0]);
    });
  }

  it('are looked for by each instance', async () => {
    const other = await testEngine(outside);
    await lookAt(T0);
    await lookAt(T0 + 1, other);
    await other.store.close();
    assert.deepEqual(lookedAt, [T0, T0 + 1]);
  });
});
