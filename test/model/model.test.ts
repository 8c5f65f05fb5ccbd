import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { firestoreStore } from '../../shared/store/firestore.ts';
import { sqliteStore } from '../../shared/store/sqlite.ts';
import type { Store } from '../../shared/store/store.ts';
import { share } from '../support/effort.ts';
import { describeOn } from '../support/emulators.ts';
import { complaints } from './oracle.ts';
import { run } from './run.ts';
import { type Schedule, schedule } from './schedule.ts';

/**
 * The same schedules each time, so that a change is judged by nothing but itself; others with the seed that
 * `npm run test:long` draws and prints, or that fast-check printed of a run that failed.
 */
const seed = { seed: Number(process.env.SEED ?? 21) };

const TITLE = 'Closte, the multisite and the topic say what the multisite last asked for';

const at = (...delaysMs: number[]) => ({ delaysMs, clockAheadMs: 0 });

/** What failed once, made as small as it goes. */
const FAILED_ONCE: readonly (readonly [what: string, Schedule])[] = [
  [
    'the removal comes after the event that maps the domain again, and neither names a record',
    {
      happenings: [
        { afterMs: 60_000, deed: { kind: 'map', domain: 0, site: 1 }, delivery: at(0) },
        { afterMs: 60_000, deed: { kind: 'unmap', domain: 0 }, delivery: at(60_002) },
        { afterMs: 60_001, deed: { kind: 'map', domain: 0, site: 1 }, delivery: at(0) },
      ],
      faults: [],
      clockAheadMs: 0,
      workersApartMs: 0,
      hasIds: false,
      isReconciled: false,
    },
  ],
];

describe('whatever happens, in the end', () => {
  for (const [what, one] of FAILED_ONCE) {
    it(`all say the same though ${what}`, async () => {
      const store = await sqliteStore(':memory:');
      assert.deepEqual(complaints(await run(one, store)), []);
      await store.close();
    });
  }

  describe('with SQLite', () => holdsOn(() => sqliteStore(':memory:'), share(1000)));

  describeOn(['firestore'], 'with Firestore', () => {
    holdsOn(async () => firestoreStore({ projectId: `demo-${randomUUID()}` }), share(20));
  });
});

function holdsOn(open: () => Promise<Store>, numRuns: number): void {
  it(TITLE, async function () {
    // Some hundred days of a network.
    this.timeout(30 * 60_000);
    const property = fc.asyncProperty(schedule, async (one: Schedule) => {
      const store = await open();
      try {
        assert.deepEqual(complaints(await run(one, store)), []);
      } finally {
        await store.close();
      }
    });
    await fc.assert(property, { numRuns, ...seed });
  });
}
