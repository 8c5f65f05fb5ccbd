import type { DocumentSnapshot } from '@google-cloud/firestore';
import type { DomainName } from '../domain-name.ts';
import type { Mark } from '../lifecycle/marks.ts';
import { isNewer, type Ordinal } from '../lifecycle/ordinal.ts';
import { STAGES, type Stage } from '../lifecycle/stage.ts';
import { NO_STATISTICS, type Statistics } from '../lifecycle/statistics.ts';
import { firestoreClaims } from './firestore-claims.ts';
import { connect, type FirestoreOptions } from './firestore-connection.ts';
import {
  COLLECTIONS,
  leaseOf,
  mendedRecordIn,
  recordIn,
  toDocument,
} from './firestore-document.ts';
import { listPage } from './firestore-list.ts';
import { firestoreRun } from './firestore-run.ts';
import type { NetworkSettings } from './network-settings.ts';
import { decodeSettings } from './settings-codec.ts';
import { decodeSiteDeletion } from './site-deletion-codec.ts';
import { decodeStatistics } from './statistics-codec.ts';
import type { Store } from './store.ts';

/**
 * The store for the cloud: Firestore, in native mode. It needs the single-field indexes that Firestore
 * creates automatically, none of them on `record`, and an index of the shards with each due time
 * (`infra/deploy/inventory.sh`). Opening it costs nothing; if there is no server at the address, the first
 * request fails.
 */
export async function firestoreStore(options: FirestoreOptions = {}): Promise<Store> {
  const connection = await connect(options);
  const { firestore, answer, transaction, close } = connection;
  const domains = firestore.collection(COLLECTIONS.domains);
  const siteDeletions = firestore.collection(COLLECTIONS.siteDeletions);
  const settings = firestore.doc(`${COLLECTIONS.settings}/network`);
  const statistics = firestore.doc(`${COLLECTIONS.settings}/statistics`);

  const siteDeletion = (siteId: number) => siteDeletions.doc(String(siteId));

  return {
    ...firestoreClaims(connection, domains),
    ...firestoreRun(connection),

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

    async countDue(now, most) {
      const due = domains.where('dueAt', '<=', now).limit(most).count();
      return (await answer(due.get())).data().count;
    },

    async nextDueAt() {
      // The range leaves out domains that are never due.
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

/**
 * The time of a Timestamp. Its class exists only once Firestore is loaded, so it is recognized by its form.
 */
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
