import assert from 'node:assert/strict';
import { MINUTE } from '../../support/records.ts';
import { newPlace, type Place } from './place.ts';

describe('what the multisite has no more', () => {
  let place: Place;
  beforeEach(async () => {
    place = await newPlace();
  });
  afterEach(() => place[Symbol.asyncDispose]());

  it('unmaps what was removed without an event', async () => {
    await place.both(3);
    place.api.rows.delete(2);
    assert.deepEqual(await place.run(), { multisite: 2, stored: 3, mapped: 0, unmapped: 1 });
    assert.equal(await place.intentOf('d2.example.com'), 'unmapped');
    assert.deepEqual(await place.run(), { multisite: 2, stored: 2, mapped: 0, unmapped: 0 });
  });

  it('unmaps one whose events did not tell its id as well', async () => {
    await place.tell('domain.created', { domain: 'shop.example.com' });
    assert.deepEqual(await place.run(), { multisite: 0, stored: 1, mapped: 0, unmapped: 1 });
  });

  it('never unmaps the own domain of a site, which may have no record in the multisite', async () => {
    await place.tell('domain.created', { domain: 'site.example.com', domainId: 5 }, 3 * MINUTE);
    await place.tell('domain.deleted', { domain: 'site.example.com', domainId: 5 }, 2 * MINUTE);
    await place.tell('site.created', { domain: 'site.example.com' });
    assert.deepEqual(await place.run(), { multisite: 0, stored: 1, mapped: 0, unmapped: 0 });
    assert.equal(await place.intentOf('site.example.com'), 'mapped');
  });

  it('unmaps that too once the multisite had a record of it, and has it no more', async () => {
    await place.tell('site.created', { domain: 'site.example.com' });
    place.api.add('site.example.com', { id: 5, blog_id: 12 });
    assert.deepEqual(await place.run(), { multisite: 1, stored: 1, mapped: 0, unmapped: 0 });
    place.api.rows.clear();
    await new Promise((later) => setTimeout(later, 5));
    assert.deepEqual(await place.run(), { multisite: 0, stored: 1, mapped: 0, unmapped: 1 });
  });

  it('unmaps no more than 10 and a fifth, unless it is told to', async () => {
    await place.both(50);
    for (let id = 1; id <= 11; id += 1) place.api.rows.delete(id);
    const { refused, ...rest } = await place.run();
    assert.deepEqual(rest, { multisite: 39, stored: 50, mapped: 0, unmapped: 0 });
    assert.match(`${refused}`, /^11 missing there are not unmapped: .* 20 % of 50; force it/);
    const forced = await place.run({ force: true });
    assert.deepEqual(forced, { multisite: 39, stored: 50, mapped: 0, unmapped: 11 });
  });

  it('asks after each domain before it unmaps it, by its name and its id', async () => {
    await place.both(2);
    place.api.rows.delete(2);
    await place.run();
    const asked = place.api.calls.map(({ path, query }) =>
      `${path} ${query.get('domain') ?? ''}`.trim(),
    );
    assert.deepEqual(asked, ['/domain', '/domain d2.example.com', '/domain/2']);
  });

  describe('of a multisite that cannot be asked after one domain', () => {
    /** Neither by name, as the filter is not heeded, nor by id. */
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

    it('unmaps what a second listing does not have either', async () => {
      await cannotBeAsked();
      assert.deepEqual(await place.run(), { multisite: 250, stored: 251, mapped: 0, unmapped: 1 });
      assert.equal(await place.intentOf('d250.example.com'), 'mapped');
    });

    it('unmaps nothing if others were removed meanwhile, or added', async () => {
      for (const change of [
        () => place.api.rows.delete(1),
        () => place.api.add('new.example.com'),
      ]) {
        await cannotBeAsked(change);
        const { refused, unmapped } = await place.run();
        assert.deepEqual([unmapped, await place.intentOf('gone.example.com')], [0, 'mapped']);
        assert.match(`${refused}`, /^1 missing there are not unmapped: /);
        await place[Symbol.asyncDispose]();
        place = await newPlace();
      }
    });

    it('unmaps nothing if the second listing fails', async () => {
      await cannotBeAsked();
      const { onCall } = place.api;
      place.api.onCall = (call, number) =>
        number > 5 && call.path === '/domain' ? 'no-route' : onCall(call, number);
      const { refused, unmapped } = await place.run();
      assert.deepEqual([unmapped, typeof refused], [0, 'string']);
    });
  });

  it('does not unmap one that only moved while it was read', async () => {
    await place.both(150);
    place.api.onCall = ({ query }) => {
      // With the first page read, all records after its last move up by one.
      if (query.get('page') === '2') place.api.rows.delete([...place.api.rows.keys()][0] ?? 0);
      return undefined;
    };
    const { refused, unmapped } = await place.run();
    assert.deepEqual([unmapped, await place.intentOf('d101.example.com')], [0, 'mapped']);
    assert.match(`${refused}`, /the listing is not to be relied upon: /);
  });
});
