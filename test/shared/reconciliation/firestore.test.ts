import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { firestoreStore } from '../../../shared/store/firestore.ts';
import { share } from '../../support/effort.ts';
import { describeOn } from '../../support/emulators.ts';
import { callsOf, manyItems, mapAll, names, toTheEnd } from './in-calls.ts';
import { domainsIn, domainsWith, network, reconciled } from './network.ts';

describeOn(['firestore'], 'reconciliation on Firestore', () => {
  it('counts the differences exactly, and makes both the same', async () => {
    const open = () => firestoreStore({ projectId: `demo-${randomUUID()}` });
    const inBoth = share(520, 120);
    await using both = await network(inBoth, { missing: 15, added: 20 }, open);
    const counts = { multisite: inBoth + 20, stored: inBoth + 15 };
    const told = { ...counts, mapped: 20, unmapped: 15 };
    const { domains, ...counted } = (await reconciled(both, { dryRun: true, force: false })) ?? {};
    assert.deepEqual(counted, told);
    assert.deepEqual([domains?.mapped.length, domains?.unmapped.length], [20, 15]);
    assert.deepEqual(await reconciled(both), told);
    assert.deepEqual(await domainsWith(both.store, 'mapped'), domainsIn(both.api));
    assert.deepEqual(await reconciled(both), {
      ...told,
      stored: inBoth + 20,
      mapped: 0,
      unmapped: 0,
    });
  });

  it('continues over several calls', async () => {
    const store = await firestoreStore({ projectId: `demo-${randomUUID()}` });
    const many = manyItems(names(share(320, 220)));
    await mapAll(store, many);
    const [gone] = many.items.keys();
    many.items.delete(gone ?? 0);
    const calls = callsOf(many, store);
    const { result } = await toTheEnd(calls, 1);
    const stored = many.items.size + 1;
    assert.deepEqual(result, { multisite: stored - 1, stored, mapped: 0, unmapped: 1 });
    assert.equal(await store.readRun(), undefined);
    await store.close();
  });
});
