import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { DomainName } from '../../../../shared/domain-name.ts';
import { RECORD_VERSION } from '../../../../shared/store/record-codec.ts';
import { aRecord, MINUTE, shop, T0 } from '../../../support/records.ts';
import type { Under } from './store-under-test.ts';
import { claimed, domainsOf, fullRecord, LEASE, put, putDue } from './stored.ts';

/** Records as earlier versions have written them, with something in every field that they had. */
const FORMS = new URL('../forms/', import.meta.url);

export function describeVersions(under: Under): void {
  describe('a record of another version', () => {
    const forms = readdirSync(FORMS).sort();
    for (const form of forms) {
      it(`is read correctly, and written in the current form: ${form}`, async () => {
        const { store, replace, stored } = under();
        const { domain } = fullRecord;
        const older = JSON.parse(readFileSync(new URL(form, FORMS), 'utf8'));
        await put(store, fullRecord);
        await replace(domain, older);
        const read = await store.get(domain);
        assert.ok(read);
        for (const [field, value] of Object.entries(older)) {
          if (field === 'seen') assert.deepEqual({ ...read.seen, ...older.seen }, read.seen);
          else if (field === 'doubts')
            assert.deepEqual({ ...read.doubts, ...older.doubts }, read.doubts);
          else if (field !== 'problems' && field !== 'version') {
            assert.deepEqual(Reflect.get(read, field), value, field);
          }
        }
        assert.equal(read.problems.dns.length, older.problems.dns.length);
        await store.update(domain, 12, (known) => known && { ...known, looksInVain: 6 });
        assert.deepEqual(await store.get(domain), { ...read, looksInVain: 6 });
        assert.deepEqual(Reflect.get(Object(await stored(domain)), 'version'), RECORD_VERSION);
      });
    }

    it('includes every former form', () => assert.ok(forms.length >= 11));

    describe('that is newer', () => {
      const NEWER = { version: RECORD_VERSION + 1, domain: shop, stage: 'on-the-moon' };
      const isNamed =
        /the record of shop\.example\.com is of version 2, and this program reads up to 1: upgrade it/;
      const putNewer = async (domain: DomainName = shop) => {
        const { store, replace } = under();
        await putDue(store, domain, T0);
        await replace(domain, NEWER);
      };

      it('is refused, and remains unchanged whatever is called', async () => {
        const { store, stored } = under();
        await putNewer();
        await assert.rejects(store.get(shop), isNamed);
        await assert.rejects(
          store.update(shop, 12, () => aRecord()),
          isNamed,
        );
        const claim = await claimed(store, shop, T0);
        assert.throws(() => claim.record, isNamed);
        await assert.rejects(
          store.save(claim, (record) => ({ ...record, nextCheckAt: T0 + MINUTE })),
          isNamed,
        );
        assert.deepEqual(await stored(shop), NEWER);
      });

      it('does not prevent others from being listed, claimed or changed', async () => {
        const { store } = under();
        await putNewer();
        const other = await putDue(store, 'other.example.com', T0);
        const { records, damaged = [] } = await store.list({ limit: 10 });
        assert.deepEqual([domainsOf(records), domainsOf(damaged)], [[other], [shop]]);
        assert.equal(damaged[0]?.isNewer, true);
        const claims = await store.claimDue(T0, 10, LEASE);
        assert.deepEqual(domainsOf(claims).sort(), [other, shop].sort());
        const changed = await store.update(
          other,
          12,
          (known) => known && { ...known, dnsTries: 3 },
        );
        assert.equal(changed?.dnsTries, 3);
      });
    });
  });
}
