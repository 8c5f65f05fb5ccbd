import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { recordsIn } from '../../../shared/store/records-in.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import type { ListFilter, Store } from '../../../shared/store/store.ts';
import { aRecord } from '../../support/records.ts';

/** More than two pages. */
const MANY = Array.from(
  { length: 1100 },
  (_, n) => `shop-${String(n).padStart(4, '0')}.example.com`,
);

describe('the records in a store', () => {
  let store: Store;
  beforeEach(async () => {
    store = await sqliteStore(':memory:');
    for (const [n, name] of MANY.entries()) await add(name, n % 2);
  });
  afterEach(() => store.close());

  async function add(name: string, siteId: number) {
    const domain = parseDomainName(name);
    await store.update(domain, siteId, () => aRecord({ domain, siteId }));
  }

  async function domainsIn(filter?: Omit<ListFilter, 'limit' | 'after'>) {
    const domains: string[] = [];
    for await (const { domain } of recordsIn(store, filter)) domains.push(domain);
    return domains;
  }

  it('are all read, each once, in the order of their domains', async () => {
    assert.deepEqual(await domainsIn(), MANY);
  });

  it('are those that match the filter', async () => {
    assert.deepEqual(
      await domainsIn({ siteId: 1 }),
      MANY.filter((_, n) => n % 2 === 1),
    );
    assert.deepEqual(await domainsIn({ q: 'nowhere' }), []);
  });

  it('are read page by page, each only when it is needed', async () => {
    let pages = 0;
    const list = (filter: ListFilter) => {
      pages += 1;
      return store.list(filter);
    };
    const seen: number[] = [];
    for await (const _ of recordsIn({ list })) seen.push(pages);
    assert.deepEqual([seen.length, seen[0], seen.at(-1)], [MANY.length, 1, pages]);
    assert.ok(pages > 2);
  });

  it('include those that are recorded meanwhile, if they are later in the order', async () => {
    const seen: string[] = [];
    for await (const { domain } of recordsIn(store)) {
      if (seen.length === 0) await add('z.example.com', 1);
      seen.push(domain);
    }
    assert.deepEqual(seen, [...MANY, 'z.example.com']);
  });
});
