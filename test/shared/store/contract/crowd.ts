import assert from 'node:assert/strict';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import type { Store } from '../../../../shared/store/store.ts';
import { share } from '../../../support/effort.ts';
import { aRecord, shop, T0 } from '../../../support/records.ts';
import type { Under } from './store-under-test.ts';
import { claimed, LEASE, put, putDue, seenBy, withSeen } from './stored.ts';

const numbered = (count: number) => Array.from({ length: count }, (_, index) => String(index));

/** Delivers until it succeeds, as an event is redelivered when the store fails. */
async function redelivered<Result>(deliver: () => Promise<Result>): Promise<Result> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await deliver();
    } catch (error) {
      if (failures === 5) throw error;
    }
  }
}

export function describeCrowd(under: Under): void {
  const opened = (count: number): Promise<Store[]> =>
    Promise.all(numbered(count).map(() => under().open()));

  describe('many at once', () => {
    const each = share(50, 10);
    it(`lose none of ${4 * each} events of one domain through 4 handles`, async () => {
      const handles = await opened(4);
      const events = numbered(each).flatMap((n) => handles.map((store, at) => ({ store, n, at })));
      await Promise.all(
        events.map(({ store, n, at }) =>
          redelivered(() =>
            store.update(shop, 12, (record) => withSeen(record ?? aRecord(), `${at} ${n}`)),
          ),
        ),
      );
      const seen = seenBy(await under().store.get(shop));
      assert.deepEqual(seen.toSorted(), events.map(({ at, n }) => `${at} ${n}`).toSorted());
    });

    const due = share(200, 100);
    it(`claim each of ${due} due domains once through 8 handles`, async () => {
      const names = numbered(due).map((n) => `${n}.example.com`);
      await Promise.all(names.map((name, index) => putDue(under().store, name, T0 - index)));
      const claimAll = async (store: Store): Promise<string[]> => {
        const claims = await store.claimDue(T0, 10, LEASE);
        const domains = claims.map(({ domain }) => domain);
        return domains.length === 0 ? [] : [...domains, ...(await claimAll(store))];
      };
      const claimedBy = await Promise.all((await opened(8)).map(claimAll));
      assert.deepEqual(claimedBy.flat().toSorted(), names.toSorted());
    });

    it('let only one of them claim a domain by name', async () => {
      await putDue(under().store, 'shop.example.com', T0);
      const claims = await Promise.all(
        (await opened(4)).map((store) => redelivered(() => store.claim(shop, T0, LEASE))),
      );
      assert.equal(claims.filter((claim) => claim !== undefined).length, 1);
    });

    it('lose neither events nor the steps that are saved under a claim meanwhile', async () => {
      const [worker = under().store, publisher = under().store] = await opened(2);
      await putDue(under().store, 'shop.example.com', T0);
      const claim = await claimed(worker, shop, T0);
      const expected: string[] = [];
      const inTurn = async (who: string, write: (what: string) => Promise<unknown>) => {
        for (const n of numbered(20)) {
          expected.push(`${who} ${n}`);
          await redelivered(() => write(`${who} ${n}`));
        }
      };
      await Promise.all([
        inTurn('step', (what) => worker.save(claim, (record) => withSeen(record, what))),
        inTurn('event', (what) =>
          publisher.update(shop, 12, (record) => record && withSeen(record, what)),
        ),
      ]);
      assert.deepEqual(seenBy(await worker.get(shop)).toSorted(), expected.toSorted());
      assert.equal(await publisher.claim(shop, T0, LEASE), undefined);
    });

    it('show an event the deletion of its site, or the deletion the domain of the event', async () => {
      const [events = under().store, deletions = under().store] = await opened(2);
      const deletion = { occurredAt: T0, id: 'a' };
      for (const n of numbered(20)) {
        const siteId = 100 + Number(n);
        const domain = parseDomainName(`${n}.example.com`);
        let told = false;
        const [, found] = await Promise.all([
          redelivered(() =>
            events.update(domain, siteId, (_record, siteDeletion) => {
              told = siteDeletion !== undefined;
              return aRecord({ domain, siteId });
            }),
          ),
          redelivered(async () => {
            await deletions.recordSiteDeletion(siteId, deletion, { now: T0, forgetAt: T0 + 1000 });
            return (await deletions.list({ siteId, limit: 10 })).records.length > 0;
          }),
        ]);
        assert.ok(told || found, 'neither has seen the other');
      }
    });

    it('lose no change of the settings', async () => {
      const handles = await opened(3);
      const by = { occurredAt: T0, id: 'a' };
      const changes = handles.flatMap((store, at) => numbered(10).map((n) => ({ store, at, n })));
      await Promise.all(
        changes.map(({ store, at, n }) =>
          redelivered(() =>
            store.changeSettings((settings) => {
              const addresses = settings.network?.value.addresses ?? [];
              const address = `${at} ${n}`;
              return addresses.includes(address)
                ? settings
                : { network: { value: { addresses: [...addresses, address] }, by } };
            }),
          ),
        ),
      );
      const { network } = await under().store.readSettings();
      assert.equal(network?.value.addresses.length, changes.length);
    });

    it('each see the changes of the others', async () => {
      const [one = under().store, another = under().store] = await opened(2);
      await put(one, aRecord());
      assert.deepEqual(await another.get(shop), aRecord());
    });
  });
}
