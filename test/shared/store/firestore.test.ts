import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  DocumentReference,
  FieldValue,
  Firestore,
  Query,
  Timestamp,
} from '@google-cloud/firestore';
import sinon from 'sinon';
import { type DomainName, parseDomainName } from '../../../shared/domain-name.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import { NAMED_SHARDS, shardByName } from '../../../shared/lifecycle/shard.ts';
import { firestoreStore } from '../../../shared/store/firestore.ts';
import { RECORD_VERSION } from '../../../shared/store/record-codec.ts';
import type { ListFilter, RecordPage, Store } from '../../../shared/store/store.ts';
import { describeOn } from '../../support/emulators.ts';
import { anEvent } from '../../support/events.ts';
import { aRecord, DAY, HOUR, shop, T0 } from '../../support/records.ts';
import type { Place } from './contract/store-under-test.ts';
import { claimed, domainsOf, LEASE, put, putDue, seenBy, withSeen } from './contract/stored.ts';
import { trafficOf } from './firestore-traffic.ts';
import { describeStore } from './store-contract.ts';

describeOn(['firestore'], 'Firestore', () => {
  // These come first, so that a store in an endless loop fails here.
  describe('as a store', describeEnds);
  describeStore('as a store', newPlace);
  describe('as a store', describeDocuments);
  describe('as a store', describeQueries);
  describe('as a store', describeClaims);
});

/** The indexes of several fields, which deploy.sh makes. */
const SHARD_INDEXES = [
  ['dueAt', 'shard'],
  ['firstDueAt', 'shard'],
];

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
    async replace(domain, record) {
      await firestore.doc(`domains/${domain}`).update({ record });
    },
    async stored(domain) {
      return (await firestore.doc(`domains/${domain}`).get()).get('record');
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

function describeEnds() {
  const now = opened();
  /** Allows at most this number of queries to Firestore. */
  function most(queries: number): void {
    let asked = 0;
    const get = sinon.stub(Query.prototype, 'get').callsFake(function (this: Query) {
      asked += 1;
      if (asked > queries) throw new Error('it queries in an endless loop');
      return get.wrappedMethod.call(this);
    });
  }

  it('queries once for what is due if nothing is', async () => {
    const { store } = now();
    await putDue(store, 'shop.example.com', T0);
    most(1);
    assert.deepEqual(await store.claimDue(T0 - 1, 10, LEASE), []);
  });

  it('queries twice for the sheets to forget if there are few', async () => {
    const { store } = now();
    for (const name of ['a', 'b']) await store.keepSheet({ run: 'old', name }, '{}');
    most(2);
    await store.forgetSheets('new');
    assert.equal(await store.readSheet({ run: 'old', name: 'a' }), undefined);
  });
}

function describeDocuments() {
  const now = opened();
  const fieldsOf = async (path: string) => (await now().firestore.doc(path).get()).data();

  it('works without a damaged setting, and names it', async () => {
    const { store, firestore } = now();
    const servedNetwork = { id: 1, since: T0 };
    await firestore.doc('settings/network').set({ servedNetwork, network: 'gone', hosts: 7 });
    assert.deepEqual(await store.readSettings(), { servedNetwork, lost: ['network', 'hosts'] });
    await store.changeSettings(({ lost: _, ...settings }) => ({ ...settings, checkIntervalMs: 1 }));
    assert.deepEqual(await fieldsOf('settings/network'), { servedNetwork, checkIntervalMs: 1 });
  });

  it('accepts an event whose texts contain a lone surrogate', async () => {
    const half = { id: '\ud800', network: { id: 1, domain: 'x_\udc00' } };
    await recordEvent(now().store, anEvent('domain.created', half), T0);
    assert.equal((await now().store.list({ limit: 9 })).records.length, 1);
  });

  it('treats a damaged deletion of a site as one at the time when it was recorded', async () => {
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

  it('stores the queried fields beside the record', async () => {
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
      shard: shardByName(shop),
      record: { version: RECORD_VERSION, ...record },
    });
  });

  it('stores who has claimed a domain, and until when', async () => {
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

  it('reads documents of a version with fewer fields, beside the record and in it', async () => {
    const { store, firestore } = now();
    await put(store, aRecord({ nextCheckAt: T0 - 1 }));
    const document = firestore.doc('domains/shop.example.com');
    const beside = ['otherSites', 'marks', 'firstDueAt', 'shard'];
    const within = ['heard', 'doubts', 'aliasSeenAt', 'assertAgain', 'milestones', 'telling'];
    const fields = [...beside, ...within.map((field) => `record.${field}`)];
    await document.update(Object.fromEntries(fields.map((field) => [field, FieldValue.delete()])));
    assert.deepEqual(domainsOf((await store.list({ siteId: 12, limit: 9 })).records), [shop]);
    const [claim] = await store.claimDue(T0, 9, LEASE);
    assert.equal(claim?.record.heard, null);
    const event = anEvent('site.deleted', { domain: undefined });
    assert.deepEqual((await recordEvent(store, event, T0)).domains, [shop]);
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
    ['to record an event', (store) => store.update(shop, 12, (record) => record), 2],
    ['to list a page, and to know whether it is the last', (store) => store.list({ limit: 5 }), 6],
  ] as const satisfies [string, (store: Store) => Promise<unknown>, number][]) {
    it(`reads ${reads} of many documents ${what}`, async () => {
      await fill();
      assert.equal((await trafficOf(() => ask(now().store))).reads, reads);
    });
  }

  it('queries one field at a time, so that it needs no composite index', async () => {
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
    assert.equal(queriedFields.length, 10);
    for (const fields of queriedFields) assert.ok(fields.length <= 1, fields.join(' and '));
  });

  it('queries a shard and a due time together, and nothing else', async () => {
    const { store } = now();
    await fill();
    const { queriedFields } = await trafficOf(() => store.claimDue(T0, 1, LEASE, NAMED_SHARDS));
    assert.deepEqual(
      queriedFields.map((fields) => fields.toSorted()),
      SHARD_INDEXES,
    );
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

  it('saves the outcome of a step without another read, unless somebody else wrote meanwhile', async () => {
    const { store } = now();
    const seen = (text: string) => (record: DomainRecord) => withSeen(record, text);
    const readsOf = async (act: () => Promise<unknown>) => (await trafficOf(act)).reads;
    await putDue(store, 'shop.example.com', T0);
    await putDue(store, 'other.example.com', T0 + 1);
    const [mine, other] = await store.claimDue(T0 + 1, 2, LEASE);
    assert.ok(mine && other);
    assert.equal(await readsOf(() => store.save(mine, seen('a'), T0 + 2 * LEASE)), 0);
    assert.equal(await readsOf(() => store.save(mine, seen('b'))), 0);
    await store.update(shop, 12, (record) => record && withSeen(record, 'the event'));
    assert.equal(await readsOf(() => store.save(mine, seen('c'))), 1);
    assert.deepEqual(seenBy(await store.get(shop)), ['a', 'b', 'the event', 'c']);
    const resting = (record: DomainRecord) => ({ ...record, nextCheckAt: T0 + HOUR });
    assert.equal(await readsOf(() => store.settle(other, T0 + 1, resting)), 0);
    assert.equal((await store.get(other.domain))?.nextCheckAt, T0 + HOUR);
    assert.equal((await store.claimDue(T0 + HOUR, 2, LEASE)).length, 2);
  });

  describe('whose client retries a write because the answer was lost,', () => {
    const tried = (record: DomainRecord) => ({ ...record, dnsTries: record.dnsTries + 1 });
    const tries = async (store: Store) => (await store.get(shop))?.dnsTries;

    /** Makes each later write twice; the caller sees only the second answer. */
    function loseAnswers() {
      const update = sinon.stub(DocumentReference.prototype, 'update');
      update.callsFake(async function (this: DocumentReference, ...args) {
        await update.wrappedMethod.apply(this, args);
        return update.wrappedMethod.apply(this, args);
      });
      const remove = sinon.stub(DocumentReference.prototype, 'delete');
      remove.callsFake(async function (this: DocumentReference, ...args) {
        await remove.wrappedMethod.apply(this, args);
        return remove.wrappedMethod.apply(this, args);
      });
    }

    async function theClaim(store: Store) {
      await putDue(store, 'shop.example.com', T0);
      const claim = await claimed(store, shop, T0);
      assert.equal(await tries(store), 0);
      loseAnswers();
      return claim;
    }

    it('makes the change once, and keeps the claim', async () => {
      const { store } = now();
      const claim = await theClaim(store);
      assert.equal((await store.save(claim, tried, T0 + 2 * LEASE))?.dnsTries, 1);
      assert.equal((await store.save(claim, tried))?.dnsTries, 2);
      assert.equal(await tries(store), 2);
    });

    it('makes the change of the last step once, and releases the claim', async () => {
      const { store } = now();
      const claim = await theClaim(store);
      const last = (record: DomainRecord) => ({ ...tried(record), nextCheckAt: T0 + HOUR });
      assert.equal(await store.settle(claim, T0, last), undefined);
      assert.equal(await tries(store), 1);
      sinon.restore();
      assert.equal((await store.claimDue(T0 + HOUR, 1, LEASE))[0]?.isTakenOver, false);
    });

    it('forgets a record', async () => {
      const { store } = now();
      const claim = await theClaim(store);
      assert.equal(await store.save(claim, () => undefined), undefined);
      assert.equal(await store.get(shop), undefined);
    });
  });

  it('looks for more if others have claimed everything that it found due', async () => {
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

  it('returns the claims that it got even if others failed', async () => {
    const { store } = now();
    await putDue(store, 'shop.example.com', T0 - 1);
    await putDue(store, 'other.example.com', T0);
    const update = sinon.stub(DocumentReference.prototype, 'update').callThrough();
    update.onFirstCall().rejects(unavailable);
    assert.deepEqual(domainsOf(await store.claimDue(T0, 2, LEASE)), ['other.example.com']);
    assert.deepEqual(domainsOf(await store.claimDue(T0, 2, LEASE)), ['shop.example.com']);
  });

  it('reports why if it got none', async () => {
    const { store } = now();
    await putDue(store, 'shop.example.com', T0);
    sinon.stub(DocumentReference.prototype, 'update').rejects(unavailable);
    await assert.rejects(store.claimDue(T0, 2, LEASE), unavailable);
  });

  it('queries for those that come first only if more are due than the limit', async () => {
    const { store } = now();
    await putDue(store, 'shop.example.com', T0);
    await putDue(store, 'other.example.com', T0 + 1);
    const queriesFor = async (at: number, limit: number) =>
      (await trafficOf(() => store.claimDue(at, limit, LEASE))).queriedFields.length;
    assert.equal(await queriesFor(T0, 2), 1);
    assert.equal(await queriesFor(T0 + 1, 1), 2);
  });

  it('reports why a claim of a wrong clock could not be ended, unless somebody else has ended it', async () => {
    const { store } = now();
    await putDue(store, 'shop.example.com', T0);
    await claimed(store, shop, T0 + 10 * DAY);
    const update = sinon.stub(DocumentReference.prototype, 'update').callThrough();
    update.onFirstCall().rejects(unavailable);
    await assert.rejects(store.endFalseClaims(T0, LEASE), unavailable);
    update.onSecondCall().rejects(Object.assign(new Error('for the test'), { code: 9 }));
    await store.endFalseClaims(T0, LEASE);
    assert.equal(update.callCount, 2);
  });
}
