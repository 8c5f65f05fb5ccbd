import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { aRecord, shop, T0 } from '../../support/records.ts';
import { storeIn, type Workplace, workplace } from './cli.ts';

describe('closte-domains network', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await workplace();
  });
  afterEach(() => place[Symbol.asyncDispose]());

  async function storeOfNetwork1(): Promise<string> {
    const { path } = await storeIn(place.folder, [aRecord()]);
    const store = await sqliteStore(path);
    await store.changeSettings(() => ({
      servedNetwork: { id: 1, since: T0 },
      network: {
        value: { domain: 'network.example.com', addresses: ['203.0.113.7'] },
        by: { occurredAt: T0, id: 'a' },
      },
    }));
    await store.close();
    return path;
  }

  it('show names the network that is served', async () => {
    await storeOfNetwork1();
    const { code, stdout } = await place.cli(['network', 'show', '--json']);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), {
      id: 1,
      since: '2026-11-22T10:00:00.000Z',
      domain: 'network.example.com',
      addresses: ['203.0.113.7'],
    });
    const text = await place.cli(['network', 'show']);
    assert.match(text.stdout, /network +1, since 2026-11-22 10:00:00 UTC \(/);
  });

  it('show says that no network is known yet', async () => {
    await storeIn(place.folder, []);
    const { code, stdout } = await place.cli(['network', 'show']);
    assert.equal(code, 0);
    assert.match(stdout, /network +no event has named one/);
  });

  it('take-over serves another network, and keeps the domains without their ids', async () => {
    const path = await storeOfNetwork1();
    const { code, stdout } = await place.cli(['network', 'take-over', '2', '--json']);
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).id, 2);
    const store = await sqliteStore(path);
    assert.equal((await store.readSettings()).servedNetwork?.id, 2);
    assert.deepEqual(await store.get(shop), { ...aRecord(), domainId: null });
    await store.close();
  });

  for (const [args, reason] of [
    [[], /<action> (must be one of|is missing; give one of) show, take-over/],
    [['move'], /<action> (must be one of|is missing; give one of) show, take-over/],
    [['show', '1'], /show takes no <id>/],
    [['take-over'], /<id> is missing/],
    [['take-over', '0'], /<id> must be a whole number, 1 or more/],
    [['take-over', 'two'], /<id> must be a whole number, 1 or more/],
  ] as const) {
    it(`refuses [${args.join(' ')}]`, async () => {
      const { code, stderr } = await place.cli(['network', ...args]);
      assert.equal(code, 2);
      assert.match(stderr, reason);
    });
  }

  it('creates no store', async () => {
    const { code, stderr } = await place.cli(['network', 'take-over', '2']);
    assert.equal(code, 1);
    assert.match(stderr, /There is no store/);
    assert.ok(!existsSync(join(place.folder, '.data')));
  });
});
