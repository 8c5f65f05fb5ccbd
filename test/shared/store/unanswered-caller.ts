/** A process that calls a Firestore that never answers, prints the errors, closes the store, and goes on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { firestoreStore } from '../../../shared/store/firestore.ts';
import { shop, T0 } from '../../support/records.ts';

const store = await firestoreStore({ projectId: 'demo-unanswered', patienceMs: 300 });

async function ask(name: string, asked: Promise<unknown>): Promise<void> {
  await asked.then(
    () => console.log(`${name}: answered`),
    (error) => console.log(`${name}: ${error instanceof Error ? error.message : error}`),
  );
}

await ask('get', store.get(shop));
// The second one waits for the first.
const record = () =>
  ask(
    'record',
    store.update(shop, 12, () => undefined),
  );
await Promise.all([record(), record()]);
await ask('claimDue', store.claimDue(T0, 1, 1000));
await store.close();
console.log('closed');
await sleep(2000);
console.log('still running');
