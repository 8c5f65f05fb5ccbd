import assert from 'node:assert/strict';
import { MINUTE } from '../../support/records.ts';
import { newPlace, type Place } from './place.ts';

describe('domains that the multisite no longer has', () => {
  let place: Place;
  beforeEach(async () => {
    place = await newPlace();
  });
  afterEach(() => place[Symbol.asyncDispose]());

  it('are unmapped if they were removed without an event', async () => {
    await place.both(3);
    place.api.rows.delete(2);
    assert.deepEqual(await place.run(), { multisite: 2, stored: 3, mapped: 0, unmapped: 1 });
    assert.equal(await place.intentOf('d2.example.com'), 'unmapped');
    assert.deepEqual(await place.run(), { multisite: 2, stored: 2, mapped: 0, unmapped: 0 });
  });

  it('are unmapped even if their events did not name their ids', async () => {
    await place.tell('domain.created', { domain: 'shop.example.com' });
    assert.deepEqual(await place.run(), { multisite: 0, stored: 1, mapped: 0, unmapped: 1 });
  });

  it('are never unmapped if they are a site’s own, which may have no item', async () => {
    await place.tell('domain.created', { domain: 'site.example.com', domainId: 5 }, 3 * MINUTE);
    await place.tell('domain.deleted', { domain: 'site.example.com', domainId: 5 }, 2 * MINUTE);
    await place.tell('site.created', { domain: 'site.example.com' });
    assert.deepEqual(await place.run(), { multisite: 0, stored: 1, mapped: 0, unmapped: 0 });
    assert.equal(await place.intentOf('site.example.com'), 'mapped');
  });

  it('are unmapped even if they are a site’s own, once they have had an item', async () => {
    await place.tell('site.created', { domain: 'site.example.com' });
    place.api.add('site.example.com', { id: 5, blog_id: 12 });
    assert.deepEqual(await place.run(), { multisite: 1, stored: 1, mapped: 0, unmapped: 0 });
    place.api.rows.clear();
    await new Promise((later) => setTimeout(later, 5));
    assert.deepEqual(await place.run(), { multisite: 0, stored: 1, mapped: 0, unmapped: 1 });
  });

  it('are unmapped up to 10 or a fifth of all, unless forced', async () => {
    await place.both(50);
    for (let id = 1; id <= 11; id += 1) place.api.rows.delete(id);
    const { refused, ...rest } = await place.run();
    assert.deepEqual(rest, { multisite: 39, stored: 50, mapped: 0, unmapped: 0 });
    assert.match(`${refused}`, /^11 missing domains stay mapped: .* 20 % of 50; force it/);
    const forced = await place.run({ force: true });
    assert.deepEqual(forced, { multisite: 39, stored: 50, mapped: 0, unmapped: 11 });
  });

  it('stay mapped if they are all domains, even if these are few', async () => {
    const lost = (place: Place) => place.api.rows.clear();
    const replaced = (place: Place) => {
      lost(place);
      place.api.add('of-another-network.example.com');
    };
    for (const happen of [lost, replaced]) {
      await place.both(3);
      happen(place);
      const { refused, unmapped } = await place.run();
      assert.match(`${refused}`, /^3 missing domains stay mapped: the multisite has none of/);
      assert.equal(unmapped, 0);
      assert.equal((await place.run({ force: true })).unmapped, 3);
      await place[Symbol.asyncDispose]();
      place = await newPlace();
    }
  });

  it('stay mapped if the multisite has their items, but no longer names their domains', async () => {
    await place.both(20);
    for (const id of [1, 2]) {
      const row = place.api.rows.get(id);
      if (row) place.api.rows.set(id, { ...row, domain: '' });
    }
    assert.equal((await place.run()).unmapped, 0);
    assert.equal(await place.intentOf('d1.example.com'), 'mapped');
  });

  it('are each asked for by name and by id before they are unmapped', async () => {
    await place.both(2);
    place.api.rows.delete(2);
    await place.run();
    const asked = place.api.calls.map(({ path, query }) =>
      `${path} ${query.get('domain') ?? ''}`.trim(),
    );
    assert.deepEqual(asked, ['/domain', '/domain d2.example.com', '/domain/2']);
  });

  it('stay mapped if they are found by their ids, whatever the listing and their names say', async () => {
    await place.both(2);
    place.api.onCall = ({ path }) => (path === '/domain' ? 'empty-list' : undefined);
    assert.equal((await place.run({ force: true })).unmapped, 0);
    assert.equal(await place.intentOf('d1.example.com'), 'mapped');
  });

  it('stay mapped if an event arrives while they are asked for', async () => {
    await place.both(2);
    place.api.rows.delete(2);
    place.api.onCall = ({ path }) => {
      const again = { domain: 'd2.example.com', siteId: 2, domainId: 3 };
      if (path === '/domain/2') void place.tell('domain.created', again, -1000);
      return undefined;
    };
    assert.deepEqual(await place.run(), { multisite: 1, stored: 2, mapped: 0, unmapped: 0 });
    assert.equal(await place.intentOf('d2.example.com'), 'mapped');
  });

  it('stay mapped if they turn out meanwhile to be a site’s own', async () => {
    await place.both(2);
    place.api.rows.delete(2);
    const told: Promise<void>[] = [];
    place.api.onCall = ({ path }) => {
      const site = { domain: 'd2.example.com', siteId: 2 };
      if (path !== '/domain/2') return undefined;
      // Both are from before the listing, and late.
      told.push(place.tell('domain.deleted', { ...site, domainId: 2 }, MINUTE / 2));
      told.push(place.tell('site.created', site, MINUTE / 3));
      return undefined;
    };
    assert.deepEqual(await place.run(), { multisite: 1, stored: 2, mapped: 0, unmapped: 0 });
    await Promise.all(told);
    assert.equal(await place.intentOf('d2.example.com'), 'mapped');
  });

  describe('of a multisite that cannot be asked for one domain', () => {
    /** Neither by name, as the filter is ignored, nor by id. */
    async function cannotBeAsked(onSecondListing = () => {}) {
      await place.both(250);
      const { domain } = place.api.add('gone.example.com');
      await place.tell('domain.created', { domain, domainId: 251 });
      place.api.rows.delete(251);
      let listings = 0;
      place.api.onCall = ({ path, query }) => {
        if (query.get('page') === '1') listings += 1;
        if (listings === 2 && query.get('page') === '2') onSecondListing();
        return path !== '/domain' ? 'no-route' : query.has('domain') ? 'half-list' : undefined;
      };
    }

    it('are unmapped if a second listing does not have them either', async () => {
      await cannotBeAsked();
      assert.deepEqual(await place.run(), { multisite: 250, stored: 251, mapped: 0, unmapped: 1 });
      assert.equal(await place.intentOf('d250.example.com'), 'mapped');
    });

    it('stay mapped if others were removed meanwhile, or added', async () => {
      for (const change of [
        () => place.api.rows.delete(1),
        () => place.api.add('new.example.com'),
      ]) {
        await cannotBeAsked(change);
        const { refused, unmapped } = await place.run();
        assert.deepEqual([unmapped, await place.intentOf('gone.example.com')], [0, 'mapped']);
        assert.match(`${refused}`, /^1 missing domain stays mapped: /);
        await place[Symbol.asyncDispose]();
        place = await newPlace();
      }
    });

    it('stay mapped if the second listing fails', async () => {
      await cannotBeAsked();
      const { onCall } = place.api;
      place.api.onCall = (call, number) =>
        number > 5 && call.path === '/domain' ? 'no-route' : onCall(call, number);
      const { refused, unmapped } = await place.run();
      assert.deepEqual([unmapped, typeof refused], [0, 'string']);
    });
  });

  it('stay mapped if they only moved while the listing was read', async () => {
    await place.both(150);
    place.api.onCall = ({ query }, number) => {
      // After the first page is read, all later items move up by one.
      if (query.get('page') === '2' && number < 9) place.api.rows.delete(number);
      return undefined;
    };
    assert.deepEqual(await place.run(), { multisite: 150, stored: 150, mapped: 0, unmapped: 0 });
    assert.equal(await place.intentOf('d101.example.com'), 'mapped');
    assert.deepEqual(
      place.api.calls.map(({ query }) => query.get('page')),
      ['1', '2', '1', '2', '1', '2', '1', '2', '1', '2'],
    );
  });
});
