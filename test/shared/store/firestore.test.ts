import { randomUUID } from 'node:crypto';
import type { DomainName } from '../../../shared/domain-name.ts';
import { firestoreStore } from '../../../shared/store/firestore.ts';
import { describeOnFirestore } from '../../support/firestore-emulator.ts';
import { describeStore, type Place } from './store-contract.ts';

describeOnFirestore('Firestore', () => {
  describeStore('as a store', newPlace);
});

async function newPlace(): Promise<Place> {
  const { Firestore } = await import('@google-cloud/firestore');
  const projectId = `demo-${randomUUID()}`;
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
