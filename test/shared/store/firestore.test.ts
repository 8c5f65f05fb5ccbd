import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DocumentReference, FieldValue, Firestore, Timestamp } from '@google-cloud/firestore';
import sinon from 'sinon';
import { type DomainName, parseDomainName } from '../../../shared/domain-name.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { firestoreStore } from '../../../shared/store/firestore.ts';
import type { ListFilter, RecordPage, Store } from '../../../shared/store/store.ts';
import { describeOn } from '../../support/emulators.ts';
import { anEvent } from '../../support/events.ts';
import { aRecord, DAY, HOUR, shop, T0 } from '../../support/records.ts';
import type { Place } from './contract/store-under-test.ts';
import { claimed, domainsOf, LEASE, put, putDue } from './contract/stored.ts';
import { trafficOf } from './firestore-traffic.ts';
import { describeStore } from './store-contract.ts';

describeOn(['firestore'], 'Firestore', () => {
  describeStore('as a store', newPlace);
  describe('as a store', describeDocuments);
  describe('as a store', describeQueries);
  describe('as a store', describeClaims);
});

const newProject = () => `demo-${randomUUID()}`;

async function newPlace(): Promise<Place> {
  const projectId = newProject();
  const firestore = new Firestore({ projectId });
  return {
    open: () => firestoreStore({ projectId }),
    async revision() {
      const collections = await Promise.all(
        ['domains', 'siteDeletions', 'settings'].map((name) => firestore.collection(name).get()),
      );
      return collections
        .flatMap(({ docs }) => docs)
        .map(({ ref, updateTime }) => `${ref.path} ${updateTime.valueOf()}`)
        .join('\n');
    },
    async damage(domain: DomainName, field: string, value: unknown) {
      await firestore.doc(`domains/${domain}`).update({ [`record.${field}`]: value });
    },
    close: () => firestore.terminate(),
  };
}

/** The store, and beside it the database itself, new for each test. */
function opened() {
  const open: { store: Store; firestore: Firestore }[] = [];
  beforeEach(async () => {
    const projectId = newProject();
    open.push({
      store: await firestoreStore({ projectId }),
      firestore: new Firestore({ projectId }),
    });
  });
  afterEach(async () => {
    sinon.restore();
    for (const { store, firestore } of open.splice(0)) {
      await store.close();
      await firestore.terminate();
    }
  });
  return () => {
    const [last] = open;
    assert.ok(last);
    return last;
  };
}

function describeDocuments() {
  const now = opened();
  const fieldsOf = async (path: string) => (await now().firestore.doc(path).get()).data();

  it('goes on without a setting that is damaged, and names it', async () => {
    const { store, firestore } = now();
    const servedNetwork = { id: 1, since: T0 };
    await firestore.doc('settings/network').set({ servedNetwork, network: 'gone', hosts: 7 });
    assert.deepEqual(await store.readSettings(), { servedNetwork, lost: ['network', 'hosts'] });
    await store.changeSettings(({ lost: _, ...settings }) => ({ ...settings, checkIntervalMs: 1 }));
    assert.deepEqual(await fieldsOf('settings/network'), { servedNetwork, checkIntervalMs: 1 });
  });

  it('takes the deletion of a site that is damaged for one of the time when it was recorded', async () => {
    const { store, firestore } = now();
    const forgetAt = T0 + 31 * DAY;
    await store.recordSiteDeletion(12, { occurredAt: T0 - 1, id: 'a' }, { now: T0, forgetAt });
    for (const [damage, expected] of [
      [{ deletion: 'yes' }, { occurredAt: T0, id: '' }],
      [{ expireAt: 'never' }, undefined],
    ] as const) {
      await firestore.doc('siteDeletions/12').update(damage);
      let seen: unknown = 'nothing';
      await store.update(shop, 12, (known, siteDeletion) => {
        seen = siteDeletion;
        return known;
      });
      assert.deepEqual(seen, expected);
    }
  });

  it('has beside the record what is looked for', async () => {
    const record = aRecord({ nextCheckAt: T0 + HOUR });
    await put(now().store, record);
    assert.deepEqual(await fieldsOf('domains/shop.example.com'), {
      domain: 'shop.example.com',
      siteId: 12,
      otherSites: [],
      mappedStage: 'checking-dns',
      marks: [],
      liveCheckedAt: null,
      lostCheckedAt: null,
      claimToken: null,
      claimedUntil: null,
      dueAt: T0 + HOUR,
      firstDueAt: T0 + HOUR,
      record,
    });
  });

  it('has who claimed a domain, and until when', async () => {
    await put(now().store, aRecord());
    const { token } = await claimed(now().store, shop, T0);
    const { claimToken, claimedUntil, dueAt } = (await fieldsOf('domains/shop.example.com')) ?? {};
    assert.deepEqual([claimToken, claimedUntil, dueAt], [token, T0 + LEASE, T0 + LEASE]);
  });

  it('lets the memory of a removed domain expire, unless it is mapped again', async () => {
    const { store } = now();
    const expireAt = async () => (await fieldsOf('domains/shop.example.com'))?.expireAt;
    const retry = { failures: 0, at: T0 };
    await put(store, aRecord({ alias: { state: 'removing', retry, forgetAt: T0 + DAY } }));
    assert.equal(await expireAt(), undefined);
    await put(store, aRecord({ alias: { state: 'removed', forgetAt: T0 + DAY } }));
    assert.deepEqual(await expireAt(), Timestamp.fromMillis(T0 + DAY));
    await put(store, aRecord({ alias: { state: 'pending', retry } }));
    assert.equal(await expireAt(), undefined);
  });

  it('reads those of a version that kept less beside the record, and less in it', async () => {
    const { store, firestore } = now();
    await put(store, aRecord({ nextCheckAt: T0 - 1 }));
    const document = firestore.doc('domains/shop.example.com');
    const beside = ['otherSites', 'marks', 'firstDueAt'];
    const within = ['heard', 'doubts', 'aliasSeenAt', 'assertAgain', 'milestones', 'telling'];
    const fields = [...beside, ...within.map((field) => `record.${field}`)];
    await document.update(Object.fromEntries(fields.map((field) => [field, FieldValue.delete()])));
    assert.deepEqual(domainsOf((await store.list({ siteId: 12, limit: 9 })).records), [shop]);
    const [claim] = await store.claimDue(T0, 9, LEASE);
    assert.equal(claim?.record.heard, null);
    const event = anEvent('site.deleted', { domain: undefined });
    assert.deepEqual(await recordEvent(store, event, T0), { domains: [shop] });
    const { otherSites, mappedStage } = (await document.get()).data() ?? {};
    assert.deepEqual([otherSites, mappedStage], [[], null]);
  });

  it("lets the memory of a site's deletion expire", async () => {
    const deletion = { occurredAt: T0, id: 'a' };
    await now().store.recordSiteDeletion(12, deletion, { now: T0, forgetAt: T0 + DAY });
    const expireAt = Timestamp.fromMillis(T0 + DAY);
    assert.deepEqual(await fieldsOf('siteDeletions/12'), { siteId: 12, deletion, expireAt });
  });
}

function describeQueries() {
  const now = opened();

  /** 30 domains that rest, and one that has been due for an hour. */
  async function fill() {
    const names = Array.from({ length: 30 }, (_, n) => `${n}.example.com`);
    await Promise.all(names.map((name) => putDue(now().store, name, T0 + DAY)));
    await putDue(now().store, 'shop.example.com', T0 - HOUR);
  }

  for (const [what, ask, reads] of [
    ['to claim what is due', (store) => store.claimDue(T0, 10, LEASE), 1],
    ['to know what comes due next', (store) => store.nextDueAt(), 1],
    ['to record what an event says', (store) => store.update(shop, 12, (record) => record), 2],
    ['to list a page, and know if it is the last', (store) => store.list({ limit: 5 }), 6],
  ] as const satisfies [string, (store: Store) => Promise<unknown>, number][]) {
    it(`reads ${reads} of many documents ${what}`, async () => {
      await fill();
      assert.equal((await trafficOf(() => ask(now().store))).reads, reads);
    });
  }

  it('asks for one field at a time, so that it needs no index of its own', async () => {
    const { store } = now();
    await fill();
    const filters: Omit<ListFilter, 'limit'>[] = [
      {},
      { stage: 'done' },
      { siteId: 12 },
      { stage: 'done', siteId: 12, q: 'a' },
      { marks: ['needs-customer', 'dns-no-records'], stage: 'done' },
    ];
    const { queriedFields } = await trafficOf(async () => {
      await store.claimDue(T0, 10, LEASE);
      await store.nextDueAt();
      for (const filter of filters) {
        await store.list({ limit: 10, after: '1.example.com', ...filter });
      }
      const deletion = { occurredAt: T0, id: 'a' };
      await store.recordSiteDeletion(12, deletion, { now: T0, forgetAt: T0 });
    });
    assert.equal(queriedFields.length, 11);
    for (const fields of queriedFields) assert.ok(fields.length <= 1, fields.join(' and '));
  });

  it('finds the few that match among hundreds of domains, page by page', async () => {
    const { store, firestore } = now();
    const few = ['001-shop.example.com', '301-shop.example.com', '601-shop.example.com'];
    const many = Array.from({ length: 620 }, (_, n) => `${String(n).padStart(3, '0')}.example.com`);
    const batch = firestore.batch();
    for (const name of [...many, ...few]) {
      const record = aRecord({ domain: parseDomainName(name) });
      batch.set(firestore.doc(`domains/${name}`), { record });
    }
    await batch.commit();
    const found: string[] = [];
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page: RecordPage = await store.list({ q: 'shop', limit: 2, after });
      assert.ok(page.records.length <= 2);
      found.push(...domainsOf(page.records));
      after = page.next;
    }
    assert.deepEqual(found, few);
  });
}

function describeClaims() {
  const now = opened();
  const unavailable = Object.assign(new Error('14 UNAVAILABLE: for the test'), { code: 14 });

  it('looks for more, if all that it found due went to others meanwhile', async () => {
    const { store } = now();
    await putDue(store, 'shop.example.com', T0 - 1);
    await putDue(store, 'other.example.com', T0);
    const update = sinon.stub(DocumentReference.prototype, 'update').callThrough();
    update.onFirstCall().callsFake(async function (this: DocumentReference, ...args) {
      await claimed(store, shop, T0);
      return update.wrappedMethod.apply(this, args);
    });
    assert.deepEqual(domainsOf(await store.claimDue(T0, 1, LEASE)), ['other.example.com']);
  });

  it('gives the claims that it got, though others failed', async () => {
    const { store } = now();
    await putDue(store, 'shop.example.com', T0 - 1);
    await putDue(store, 'other.example.com', T0);
    const update = sinon.stub(DocumentReference.prototype, 'update').callThrough();
    update.onFirstCall().rejects(unavailable);
    update.onThirdCall().rejects(unavailable);
    assert.deepEqual(domainsOf(await store.claimDue(T0, 2, LEASE)), ['other.example.com']);
    assert.deepEqual(domainsOf(await store.claimDue(T0, 2, LEASE)), ['shop.example.com']);
  });

  it('tells why, if it got none', async () => {
    const { store } = now();
    await putDue(store, 'shop.example.com', T0);
    sinon.stub(DocumentReference.prototype, 'update').rejects(unavailable);
    await assert.rejects(store.claimDue(T0, 2, LEASE), unavailable);
  });
}
