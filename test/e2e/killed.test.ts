import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { withPart } from '../../infra/generate/page-part.ts';
import { share } from '../support/effort.ts';
import { describeOn } from '../support/emulators.ts';
import { partOf, tableOf } from './killed/figures.ts';
import { killedRun, STORES } from './killed/run.ts';

/**
 * The number of events on each store: on Firestore, whose client takes seconds to load, only if there is
 * time.
 */
const EVENTS = { SQLite: share(200, 100), Firestore: share(1) > 1 ? share(200) : 0 } as const;

describeOn(['firestore', 'pubsub'], 'functions that are killed again and again', () => {
  for (const name of STORES.filter((one) => EVENTS[one] > 0)) {
    it(`carry out the wishes of ${EVENTS[name]} events in the end, with ${name}`, async () => {
      const run = await killedRun(name, EVENTS[name]);
      const table = tableOf(run);
      console.log(table.replaceAll(/^/gm, '      '));
      assert.ok(
        Object.keys(run.failures).length > 0 && Object.keys(run.injected.killed).length > 0,
      );
      assert.deepEqual(run.complaints, []);
      const page = readFileSync('docs/reliability/kills.md', 'utf8');
      assert.ok(
        withPart(page, partOf(name), table).includes(table),
        'the page has no place for the figures',
      );
    });
  }
});
