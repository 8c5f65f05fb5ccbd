import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { type Recorded, recordEvent } from '../../../shared/engine/record-event.ts';
import { takeOver } from '../../../shared/engine/served-network.ts';
import { type DomainRecord, intentOf } from '../../../shared/lifecycle/record.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import type { Store } from '../../../shared/store/store.ts';
import { anEvent } from '../../support/events.ts';

const T = Date.parse('2026-11-22T10:00:00Z');
const occurredAt = (minute: number) => new Date(T + minute * 60_000).toISOString();
const nameOf = (domain: string) => parseDomainName(domain);

/** The result, apart from the settings. */
const ofDomains = async (recording: Promise<Recorded>) => {
  const { settings: _, ...rest } = await recording;
  return rest;
};

describe('recording an event', () => {
  let store: Store;
  beforeEach(async () => {
    store = await sqliteStore(':memory:');
  });
  afterEach(() => store.close());

  const tell = (type: string, change: Readonly<Record<string, unknown>> = {}) =>
    ofDomains(recordEvent(store, anEvent(type, { occurredAt: occurredAt(0), ...change }), T));
  const intent = async (domain = 'shop.example.com') => {
    const record: DomainRecord | undefined = await store.get(nameOf(domain));
    return record && intentOf(record);
  };

  for (const type of ['domain.created', 'site.created', 'site.duplicated']) {
    it(`${type} maps the domain`, async () => {
      assert.deepEqual(await tell(type), { domains: ['shop.example.com'] });
      assert.equal(await intent(), 'mapped');
    });
  }

  it('domain.deleted unmaps it', async () => {
    await tell('domain.created');
    const { domains } = await tell('domain.deleted', { occurredAt: occurredAt(1) });
    assert.deepEqual(domains, ['shop.example.com']);
    assert.equal(await intent(), 'unmapped');
  });

  it('a late domain.created after a domain.deleted maps nothing', async () => {
    await tell('domain.deleted', { occurredAt: occurredAt(1) });
    await tell('domain.created');
    assert.equal(await intent(), 'unmapped');
  });

  it('names the newer event that makes this one change nothing', async () => {
    await tell('domain.deleted', { occurredAt: occurredAt(2), id: 'd' });
    const newer = { occurredAt: T + 2 * 60_000, id: 'd' };
    const unheeded = { because: 'newer-event', newer };
    assert.deepEqual((await tell('domain.created')).unheeded, unheeded);
    assert.deepEqual((await tell('domain.check')).unheeded, unheeded);
    assert.equal((await tell('domain.created', { occurredAt: occurredAt(3) })).unheeded, undefined);
  });

  it('reports that the removal of an older item, or from one of its sites, leaves the domain mapped', async () => {
    await tell('domain.created', { domainId: 35 });
    const older = await tell('domain.deleted', { domainId: 34, occurredAt: occurredAt(1) });
    assert.deepEqual(older.unheeded, { because: 'still-mapped', siteId: 12, domainId: 35 });
    assert.equal(await intent(), 'mapped');
  });

  it('a site that shares a domain keeps it, whichever other one is deleted', async () => {
    await tell('domain.created', { domainId: 34, siteId: 12 });
    await tell('site.created', { siteId: 13, occurredAt: occurredAt(1) });
    await tell('site.duplicated', { siteId: 14, occurredAt: occurredAt(2) });
    for (const [siteId, minute, left] of [
      [13, 3, 12],
      [12, 4, 14],
    ] as const) {
      await tell('site.deleted', { siteId, occurredAt: occurredAt(minute) });
      assert.deepEqual(
        [await intent(), (await store.get(nameOf('shop.example.com')))?.siteId],
        ['mapped', left],
      );
    }
    await tell('site.deleted', { siteId: 14, occurredAt: occurredAt(5) });
    assert.equal(await intent(), 'unmapped');
  });

  it('domain.check of an unknown domain maps nothing', async () => {
    assert.deepEqual(await tell('domain.check'), { domains: [] });
    assert.equal(await intent(), undefined);
  });

  it('site.deleted unmaps every domain of the site, and of no other', async () => {
    const many = Array.from({ length: 1100 }, (_, n) => `shop-${n}.example.com`);
    for (const domain of many) await tell('domain.created', { domain });
    await tell('domain.created', { domain: 'other.example.com', siteId: 13 });
    const { domains } = await tell('site.deleted', { occurredAt: occurredAt(1) });
    assert.deepEqual(new Set(domains), new Set(many));
    for (const domain of many) assert.equal(await intent(domain), 'unmapped');
    assert.equal(await intent('other.example.com'), 'mapped');
  });

  it('site.deleted continues where it was cut off, and reads nothing twice', async () => {
    const many = Array.from({ length: 40 }, (_, n) => `shop-${n}.example.com`);
    for (const domain of many) await tell('domain.created', { domain });
    let updates = 0;
    const cutOff: Store = {
      ...store,
      update: async (...args) => {
        updates += 1;
        if (updates > 30) throw new Error('the time is up');
        return store.update(...args);
      },
    };
    const event = anEvent('site.deleted', { occurredAt: occurredAt(1) });
    await assert.rejects(recordEvent(cutOff, event, T));
    updates = 0;
    const { domains } = await recordEvent(cutOff, event, T);
    assert.deepEqual([updates, domains.length], [10, 10]);
    for (const domain of many) assert.equal(await intent(domain), 'unmapped');
    await recordEvent(cutOff, event, T);
    assert.equal(updates, 10);
  });

  describe('while another one is recorded', () => {
    /** A store in which `first` happens just before the next update. */
    const overtakenBy = (first: () => Promise<unknown>): Store => {
      let isFirst = true;
      const update: Store['update'] = async (...args) => {
        const overtakes = isFirst;
        isFirst = false;
        if (overtakes) await first();
        return store.update(...args);
      };
      return { ...store, update };
    };

    it('builds on the other one’s change of the domain', async () => {
      const newer = { occurredAt: occurredAt(1) };
      const overtaken = overtakenBy(() => tell('domain.deleted', newer));
      const older = anEvent('domain.created', { occurredAt: occurredAt(0) });
      const { unheeded } = await recordEvent(overtaken, older, T);
      assert.equal(unheeded?.because, 'newer-event');
      assert.equal(await intent(), 'unmapped');
    });

    it('leaves a deleted site’s domain mapped if another site has got it meanwhile', async () => {
      await tell('domain.created');
      const moved = { siteId: 13, domainId: 35, occurredAt: occurredAt(2) };
      const overtaken = overtakenBy(() => tell('domain.created', moved));
      const deletion = anEvent('site.deleted', { occurredAt: occurredAt(1) });
      await recordEvent(overtaken, deletion, T);
      const { siteId } = (await store.get(nameOf('shop.example.com'))) ?? assert.fail();
      assert.deepEqual([await intent(), siteId], ['mapped', 13]);
    });

    it('remembers the deletion of a site before it unmaps the site’s domains', async () => {
      await tell('domain.created', { domain: 'first.example.com' });
      const late = { domain: 'late.example.com' };
      const overtaken = overtakenBy(() => tell('domain.created', late));
      await recordEvent(overtaken, anEvent('site.deleted', { occurredAt: occurredAt(1) }), T);
      assert.equal(await intent('late.example.com'), 'unmapped');
    });
  });

  it('site.deleted before the late domain.created of that site unmaps it as well', async () => {
    await tell('site.deleted', { occurredAt: occurredAt(1) });
    await tell('domain.created');
    assert.equal(await intent(), 'unmapped');
  });

  it('ends the same in every order, with everything delivered twice', async () => {
    const events = [
      anEvent('domain.created', { occurredAt: occurredAt(0), siteId: 1 }),
      anEvent('site.deleted', { occurredAt: occurredAt(1), siteId: 1 }),
      anEvent('site.created', { occurredAt: occurredAt(2), siteId: 2 }),
      anEvent('domain.check', { occurredAt: occurredAt(3), siteId: 2 }),
    ];
    for (const order of permutations(events)) {
      const own = await sqliteStore(':memory:');
      for (const event of [...order, ...order]) await recordEvent(own, event, T);
      const record = await own.get(nameOf('shop.example.com'));
      assert.ok(record);
      assert.deepEqual([intentOf(record), record.siteId], ['mapped', 2]);
      await own.close();
    }
  });

  describe('serves one network', () => {
    const of = (id: number | string, domain = 'network.example.com') => ({
      network: { id, domain },
    });

    it('the first that an event names, and rejects the events of another one, with the reason', async () => {
      await tell('domain.created', of(1));
      await assert.rejects(tell('domain.deleted', { ...of(2), occurredAt: occurredAt(1) }), {
        name: 'InvalidMessageError',
        message:
          'network.id: is 2, and this deployment serves network 1; if that one has moved: closte-domains network take-over 2',
      });
      assert.equal(await intent(), 'mapped');
    });

    it('and learns nothing from the events of another one', async () => {
      await tell('domain.created', of('1'));
      const before = await store.readSettings();
      const foreign = {
        ...of(2, 'elsewhere.example.com'),
        occurredAt: occurredAt(5),
        settings: { dnsCheckInterval: 10 },
      };
      for (const type of ['site.deleted', 'settings.updated', 'domain.check', 'site.created']) {
        await assert.rejects(tell(type, foreign), { name: 'InvalidMessageError' });
      }
      assert.deepEqual(await store.readSettings(), before);
      assert.equal(await intent(), 'mapped');
    });

    it('and accepts an event that names no network', async () => {
      await tell('domain.created', of(1));
      await tell('domain.deleted', { occurredAt: occurredAt(1) });
      assert.equal(await intent(), 'unmapped');
    });

    it('and rejects an event that names another domain and no id', async () => {
      await tell('domain.created', of(1));
      const before = await store.readSettings();
      const foreign = { network: { domain: 'elsewhere.example.com' }, occurredAt: occurredAt(1) };
      for (const type of ['domain.deleted', 'site.deleted', 'domain.check']) {
        await assert.rejects(tell(type, foreign), { name: 'InvalidMessageError' });
      }
      assert.deepEqual(await store.readSettings(), before);
      assert.equal(await intent(), 'mapped');
    });

    it('which it recognizes by its domain if its id has been lost', async () => {
      await tell('domain.created', of(1));
      await store.changeSettings(({ servedNetwork: _, ...rest }) => rest);
      const foreign = { ...of(2, 'elsewhere.example.com'), occurredAt: occurredAt(1) };
      for (const type of ['site.deleted', 'domain.deleted']) {
        await assert.rejects(tell(type, foreign), {
          name: 'InvalidMessageError',
          message: /^network.domain: is elsewhere.example.com, .* at network.example.com; /,
        });
      }
      assert.equal(await intent(), 'mapped');
      await tell('domain.deleted', { ...of(1), occurredAt: occurredAt(2) });
      assert.equal(await intent(), 'unmapped');
      assert.equal((await store.readSettings()).servedNetwork?.id, 1);
    });

    it('and keeps one of two that are named at the same time', async () => {
      const told = [1, 2, 3].map((id) => tell('domain.created', of(id)));
      const results = await Promise.allSettled(told);
      assert.equal(results.filter(({ status }) => status === 'rejected').length, 2);
    });

    describe('and not a copy of it, which has its id and another domain', () => {
      for (const copy of ['staging.example.com', 'localhost', '127.0.0.1', 'Shop.LOCAL']) {
        it(`such as ${copy}`, async () => {
          await tell('domain.created', of(1));
          const before = await store.readSettings();
          for (const type of ['domain.deleted', 'site.deleted', 'settings.updated']) {
            const told = { ...of(1, copy), occurredAt: occurredAt(1) };
            await assert.rejects(tell(type, { ...told, settings: { dnsCheckInterval: 60 } }), {
              name: 'InvalidMessageError',
              message:
                `network.domain: is ${copy.toLowerCase()}, and this deployment serves network 1 at network.example.com; ` +
                'if that one has moved: closte-domains network take-over 1',
            });
          }
          assert.deepEqual(await store.readSettings(), before);
          assert.equal(await intent(), 'mapped');
        });
      }

      it('even if an earlier version recorded the network without its domain', async () => {
        await tell('domain.created', of(1));
        await store.changeSettings((settings) => ({
          ...settings,
          servedNetwork: { id: 1, since: T },
        }));
        await assert.rejects(tell('domain.deleted', of(1, 'staging.example.com')), {
          name: 'InvalidMessageError',
        });
        assert.equal(await intent(), 'mapped');
      });

      it('unless the settings name that domain, or the network has moved there', async () => {
        const moved = of(1, 'moved.example.com');
        await tell('domain.created', { ...of(1), domainId: 34 });
        const deletion = anEvent('domain.deleted', { ...moved, occurredAt: occurredAt(1) });
        await recordEvent(store, deletion, T, 'moved.example.com');
        assert.equal(await intent(), 'unmapped');

        await takeOver(store, 1, T);
        await tell('domain.created', { ...moved, domainId: 35, occurredAt: occurredAt(2) });
        assert.equal(await intent(), 'mapped');
        await assert.rejects(tell('domain.deleted', { ...of(1), occurredAt: occurredAt(3) }), {
          name: 'InvalidMessageError',
        });
        await takeOver(store, 1, T);
        assert.equal((await store.get(nameOf('shop.example.com')))?.domainId, 35);
      });
    });

    it('another one once that has taken over, without the ids of the one before', async () => {
      await tell('domain.created', { ...of(1), domainId: 34 });
      await takeOver(store, 2, T);
      assert.equal((await store.get(nameOf('shop.example.com')))?.domainId, null);
      await tell('domain.deleted', { ...of(2), domainId: 5, occurredAt: occurredAt(1) });
      assert.equal(await intent(), 'unmapped');
      await assert.rejects(tell('domain.created', of(1)), { name: 'InvalidMessageError' });
    });

    it('and leaves a domain mapped whose older item was removed last', async () => {
      await tell('domain.created', { ...of(1), domainId: 35 });
      await tell('domain.deleted', { ...of(1), domainId: 34, occurredAt: occurredAt(1) });
      await takeOver(store, 2, T);
      await tell('domain.check', { ...of(2), occurredAt: occurredAt(2) });
      const record = await store.get(nameOf('shop.example.com'));
      assert.deepEqual(record?.askedBy?.occurredAt, T + 2 * 60_000);
      await tell('site.created', { ...of(2), siteId: 14, occurredAt: occurredAt(-1) });
      assert.equal(await intent(), 'mapped');
      assert.equal((await store.get(nameOf('shop.example.com')))?.siteId, 12);
    });
  });

  describe("leaves the network's own domain as it is", () => {
    const own = { unheeded: { because: 'own-domain' }, domains: [] };
    const types = ['domain.created', 'domain.deleted', 'domain.check', 'site.created'];

    it('if an event names it', async () => {
      const network = { domain: 'shop.example.com' };
      for (const type of types) assert.deepEqual(await tell(type, { network }), own);
      for (const type of types) assert.deepEqual(await tell(type), own);
      assert.equal(await intent(), undefined);
    });

    it('if a setting names it', async () => {
      for (const type of types) {
        const event = anEvent(type, { occurredAt: occurredAt(0) });
        assert.deepEqual(await ofDomains(recordEvent(store, event, T, 'shop.example.com')), own);
      }
      assert.equal(await intent(), undefined);
    });
  });

  describe('learns of the network', () => {
    const network = (domain: string) => ({ network: { domain, addresses: ['203.0.113.7'] } });

    it('the facts in any event', async () => {
      await tell('domain.created', {
        ...network('a.example.com'),
        settings: { dnsCheckInterval: 10 },
      });
      const settings = await store.readSettings();
      assert.deepEqual(settings.network?.value, {
        domain: 'a.example.com',
        addresses: ['203.0.113.7'],
      });
      assert.equal(settings.dnsCheckInterval?.value, 10);
    });

    it('the newest facts, whatever comes last', async () => {
      const interval = (seconds: number) => ({ settings: { dnsCheckInterval: seconds } });
      await tell('settings.updated', { ...interval(60), occurredAt: occurredAt(2) });
      await tell('settings.updated', { ...interval(10), occurredAt: occurredAt(1) });
      assert.equal((await store.readSettings()).dnsCheckInterval?.value, 60);
      await tell('settings.updated', { ...interval(30), occurredAt: occurredAt(3) });
      assert.equal((await store.readSettings()).dnsCheckInterval?.value, 30);
    });

    it('and writes nothing if there is no news within a minute', async () => {
      await tell('domain.created', network('a.example.com'));
      const before = await store.readSettings();
      await tell('domain.created', { ...network('a.example.com'), occurredAt: occurredAt(0.9) });
      assert.deepEqual(await store.readSettings(), before);
    });

    it('the newest facts, though they are the same as the oldest', async () => {
      const interval = (seconds: number) => ({ settings: { dnsCheckInterval: seconds } });
      for (const [seconds, minute] of [
        [300, 1],
        [300, 3],
        [10, 2],
      ] as const) {
        await tell('settings.updated', { ...interval(seconds), occurredAt: occurredAt(minute) });
      }
      assert.equal((await store.readSettings()).dnsCheckInterval?.value, 300);
    });
  });
});

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}
