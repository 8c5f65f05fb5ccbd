import assert from 'node:assert/strict';
import type { Ordinal } from '../../../../shared/lifecycle/ordinal.ts';
import type { Store } from '../../../../shared/store/store.ts';
import { DAY, shop, T0 } from '../../../support/records.ts';
import type { Under } from './store-under-test.ts';

const SITE = 12;
const first: Ordinal = { occurredAt: T0, id: 'a' };
const later: Ordinal = { occurredAt: T0 + 1, id: 'a' };
const times = { now: T0, forgetAt: T0 + DAY };

/** The deletion of the site that is passed to an event's decision. */
async function deletionOf(store: Store, siteId: number): Promise<Ordinal | undefined> {
  let given: Ordinal | undefined;
  await store.update(shop, siteId, (_record, siteDeletion) => {
    given = siteDeletion;
    return undefined;
  });
  return given;
}

export function describeSiteDeletions(under: Under): void {
  describe('remembering that a site was deleted', () => {
    it("passes an event's decision the deletion of its own site only", async () => {
      const { store } = under();
      await store.recordSiteDeletion(SITE, first, times);
      assert.deepEqual(await deletionOf(store, SITE), first);
      assert.equal(await deletionOf(store, SITE + 1), undefined);
    });

    it('keeps the newest deletion, whatever the order of arrival', async () => {
      const { store } = under();
      await store.recordSiteDeletion(SITE, first, times);
      await store.recordSiteDeletion(SITE, later, times);
      await store.recordSiteDeletion(SITE, first, times);
      assert.deepEqual(await deletionOf(store, SITE), later);
    });

    it('writes nothing for a deletion that is known', async () => {
      const { store, revision } = under();
      await store.recordSiteDeletion(SITE, first, times);
      const before = await revision();
      await store.recordSiteDeletion(SITE, first, { now: T0 + 5, forgetAt: T0 + DAY + 5 });
      assert.equal(await revision(), before);
    });

    it('forgets it with the next deletion after its time, and not before', async () => {
      const { store } = under();
      await store.recordSiteDeletion(SITE, first, times);
      const recordNextAt = (now: number, siteId: number) =>
        store.recordSiteDeletion(siteId, later, { now, forgetAt: now + DAY });

      await recordNextAt(T0 + DAY - 1, 20);
      assert.deepEqual(await deletionOf(store, SITE), first);
      await recordNextAt(T0 + DAY, 21);
      assert.equal(await deletionOf(store, SITE), undefined);
      assert.deepEqual(await deletionOf(store, 20), later);
    });

    it('lets an older one replace a forgotten one', async () => {
      const { store } = under();
      await store.recordSiteDeletion(SITE, later, times);
      const now = times.forgetAt;
      await store.recordSiteDeletion(SITE, first, { now, forgetAt: now + DAY });
      assert.deepEqual(await deletionOf(store, SITE), first);
    });
  });
}
