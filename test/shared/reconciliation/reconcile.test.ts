import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import { newPlace, type Place } from './place.ts';

describe('reconciliation', () => {
  let place: Place;
  beforeEach(async () => {
    place = await newPlace();
  });
  afterEach(() => place[Symbol.asyncDispose]());

  it('maps a domain that no event announced, and leaves the rest to the sweep', async () => {
    await place.both(2);
    place.api.add('new.example.com', { id: 77, blog_id: 9 });
    assert.deepEqual(await place.run(), { multisite: 3, stored: 2, mapped: 1, unmapped: 0 });
    const record = await place.store.get(parseDomainName('new.example.com'));
    assert.deepEqual([record?.siteId, record?.domainId, record?.alias.state], [9, 77, 'pending']);
    assert.equal((await place.store.claimDue(Date.now(), 10, 1000)).length, 3);
    assert.deepEqual(await place.run(), { multisite: 3, stored: 3, mapped: 0, unmapped: 0 });
  });

  it('changes no domain with an event since it began', async () => {
    await place.both(1);
    place.api.add('gone.example.com', { id: 50 });
    place.api.onCall = ({ query }) => {
      if (query.get('page') !== '1') return undefined;
      place.api.onCall = () => undefined;
      void place.tell('domain.deleted', { domain: 'gone.example.com', domainId: 50 }, -1000);
      void place.tell('domain.created', { domain: 'new.example.com' }, -1000);
      return undefined;
    };
    assert.deepEqual(await place.run(), { multisite: 2, stored: 2, mapped: 0, unmapped: 0 });
    assert.equal(await place.intentOf('gone.example.com'), 'unmapped');
    assert.equal(await place.intentOf('new.example.com'), 'mapped');
  });

  it('makes domains due that a clock days ahead has put off', async () => {
    await place.both(2);
    const [wrong, right] = [10, 1].map((days) => Date.now() + days * 24 * 3_600_000);
    const putOff = async (name: string, nextCheckAt: number | undefined) => {
      const put = (known: DomainRecord | undefined) =>
        known && { ...known, alias: { state: 'added' as const }, nextCheckAt: nextCheckAt ?? 0 };
      await place.store.update(parseDomainName(name), 1, put);
    };
    await putOff('d1.example.com', wrong);
    await putOff('d2.example.com', right);
    await place.run({ dryRun: true });
    assert.deepEqual(await place.store.claimDue(Date.now(), 9, 1000), []);
    await place.run();
    const claims = await place.store.claimDue(Date.now(), 9, 1000);
    assert.deepEqual(
      claims.map(({ domain }) => domain),
      ['d1.example.com'],
    );
    assert.ok(place.lines.some(({ domain, level }) => domain === 'd1.example.com' && level === 40));
  });

  it('maps a domain again that was unmapped, but not to a site that is deleted', async () => {
    await place.both(2);
    await place.tell('domain.deleted', { domain: 'd1.example.com', siteId: 1 }, 1000);
    await place.tell('site.deleted', { domain: undefined, siteId: 2 }, 1000);
    assert.deepEqual(await place.run(), { multisite: 2, stored: 0, mapped: 1, unmapped: 0 });
    assert.equal(await place.intentOf('d1.example.com'), 'mapped');
    assert.equal(await place.intentOf('d2.example.com'), 'unmapped');
  });

  it('maps the domains of a deleted site again once the site was restored from a backup', async () => {
    await place.both(2);
    const { id: domainId, domain } = place.api.add('d3.example.com', { blog_id: 2, stage: 'done' });
    await place.tell('domain.created', { domain, siteId: 2, domainId });
    await place.tell('site.deleted', { domain: undefined, siteId: 2 }, 1000);
    place.api.sites.add(2);
    const told = { multisite: 3, stored: 1, mapped: 2, unmapped: 0 };
    const { domains } = await place.run({ dryRun: true });
    assert.deepEqual(domains?.mapped, ['d2.example.com', 'd3.example.com']);
    assert.deepEqual(await place.run(), told);
    const { siteId, stage, alias } = (await place.store.get(parseDomainName(domain))) ?? {};
    assert.deepEqual([siteId, stage, alias?.state], [2, 'done', 'pending']);
    assert.deepEqual(await place.run(), { ...told, stored: 3, mapped: 0 });
    const asked = place.api.calls.filter(({ path }) => path === '/site/2');
    assert.equal(asked.length, 2, 'once for each run');
  });

  it('leaves the domains of a deleted site unmapped if nobody says whether the site exists', async () => {
    await place.both(2);
    await place.tell('site.deleted', { domain: undefined, siteId: 2 }, 1000);
    place.api.sites.add(2);
    place.api.onCall = ({ path }) => (path === '/site/2' ? 'no-route' : undefined);
    assert.deepEqual(await place.run(), { multisite: 2, stored: 1, mapped: 0, unmapped: 0 });
    assert.equal(await place.intentOf('d2.example.com'), 'unmapped');
  });

  it('maps nothing to a site that was deleted since the listing was begun', async () => {
    await place.both(2);
    await place.tell('domain.deleted', { domain: 'd2.example.com', siteId: 2 }, 1000);
    await place.tell('site.deleted', { domain: undefined, siteId: 2 }, -1000);
    place.api.sites.add(2);
    assert.equal((await place.run()).mapped, 0);
    assert.equal(await place.intentOf('d2.example.com'), 'unmapped');
  });

  it('learns a new site and a new id of a domain, which counts as neither mapped nor unmapped', async () => {
    await place.tell('domain.created', { domain: 'shop.example.com', siteId: 12 });
    place.api.add('shop.example.com', { id: 34, blog_id: 13 });
    assert.deepEqual(await place.run(), { multisite: 1, stored: 1, mapped: 0, unmapped: 0 });
    const { siteId, domainId } = (await place.store.get(parseDomainName('shop.example.com'))) ?? {};
    assert.deepEqual([siteId, domainId], [13, 34]);
  });

  it("leaves a site's own domain mapped that was recorded by a version without the memory of events", async () => {
    await place.both(2);
    const domain = 'site.example.com';
    await place.tell('site.created', { domain, siteId: 21 }, 3000);
    await place.store.update(
      parseDomainName(domain),
      21,
      (known) => known && { ...known, heard: null },
    );
    await place.tell('site.created', { domain, siteId: 21 }, 2000);
    assert.deepEqual(await place.run(), { multisite: 2, stored: 3, mapped: 0, unmapped: 0 });
    assert.equal(await place.intentOf(domain), 'mapped');
  });

  it("leaves the network's own domain as it is, whether the multisite lists it or not", async () => {
    const own = 'network.example.com';
    await place.tell('domain.created', { domain: own, domainId: 50 }, 2000);
    await place.tell('settings.updated', {
      domain: undefined,
      settings: { dnsCheckInterval: 300 },
      network: { domain: own },
    });
    await place.run();
    assert.equal(await place.intentOf(own), 'mapped');
    await place.tell('domain.deleted', { domain: own, domainId: 50 });
    assert.equal(await place.intentOf(own), 'mapped');

    const other = 'www.network.example.com';
    place.api.add(own, { id: 51 });
    place.api.add(other, { id: 52 });
    assert.equal((await place.run()).mapped, 1);
    assert.equal((await place.store.get(parseDomainName(own)))?.domainId, 50);
  });

  it('takes a live domain over as live, so that no site goes down', async () => {
    place.api.add('live.example.com', { stage: 'done', secure: true });
    place.api.add('other.example.com', { stage: 'checking-ssl-cert' });
    await place.run();
    const stages = (await place.store.list({ limit: 9 })).records.map((one) => [
      one.stage,
      one.writtenStage,
    ]);
    assert.deepEqual(stages, [
      ['done', 'done'],
      ['checking-dns', 'checking-ssl-cert'],
    ]);
  });

  it('skips domains that cannot be mapped, and reports how many', async () => {
    for (const name of ['127.0.0.1', 'not a name', 'shop.test', '']) place.api.add(name);
    place.api.add('damaged.example.com', { blog_id: Number.NaN });
    place.api.add('shop.example.com');
    assert.deepEqual(await place.run(), {
      multisite: 6,
      stored: 0,
      mapped: 1,
      unmapped: 0,
      skipped: 5,
    });
    assert.ok(place.lines.some(({ msg }) => msg === '5 domains cannot be mapped'));
  });

  it('reports in a dry run what it would do, and does nothing', async () => {
    await place.both(3);
    place.api.rows.delete(2);
    place.api.add('new.example.com');
    const before = await place.store.list({ limit: 10 });
    const told = { multisite: 3, stored: 3, mapped: 1, unmapped: 1 };
    const { domains, ...counted } = await place.run({ dryRun: true });
    assert.deepEqual(counted, told);
    assert.deepEqual(domains?.mapped, ['new.example.com']);
    assert.equal(domains?.unmapped.length, 1);
    assert.deepEqual(await place.store.list({ limit: 10 }), before);
    assert.deepEqual(await place.run(), told);
  });
});
