import { randomUUID } from 'node:crypto';
import type { DocumentSnapshot, QueryDocumentSnapshot } from '@google-cloud/firestore';
import type { DomainName } from '../domain-name.ts';
import type { Mark } from '../lifecycle/marks.ts';
import { dueAt } from '../lifecycle/next-step.ts';
import { isNewer, type Ordinal } from '../lifecycle/ordinal.ts';
import { STAGES, type Stage } from '../lifecycle/stage.ts';
import { NO_STATISTICS, type Statistics } from '../lifecycle/statistics.ts';
import { claimOn } from './claim-on.ts';
import { connect, type FirestoreOptions } from './firestore-connection.ts';
import {
  COLLECTIONS,
  claimedRecordIn,
  isHeld,
  type Lease,
  leased,
  leaseOf,
  mendedRecordIn,
  notLeased,
  recordIn,
  toDocument,
} from './firestore-document.ts';
import { listPage } from './firestore-list.ts';
import type { NetworkSettings } from './network-settings.ts';
import { decodeSettings } from './settings-codec.ts';
import { decodeSiteDeletion } from './site-deletion-codec.ts';
import { decodeStatistics } from './statistics-codec.ts';
import { type Claim, latestEnd, type Store } from './store.ts';

/**
 * The store for the cloud: Firestore, in native mode. It needs no index but those that Firestore
 * keeps by itself, for single fields, and none on `record`. To connect costs nothing; an address
 * where nobody answers is an error of what is asked for first.
 */
export async function firestoreStore(options: FirestoreOptions = {}): Promise<Store> {
  const { firestore, answer, transaction, close } = await connect(options);
  const domains = firestore.collection(COLLECTIONS.domains);
  const siteDeletions = firestore.collection(COLLECTIONS.siteDeletions);
  const settings = firestore.doc(`${COLLECTIONS.settings}/network`);
  const statistics = firestore.doc(`${COLLECTIONS.settings}/statistics`);

  const siteDeletion = (siteId: number) => siteDeletions.doc(String(siteId));

  /** Takes a domain that is due, unless somebody else has written its document meanwhile. */
  async function take(document: QueryDocumentSnapshot, lease: Lease): Promise<Claim | undefined> {
    try {
      const unchanged = { lastUpdateTime: document.updateTime };
      await answer(document.ref.update(leased(lease), unchanged));
    } catch (error) {
      if (isLostRace(error)) return undefined;
      throw error;
    }
    return claimOn(document.id, lease.token, document.get('record'), leaseOf(document)?.token);
  }

  /** Takes those that are due by this field, the longest due first. */
  async function takeDue(
    field: 'firstDueAt' | 'dueAt',
    now: number,
    limit: number,
    lease: Lease,
  ): Promise<Claim[]> {
    for (;;) {
      const found = await answer(domains.where(field, '<=', now).orderBy(field).limit(limit).get());
      // A version that does not know the other field leaves it as it was when it claims a domain.
      const due = found.docs.filter((document) => document.get('dueAt') <= now);
      const takes = await Promise.allSettled(due.map((document) => take(document, lease)));
      const claims = takes.flatMap((taken) =>
        taken.status === 'fulfilled' && taken.value ? [taken.value] : [],
      );
      // Those claimed are to be advanced, whatever became of the others, which stay due.
      if (claims.length > 0 || due.length === 0) return claims;
      for (const taken of takes) if (taken.status === 'rejected') throw taken.reason;
      // All went to others, and so are no longer due: there may be more.
    }
  }

  return {
    update: (domain, siteId, decide) =>
      transaction(domain, async (tx) => {
        const ref = domains.doc(domain);
        const [document, deletion] = await tx.getAll(ref, siteDeletion(siteId));
        const before = mendedRecordIn(document);
        const after = decide(before, siteDeletionIn(deletion));
        if (after && after !== before) tx.set(ref, toDocument(after, leaseOf(document)));
        return after;
      }),

    recordSiteDeletion: (siteId, deletion, { now, forgetAt }) =>
      transaction(`site ${siteId}`, async (tx) => {
        const document = await tx.get(siteDeletion(siteId));
        const forgotten = await tx.get(siteDeletions.where('expireAt', '<=', new Date(now)));
        for (const { ref } of forgotten.docs) tx.delete(ref);
        const isForgotten = forgotten.docs.some(({ id }) => id === document.id);
        const known = isForgotten ? undefined : siteDeletionIn(document);
        if (known && !isNewer(deletion, known)) return;
        tx.set(document.ref, { siteId, deletion, expireAt: new Date(forgetAt) });
      }),

    claim: (domain, now, leaseMs) =>
      transaction(domain, async (tx) => {
        const document = await tx.get(domains.doc(domain));
        const theirs = leaseOf(document);
        const latest = latestEnd(now, leaseMs);
        const isTheirs = theirs !== undefined && theirs.until > now && theirs.until <= latest;
        if (!document.exists || isTheirs) return undefined;
        const token = randomUUID();
        tx.update(document.ref, leased({ token, until: now + leaseMs }));
        return claimOn(domain, token, document.get('record'), theirs?.token);
      }),

    async claimDue(now, limit, leaseMs) {
      const lease = { token: randomUUID(), until: now + leaseMs };
      const first = await takeDue('firstDueAt', now, limit, lease);
      if (first.length >= limit) return first;
      const others = takeDue('dueAt', now, limit - first.length, lease);
      // Those claimed already are to be advanced, whatever became of the others.
      return first.length > 0 ? [...first, ...(await others.catch(() => []))] : others;
    },

    async endFalseClaims(now, leaseMs) {
      const isFalse = domains.where('claimedUntil', '>', latestEnd(now, leaseMs));
      const { docs } = await answer(isFalse.get());
      for (const { ref, updateTime } of docs) {
        const ended = { claimedUntil: now, dueAt: now };
        await answer(ref.update(ended, { lastUpdateTime: updateTime })).catch((error: unknown) => {
          if (!isLostRace(error)) throw error;
        });
      }
    },

    save: (claim, change, claimUntil) =>
      transaction(claim.domain, async (tx) => {
        const document = await tx.get(domains.doc(claim.domain));
        const before = claimedRecordIn(document, claim);
        const after = change(before);
        const longer = claimUntil && { token: claim.token, until: claimUntil };
        if (!after) tx.delete(document.ref);
        else if (after !== before)
          tx.set(document.ref, toDocument(after, longer || leaseOf(document)));
        else if (longer) tx.update(document.ref, leased(longer));
        return after;
      }),

    settle: (claim, now, change = (record) => record) =>
      transaction(claim.domain, async (tx) => {
        const document = await tx.get(domains.doc(claim.domain));
        const before = claimedRecordIn(document, claim);
        const after = change(before);
        if (!after) {
          tx.delete(document.ref);
          return undefined;
        }
        const due = dueAt(after);
        const isDue = due !== null && due <= now;
        if (after !== before)
          tx.set(document.ref, toDocument(after, isDue ? leaseOf(document) : undefined));
        else if (!isDue) tx.update(document.ref, notLeased(after));
        return isDue ? after : undefined;
      }),

    abandon: (claim) =>
      transaction(claim.domain, async (tx) => {
        const document = await tx.get(domains.doc(claim.domain));
        const record = recordIn(document);
        if (record && isHeld(claim, document)) tx.update(document.ref, notLeased(record));
      }),

    async nextDueAt() {
      // The range leaves out those that are never due.
      const first = domains.where('dueAt', '>=', 0).orderBy('dueAt').limit(1).select('dueAt');
      const [document] = (await answer(first.get())).docs;
      const due: unknown = document?.get('dueAt');
      return typeof due === 'number' ? due : undefined;
    },

    get: async (domain: DomainName) => recordIn(await answer(domains.doc(domain).get())),
    list: (filter) => listPage(domains, filter, (query) => answer(query.get())),

    async countByStage() {
      const count = async (stage: Stage) => {
        const inStage = domains.where('mappedStage', '==', stage).count();
        return [stage, (await answer(inStage.get())).data().count] as const;
      };
      return new Map(await Promise.all(STAGES.map(count)));
    },

    async countByMark(marks) {
      const count = async <M extends Mark>(mark: M) => {
        const marked = domains.where('marks', 'array-contains', mark).count();
        return [mark, (await answer(marked.get())).data().count] as const;
      };
      return new Map(await Promise.all(marks.map(count)));
    },

    async countLooks(since) {
      const count = async (field: 'liveCheckedAt' | 'lostCheckedAt') =>
        (await answer(domains.where(field, '>=', since).count().get())).data().count;
      const [looked, lost] = await Promise.all([count('liveCheckedAt'), count('lostCheckedAt')]);
      return { looked, lost };
    },

    readSettings: async () => settingsIn(await answer(settings.get())),
    changeSettings: (change) =>
      transaction('settings', async (tx) => {
        const before = settingsIn(await tx.get(settings));
        const after = change(before);
        if (after !== before) tx.set(settings, after);
        return after;
      }),

    readStatistics: async () => statisticsIn(await answer(statistics.get())),
    changeStatistics: (change) =>
      transaction('statistics', async (tx) => {
        const before = statisticsIn(await tx.get(statistics));
        const after = change(before);
        if (after !== before) tx.set(statistics, after);
        return after;
      }),

    close,
  };
}

function siteDeletionIn(document: DocumentSnapshot | undefined): Ordinal | undefined {
  if (!document?.exists) return undefined;
  return decodeSiteDeletion(document.get('deletion'), millisOf(document.get('expireAt')));
}

/** The time of a Timestamp, whose class is only there once Firestore is loaded. */
function millisOf(timestamp: unknown): number | undefined {
  const isOne = timestamp instanceof Object && 'toMillis' in timestamp;
  const millis: unknown =
    isOne && typeof timestamp.toMillis === 'function' ? timestamp.toMillis() : undefined;
  return typeof millis === 'number' ? millis : undefined;
}

function settingsIn(document: DocumentSnapshot): NetworkSettings {
  return document.exists ? decodeSettings(document.data()) : {};
}

function statisticsIn(document: DocumentSnapshot): Statistics {
  return document.exists ? decodeStatistics(document.data()) : NO_STATISTICS;
}

/** gRPC's NOT_FOUND, FAILED_PRECONDITION, ABORTED: the document is gone, or another by now. */
function isLostRace(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && [5, 9, 10].some((code) => error.code === code)
  );
}
