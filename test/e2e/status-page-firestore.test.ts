import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Firestore } from '@google-cloud/firestore';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { domainStatus } from '../../functions/domain-status.ts';
import { newInHand } from '../../functions/in-hand.ts';
import type { System } from '../../functions/system.ts';
import { takeCensus } from '../../shared/engine/census.ts';
import { withCount } from '../../shared/lifecycle/statistics.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { firestoreStore } from '../../shared/store/firestore.ts';
import { COLLECTIONS, toDocument } from '../../shared/store/firestore-document.ts';
import type { Store } from '../../shared/store/store.ts';
import { trafficOf } from '../shared/store/firestore-traffic.ts';
import { describeOn } from '../support/emulators.ts';
import { testEngine } from '../support/engine.ts';
import { manyDomains } from '../support/many-domains.ts';
import { startOutside } from '../support/outside.ts';

const FEW = 10;
const MANY = 3000;

/** Read for each page: the settings, the statistics, and the domain that is due next. */
const ALWAYS = 3;
/** Fifty, and one more, which shows whether there is a next page. */
const A_PAGE = 51;
/** The most records that are scanned if no index answers the query. */
const A_SCAN = 300;

describeOn(['firestore'], 'the status page on Firestore', () => {
  let store: Store;
  let firestore: Firestore;
  let url: string;
  const ends: (() => Promise<void>)[] = [];

  before(async () => {
    const outside = await startOutside();
    const projectId = `demo-${randomUUID()}`;
    store = await firestoreStore({ projectId });
    firestore = new Firestore({ projectId });
    const engine = await testEngine(outside, {}, store);
    const settings = readSettings({ STORE: 'firestore' });
    const { log } = engine;
    const events = newInHand();
    const opened: System = { settings, engine, log, events, publish: async () => {} };
    const system = { settings, log: async () => log, open: async () => opened };
    http('statusOnFirestore', (request, response) => domainStatus(request, response, system));
    const server = getTestServer('statusOnFirestore');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert.ok(address instanceof Object);
    url = `http://127.0.0.1:${address.port}`;
    ends.push(
      async () => void server.close(),
      () => store.close(),
      () => firestore.terminate(),
      () => outside.close(),
    );
  });
  after(async () => {
    for (const end of ends) await end();
  });

  async function fill(from: number, to: number): Promise<void> {
    const writer = firestore.bulkWriter();
    for (let n = from; n < to; n += 1) {
      const record = manyDomains(n);
      void writer.set(
        firestore.collection(COLLECTIONS.domains).doc(record.domain),
        toDocument(record, undefined),
      );
    }
    await writer.close();
    const count = await takeCensus(store, Date.now());
    await store.changeStatistics((known) => withCount(known, count));
  }

  async function readsOf(page: string): Promise<number> {
    const { reads } = await trafficOf(async () => {
      const response = await fetch(url + page, { headers: { accept: 'text/html' } });
      const text = await response.text();
      assert.equal(response.status, 200, text);
    });
    return reads;
  }

  const deep = Buffer.from('shop-000002.example.com').toString('base64url');
  const pages: [page: string, most: number][] = [
    ['/', ALWAYS + A_PAGE],
    [`/?pageToken=${deep}`, ALWAYS + A_PAGE],
    [`/?pageToken=${deep}&back=.${deep}.${deep}.`, ALWAYS + A_PAGE],
    ['/?stage=done', ALWAYS + A_PAGE],
    [`/?stage=done&pageToken=${deep}`, ALWAYS + A_PAGE],
    ['/?problem=dns-wrong-address', ALWAYS + A_PAGE],
    ['/?needs=customer', ALWAYS + A_PAGE],
    ['/?siteId=1', ALWAYS + A_PAGE],
    ['/?q=no-such', ALWAYS + A_SCAN],
    ['/?q=shop-000001.example.com', ALWAYS + A_SCAN + 1],
    ['/?stage=done&q=no-such', ALWAYS + A_SCAN],
    ['/?stage=checking-dns&needs=customer', ALWAYS + A_SCAN],
    ['/?siteId=1&problem=dns-wrong-address&q=shop', ALWAYS + A_SCAN],
    ['/domains/shop-000001.example.com', 1],
  ];

  for (const [which, from, to] of [
    ['few', 0, FEW],
    ['many', FEW, MANY],
  ] as const) {
    describe(`of ${which} domains`, () => {
      before(() => fill(from, to));

      it('shows the most recent counts', async () => {
        const response = await fetch(url, { headers: { accept: 'text/html' } });
        assert.ok(
          (await response.text()).includes(`${to.toLocaleString('en')} domains are mapped`),
        );
      });

      for (const [page, most] of pages) {
        it(`reads at most ${most} documents for ${page}`, async () => {
          const reads = await readsOf(page);
          assert.ok(reads <= most, `${reads}`);
          // Every other filter matches enough of many domains to fill a page.
          const isFull = which === 'many' && !/siteId|problem|needs/.test(page);
          if (isFull) assert.equal(reads, most);
        });
      }
    });
  }
});
