import { Firestore } from '@google-cloud/firestore';
import { inParallel } from '../../shared/async/in-parallel.ts';
import type { DomainRecord } from '../../shared/lifecycle/record.ts';
import { COLLECTIONS, toDocument } from '../../shared/store/firestore-document.ts';
import { dueRecord } from './stored.ts';

/** The most writes that Firestore accepts in one batch. */
const AT_A_TIME = 500;
const IN_PARALLEL = 4;

/** Stores domains in Firestore as they are a day later, in batches; overwrites those with the same names. */
export async function storeDocuments(
  projectId: string,
  names: readonly string[],
  changes: Partial<DomainRecord> = {},
): Promise<void> {
  const firestore = new Firestore({ projectId, ignoreUndefinedProperties: true });
  const domains = firestore.collection(COLLECTIONS.domains);
  const count = Math.ceil(names.length / AT_A_TIME);
  const parts = Array.from({ length: count }, (_, n) =>
    names.slice(n * AT_A_TIME, (n + 1) * AT_A_TIME),
  );
  await inParallel(parts, IN_PARALLEL, async (part) => {
    const batch = firestore.batch();
    for (const name of part) {
      const record = { ...dueRecord(name), ...changes };
      batch.set(domains.doc(record.domain), toDocument(record, undefined));
    }
    await batch.commit();
  });
  await firestore.terminate();
}
