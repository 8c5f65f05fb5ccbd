import assert from 'node:assert/strict';
import type { DomainPage } from '../../../shared/multisite/client.ts';
import type { DomainItem } from '../../../shared/multisite/domain-item.ts';
import { MultisiteError } from '../../../shared/multisite/failure.ts';
import {
  agree,
  incompleteness,
  readPage,
  withPage,
} from '../../../shared/reconciliation/listing.ts';
import { newListing } from '../../../shared/reconciliation/run.ts';
import { multisiteApi } from '../../support/multisite-api.ts';
import { MINUTE, T0 } from '../../support/records.ts';
import { newPlace, type Place } from './place.ts';

describe("the listing of the multisite's domains", () => {
  let place: Place;
  beforeEach(async () => {
    place = await newPlace();
  });
  afterEach(() => place[Symbol.asyncDispose]());

  it('is read again if it contradicts itself, and is relied upon once it does not', async () => {
    await place.both(150);
    place.api.rows.delete(7);
    place.api.onCall = (_, number) => (number === 2 ? 'half-list' : undefined);
    assert.deepEqual(await place.run(), { multisite: 149, stored: 150, mapped: 0, unmapped: 1 });
    const pages = place.api.calls.flatMap(({ query }) => query.get('page') ?? []);
    assert.deepEqual(pages, ['1', '2', '1', '2']);
  });

  describe('page by page', () => {
    /** A listing after pages with these ids, each of which claims its total of records. */
    const read = (...pages: readonly (readonly [total: number, ids: readonly number[]])[]) => {
      let listing = newListing(T0);
      const items: number[] = [];
      for (const [total, ids] of pages) {
        const page = { items: ids.map(itemOf), date: undefined, total, pages: 2 };
        const added = withPage(listing, page);
        listing = added.listing;
        items.push(...added.items.map(({ id }) => id));
      }
      return { ...listing, ids: items, incomplete: incompleteness(listing) };
    };
    const itemOf = (id: number): DomainItem => {
      const domain = `d${id}.example.com`;
      return { id, domain, siteId: id, stage: 'done', secure: true };
    };

    it('has the time of the multisite’s first page, whatever its later pages say', () => {
      const page = (id: number, date: number): DomainPage => {
        return { items: [itemOf(id)], total: 2, pages: 2, date };
      };
      const now = Date.now();
      const first = withPage(newListing(now), page(1, now - 10 * MINUTE)).listing;
      assert.equal(first.startedAt, now - 10 * MINUTE);
      const { listing } = withPage(first, page(2, now - 20 * MINUTE));
      assert.deepEqual([listing.startedAt, listing.isAtEnd], [now - 10 * MINUTE, true]);
    });

    it('is complete if its length matches its total', () => {
      const { incomplete, isAtEnd } = read([3, [1, 2]], [3, [3]]);
      assert.deepEqual([incomplete, isAtEnd], [null, true]);
    });

    it('is complete if it has grown, since new items come last', () => {
      assert.equal(read([3, [1, 2]], [4, [3, 4]]).incomplete, null);
    });

    it('reads a page again after a removal, and takes the items that have moved there', () => {
      const moved = read([4, [1, 2]], [3, [4]]);
      assert.deepEqual([moved.nextPage, moved.isAtEnd, moved.ids], [1, false, [1, 2]]);
      const whole = read([4, [1, 2]], [3, [4]], [3, [2, 3]], [3, [4]]);
      assert.deepEqual([whole.ids, whole.incomplete], [[1, 2, 3, 4], null]);
    });

    it('is not complete before its end', () => {
      assert.match(`${read([3, [1, 2]]).incomplete}`, /not read to its end/);
    });

    for (const [what, total, ids, because] of [
      ['its total leaps', 103, [3], /it changed while it was read: 3 items, then 103/],
      ['it has fewer items than its total', 3, [], /2 items, but says .* 3/],
      ['it has more items than its total', 3, [3, 4], /4 items, but says .* 3/],
      ['it has an item twice', 3, [2], /item 2 twice/],
      ['its items are out of order', 4, [4, 3], /item 3 twice, or out of order/],
    ] as const) {
      it(`is not complete if ${what}`, () => {
        assert.match(`${read([3, [1, 2]], [total, ids]).incomplete}`, because);
      });
    }

    it('agrees only with another one that has the same items', () => {
      const one = read([3, [1, 2]], [3, [3]]);
      assert.ok(agree(one, read([3, [1, 2]], [3, [3]])));
      assert.ok(!agree(one, read([3, [1, 2]], [3, [4]])));
      assert.ok(!agree(one, read([4, [1, 2]], [4, [3, 4]])));
      assert.ok(!agree(one, read([3, [1, 2]], [2, [3]], [2, [2, 3]], [2, [3]])));
    });
  });

  it('waits for a multisite that is down for a moment', async () => {
    await place.both(150);
    place.api.rows.delete(7);
    place.api.onCall = ({ query }, number) =>
      query.has('page') && number % 2 === 0 ? 'down-503' : undefined;
    const { unmapped, refused } = await place.run();
    assert.deepEqual([unmapped, refused], [1, undefined]);
  });

  it('waits as long as the multisite asks, and at least as long as it would by itself', async () => {
    const waits: number[] = [];
    const wait = async (ms: number) => void waits.push(ms);
    const answers = [20_000, 100];
    const page = async (): Promise<DomainPage> => {
      const retryAfterMs = answers.shift();
      if (retryAfterMs !== undefined)
        throw new MultisiteError('unavailable', 'later', retryAfterMs);
      return { items: [], total: 0, pages: 0, date: undefined };
    };
    const unasked = () => assert.fail();
    const multisite = { page, get: unasked, find: unasked, write: unasked, hasSite: unasked };
    await readPage({ multisite, now: Date.now, wait }, 1, new AbortController().signal);
    assert.deepEqual(waits, [20_000, 5000]);
  });

  it('maps the domains that it has read, and unmaps nothing, if not all pages can be read', async () => {
    await place.both(20);
    for (let n = 1; n <= 100; n += 1) place.api.add(`new${n}.example.com`);
    place.api.rows.delete(3);
    place.api.onCall = ({ query }) => (query.get('page') === '2' ? 'truncated' : undefined);
    const { refused, ...rest } = await place.run();
    assert.deepEqual(rest, { multisite: 100, stored: 20, mapped: 81, unmapped: 0 });
    assert.match(`${refused}`, /page 2 cannot be read: the multisite's answer is not JSON/);
  });

  it('fails if nothing can be read, and changes nothing', async () => {
    await place.both(2);
    place.api.onCall = () => 'login-page';
    await assert.rejects(place.run(), (error) => error instanceof MultisiteError);
    assert.equal(await place.intentOf('d1.example.com'), 'mapped');
  });

  it('reports once an hour that the credentials are refused', async () => {
    place.api.credentials = 'others:now';
    for (const _ of [1, 2, 3]) await assert.rejects(place.run(), /refuses the credentials/);
    const told = place.lines.filter(({ multisiteFailure }) => multisiteFailure === 'unauthorized');
    assert.deepEqual(
      told.map(({ level }) => level),
      [50],
    );
    place.api.credentials = 'key:secret';
    await place.run();
    assert.equal((await place.store.readSettings()).multisiteRefusal, undefined);
  });

  it('decides what is newer by the multisite’s clock, if that is behind', async () => {
    await place.tell('domain.created', { domain: 'shop.example.com' }, 30_000);
    const hourAgo = new Date(Date.now() - 60 * MINUTE).toUTCString();
    await using behind = await multisiteApi();
    behind.onCall = () => undefined;
    behind.date = hourAgo;
    assert.equal((await place.run({}, behind)).unmapped, 0);
  });

  it('reads versions of 2025, which give no number of pages', async () => {
    await using old = await multisiteApi({ version: '2025' });
    for (let n = 1; n <= 250; n += 1) old.add(`d${n}.example.com`);
    await place.tell('domain.created', { domain: 'gone.example.com' });
    const result = await place.run({}, old);
    assert.deepEqual(result, { multisite: 250, stored: 1, mapped: 250, unmapped: 1 });
  });
});
