import assert from 'node:assert/strict';
import { displayName, parseDomainName } from '../../../../shared/domain-name.ts';
import type { Heard } from '../../../../shared/lifecycle/heard.ts';
import { otherSitesOf } from '../../../../shared/lifecycle/holder.ts';
import { marksOf } from '../../../../shared/lifecycle/marks.ts';
import { type DomainRecord, intentOf } from '../../../../shared/lifecycle/record.ts';
import { STAGES } from '../../../../shared/lifecycle/stage.ts';
import { problem } from '../../../../shared/problems/catalogue.ts';
import type { ListFilter, Store } from '../../../../shared/store/store.ts';
import { aRecord, dnsWrong, T0 } from '../../../support/records.ts';
import type { Under } from './store-under-test.ts';
import { domainsOf, LEASE, put } from './stored.ts';

const removed = { state: 'removed', forgetAt: T0 } as const;
const removing = { state: 'removing', retry: { failures: 0, at: T0 }, forgetAt: T0 } as const;

const wrong = { closte: [], dns: dnsWrong.problems, certificate: [] };
const refused = problem('closte-unauthorized', {});
const noNetwork = problem('network-unknown', { name: 'c.example.com' });
const stuck = { closte: [refused], dns: [noNetwork], certificate: [] };

/** The events of a domain that is the sites' own address. */
function sharedWith(...siteIds: readonly number[]): Heard {
  const ordinal = { occurredAt: T0, id: 'b' };
  const wordOf = (siteId: number) => ({ ordinal, siteId, domainId: null });
  return {
    last: wordOf(2),
    mapped: wordOf(2),
    identified: null,
    siteDeletion: null,
    addresses: siteIds.map(wordOf),
    removals: [],
  };
}

/** Records, in the order of their domains. */
const records: readonly DomainRecord[] = (
  [
    ['*.example.com', { siteId: 1, stage: 'done' }],
    ['*.shop.example.com', { siteId: 2, stage: 'done' }],
    ['1.example.com', { siteId: 1, stage: 'failed', problems: wrong }],
    ['a-shop.example.com', { siteId: 1, stage: 'done' }],
    ['a.shop.example.com', { siteId: 3, stage: 'checking-dns' }],
    ['b.example.com', { siteId: 1, stage: 'done', alias: removed }],
    ['c.example.com', { siteId: 2, stage: 'failed', alias: removing, problems: stuck }],
    ['shop.example.com', { siteId: 1, stage: 'done' }],
    ['shop.example.org', { siteId: 2, stage: 'failed', problems: wrong, heard: sharedWith(8, 9) }],
    ['www.shop.example.com', { siteId: 1, stage: 'done' }],
    ['xn--bcher-kva.example.com', { siteId: 1, stage: 'done' }],
  ] as const
).map(([name, change]) => aRecord({ ...change, domain: parseDomainName(name) }));

/** The records that match the filter, as the interface defines it. */
function letThrough({ stage, siteId, marks = [], q }: Omit<ListFilter, 'limit'>): DomainRecord[] {
  return records.filter(
    (record) =>
      (stage === undefined || (intentOf(record) === 'mapped' && record.stage === stage)) &&
      (siteId === undefined || [record.siteId, ...otherSitesOf(record)].includes(siteId)) &&
      marks.every((mark) => marksOf(record).includes(mark)) &&
      (q === undefined || [record.domain, displayName(record.domain)].join(' ').includes(q)),
  );
}

/** All pages, none of which exceeds the limit. */
async function pages(store: Store, filter: ListFilter): Promise<DomainRecord[]> {
  const { records: page, next } = await store.list(filter);
  assert.ok(page.length <= filter.limit, 'a page has too many');
  if (next === undefined) return [...page];
  assert.ok(next > (filter.after ?? ''), 'a page does not advance');
  return [...page, ...(await pages(store, { ...filter, after: next }))];
}

export function describeListing(under: Under): void {
  describe('listing domains', () => {
    beforeEach(() => Promise.all(records.toReversed().map((record) => put(under().store, record))));

    it('lists all of them in order, page by page, each one once', async () => {
      const { store } = under();
      for (const limit of [1, 2, 3, records.length - 1, records.length, records.length + 1]) {
        assert.deepEqual(await pages(store, { limit }), records, `pages of ${limit}`);
      }
    });

    it('counts the mapped ones by their stages', async () => {
      const counts = await under().store.countByStage();
      assert.deepEqual(
        [...counts],
        STAGES.map((stage) => [stage, letThrough({ stage }).length]),
      );
    });

    it('counts those that have a mark, mapped or not', async () => {
      const marks = ['dns-wrong-address', 'needs-customer', 'needs-ops', 'needs-closte'] as const;
      assert.deepEqual(
        [...(await under().store.countByMark(marks))],
        marks.map((mark) => [mark, letThrough({ marks: [mark] }).length]),
      );
      assert.equal(letThrough({ marks: ['needs-customer'] }).length, 2);
    });

    it('counts the looks at live domains since a time, and those that proved them lost', async () => {
      const { store } = under();
      const names = ['live', 'lost', 'down', 'older', 'waiting', 'unmapped'] as const;
      const changes = {
        live: { stage: 'done', lastCheckedAt: T0 },
        lost: { stage: 'done-without-ssl', lastCheckedAt: T0 + 5, lostSince: T0 - 9 },
        down: { stage: 'failed', lastCheckedAt: T0 + 5, failedAt: T0 + 1, lostSince: T0 - 9 },
        older: { stage: 'ssl-failed', lastCheckedAt: T0 + 5, failedAt: T0 - 1, lostSince: T0 - 9 },
        waiting: { stage: 'checking-dns', lastCheckedAt: T0 },
        unmapped: { stage: 'done', lastCheckedAt: T0, lostSince: T0, alias: removing },
      } as const;
      for (const name of names) {
        const domain = parseDomainName(`${name}.example.net`);
        await put(store, aRecord({ ...changes[name], domain }));
      }
      assert.deepEqual(await store.countLooks(T0), { looked: 3, lost: 2 });
      assert.deepEqual(await store.countLooks(T0 - 1), { looked: 4, lost: 3 });
    });

    it('says on the last page that there is no next one, even if it is full', async () => {
      const { store } = under();
      assert.deepEqual(await store.list({ limit: records.length }), { records });
    });

    for (const filter of [
      { stage: 'done' },
      { stage: 'failed' },
      { stage: 'ssl-failed' },
      { siteId: 1 },
      { siteId: 8 },
      { siteId: 9, stage: 'failed' },
      { siteId: 10 },
      { q: 'shop' },
      { q: '*.' },
      { q: '.' },
      { q: '%' },
      { q: '' },
      { q: 'xyz' },
      { q: 'ücher' },
      { q: 'bücher.ex' },
      { q: 'cher.ex' },
      { q: 'xn--b' },
      { q: 'bücher', stage: 'failed' },
      { marks: ['dns-wrong-address'] },
      { marks: ['needs-customer'] },
      { marks: ['needs-ops', 'closte-unauthorized'] },
      { marks: ['needs-ops', 'dns-wrong-address'] },
      { marks: ['dns-wrong-address'], siteId: 1 },
      { marks: ['needs-customer'], stage: 'failed', q: 'shop' },
      { marks: ['certificate-expired'] },
      { stage: 'done', siteId: 1 },
      { stage: 'done', q: 'shop' },
      { siteId: 1, q: 'shop' },
      { stage: 'done', siteId: 1, q: 'shop' },
      { stage: 'failed', siteId: 1, q: 'shop' },
    ] as const) {
      it(`lists those, and only those, that match ${JSON.stringify(filter)}`, async () => {
        const { store } = under();
        const expected = domainsOf(letThrough(filter));
        for (const limit of [1, 2, 100]) {
          assert.deepEqual(domainsOf(await pages(store, { ...filter, limit })), expected);
        }
      });
    }

    for (const after of [
      '',
      'a',
      'a-shop.example.com',
      'b',
      'b.example.com/x',
      '..',
      '__x__',
      '~',
    ]) {
      it(`continues after ${JSON.stringify(after)}, whether there is such a domain or not`, async () => {
        const expected = domainsOf(records).filter((domain) => domain > after);
        const { store } = under();
        assert.deepEqual(domainsOf((await store.list({ limit: 100, after })).records), expected);
      });
    }

    it('is up to date after a domain’s problems change, disappear, or are forgotten with it', async () => {
      const { store } = under();
      const domain = parseDomainName('shop.example.com');
      const marked = async () =>
        domainsOf((await store.list({ limit: 100, marks: ['needs-customer'] })).records).includes(
          domain,
        );
      await put(store, aRecord({ domain, problems: wrong }));
      assert.equal(await marked(), true);
      await put(store, aRecord({ domain, problems: stuck }));
      assert.equal(await marked(), false);
      await put(store, aRecord({ domain, problems: wrong }));
      const claim = await store.claim(domain, T0, LEASE);
      assert.ok(claim);
      await store.save(claim, () => undefined);
      assert.equal(await marked(), false);
      assert.deepEqual([...(await store.countByMark(['needs-customer']))], [['needs-customer', 2]]);
    });

    it('is up to date after a domain changes its stage, its site or its intent', async () => {
      const { store } = under();
      const domain = parseDomainName('shop.example.com');
      const listed = async (filter: Omit<ListFilter, 'limit'>) =>
        domainsOf((await store.list({ limit: 100, ...filter })).records).includes(domain);
      await put(store, aRecord({ domain, siteId: 7, stage: 'failed' }));
      assert.deepEqual(
        [await listed({ stage: 'done' }), await listed({ stage: 'failed' })],
        [false, true],
      );
      assert.deepEqual([await listed({ siteId: 1 }), await listed({ siteId: 7 })], [false, true]);
      await put(store, aRecord({ domain, siteId: 7, stage: 'failed', alias: removed }));
      assert.deepEqual(
        [await listed({ stage: 'failed' }), await listed({ siteId: 7 })],
        [false, true],
      );
    });
  });
}
