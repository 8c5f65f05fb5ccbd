import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { domainStatus } from '../../functions/domain-status.ts';
import type { System } from '../../functions/system.ts';
import { inParallel } from '../../shared/async/in-parallel.ts';
import { takeCensus } from '../../shared/engine/census.ts';
import { withCount } from '../../shared/lifecycle/statistics.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { firestoreStore } from '../../shared/store/firestore.ts';
import type { Store } from '../../shared/store/store.ts';
import { trafficOf } from '../shared/store/firestore-traffic.ts';
import { describeOn } from '../support/emulators.ts';
import { testEngine } from '../support/engine.ts';
import { manyDomains } from '../support/many-domains.ts';
import { startOutside } from '../support/outside.ts';

/** The page has fifty rows, and a search looks through three hundred. */
const FEW = 400;
const MANY = 800;

describeOn(['firestore'], 'the status page on Firestore', () => {
  let store: Store;
  let url: string;
  const ends: (() => Promise<void>)[] = [];

  before(async () => {
    const outside = await startOutside();
    store = await firestoreStore({ projectId: `demo-${randomUUID()}` });
    const engine = await testEngine(outside, {}, store);
    const settings = readSettings({ STORE: 'firestore' });
    const system: System = { settings, engine, log: engine.log, publish: async () => {} };
    http('statusOnFirestore', (request, response) => domainStatus(request, response, system));
    const server = getTestServer('statusOnFirestore');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert.ok(address instanceof Object);
    url = `http://127.0.0.1:${address.port}`;
    ends.push(
      async () => void server.close(),
      () => store.close(),
      () => outside.close(),
    );
  });
  after(async () => {
    for (const end of ends) await end();
  });

  async function fill(from: number, to: number): Promise<void> {
    const numbers = Array.from({ length: to - from }, (_, n) => from + n);
    await inParallel(numbers, 16, async (n) => {
      const record = manyDomains(n);
      await store.update(record.domain, record.siteId, () => record);
    });
    const count = await takeCensus(store, Date.now());
    await store.changeStatistics((known) => withCount(known, count));
  }

  const pages = [
    '/',
    '/?stage=done',
    '/?problem=dns-wrong-address',
    '/?stage=checking-dns&needs=customer',
    '/?q=no-such',
    '/?q=shop-000001.example.com',
    '/domains/shop-000001.example.com',
  ];

  it('costs as many reads with twice as many domains', async () => {
    const costs = async () => {
      const reads = new Map<string, number>();
      for (const page of pages) {
        const ask = async () => {
          const response = await fetch(url + page, { headers: { accept: 'text/html' } });
          assert.equal(response.status, 200, await response.text());
        };
        reads.set(page, (await trafficOf(ask)).reads);
      }
      return reads;
    };
    await fill(0, FEW);
    const withFew = await costs();
    await fill(FEW, MANY);
    const withMany = await costs();
    // Of what few domains are like, there were fewer than a page has.
    const grows = ['/?problem=dns-wrong-address', '/?stage=checking-dns&needs=customer'];
    for (const page of pages.filter((one) => !grows.includes(one))) {
      assert.equal(withMany.get(page), withFew.get(page), page);
    }
    for (const [page, reads] of withMany) assert.ok(reads <= 310, `${page}: ${reads} reads`);
    // The settings, the statistics, the domain that is due next, and fifty-one of the list.
    assert.equal(withMany.get('/'), 54);
  });

  it('has the counts as they were last taken', async () => {
    const response = await fetch(url, { headers: { accept: 'text/html' } });
    assert.match(await response.text(), /800 domains are mapped/);
  });
});
