import assert from 'node:assert/strict';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { aRecord, HOUR, shop } from '../../support/records.ts';
import { storeIn, type Workplace, workplace } from './cli.ts';

interface Part {
  readonly part: string;
  readonly state: string;
  readonly mend?: string;
}

describe('closte-domains doctor', () => {
  let outside: Outside;
  let place: Workplace;
  let path: string;
  let environment: Record<string, string>;

  before(async () => {
    outside = await startOutside();
  });
  after(() => outside.close());
  beforeEach(async () => {
    place = await workplace();
    ({ path } = await storeIn(place.folder, [aRecord({ nextCheckAt: Date.now() + HOUR })]));
    environment = {
      ...outside.environment,
      STORE: `sqlite:${path}`,
      NETWORK_DOMAIN: 'shop.example.com',
    };
    await change((store) => store.changeStatistics((known) => ({ ...known, sweptAt: Date.now() })));
  });
  afterEach(() => place[Symbol.asyncDispose]());

  async function change(act: (store: Awaited<ReturnType<typeof sqliteStore>>) => Promise<unknown>) {
    const store = await sqliteStore(path);
    await act(store);
    await store.close();
  }

  async function examined(changed: Record<string, string> = {}) {
    const { code, stdout } = await place.cli(['doctor', '--json'], { ...environment, ...changed });
    const { parts }: { parts: Part[] } = JSON.parse(stdout);
    return { code, wrong: parts.filter(({ state }) => state === 'wrong'), parts };
  }

  it('is good where nothing is wrong, and has looked at every part', async () => {
    const { code, wrong, parts } = await examined();
    assert.deepEqual([code, wrong], [0, []]);
    const names = parts.map(({ part }) => part).join('; ');
    for (const part of [
      'the settings',
      'the store',
      'the last sweep',
      'what is due',
      'where domains must point',
      'the key of Closte',
      'the API of the multisite',
      'Pub/Sub',
      'UDP',
      'TCP',
      'the clock',
    ]) {
      assert.ok(names.includes(part), part);
    }
  });

  const faults: [what: string, changed: Record<string, string>, part: RegExp, mend: RegExp][] = [
    ['a bad setting', { TLS_PORT: 'x' }, /^the settings$/, /docs\/settings\.md/],
    ['another key', { CLOSTE_CLIENT_API_KEY: 'other' }, /^the key of Closte$/, /./],
    ['no store', { STORE: 'sqlite:/nowhere/x.db' }, /^the store$/, /--store/],
    ['a resolver that does not answer', { DNS_SERVERS: '127.0.0.1:1' }, /, UDP$/, /DNS_SERVERS/],
    [
      'a multisite that is not there',
      { MULTISITE_API_URL: 'http://127.0.0.1:1', MULTISITE_API_SECRET: 'a:b' },
      /^the API of the multisite$/,
      /MULTISITE_API_URL/,
    ],
  ];
  for (const [what, changed, part, mend] of faults) {
    it(`names ${what}, and what mends it`, async () => {
      const { code, wrong } = await examined(changed);
      assert.equal(code, 1);
      const found = wrong.find((one) => part.test(one.part));
      assert.match(found?.mend ?? 'nothing is found', mend);
    });
  }

  it('names a sweep that has stopped, by its last end and by what waits', async () => {
    await change(async (store) => {
      await store.changeStatistics((known) => ({ ...known, sweptAt: Date.now() - HOUR }));
      await store.update(
        shop,
        12,
        (known) => known && { ...known, nextCheckAt: Date.now() - HOUR },
      );
    });
    const { wrong } = await examined();
    assert.deepEqual(
      wrong.map(({ part, mend }) => [part, mend]),
      [
        ['the last sweep', 'Start the system: npm start'],
        ['what is due', 'Start the system: npm start'],
      ],
    );
  });

  it('names a network that nobody tells, and live domains that are held', async () => {
    await change((store) =>
      store.changeSettings((known) => ({
        ...known,
        liveDomains: { heldUntil: Date.now() + HOUR },
      })),
    );
    const { wrong } = await examined({ NETWORK_DOMAIN: '', NETWORK_ADDRESSES: '' });
    assert.deepEqual(
      wrong.map(({ part }) => part).filter((part) => !part.startsWith('DNS')),
      ['where domains must point', 'live domains'],
    );
  });

  it('says it to people in one look, the mends below', async () => {
    const changed = { ...environment, CLOSTE_CLIENT_API_KEY: 'other' };
    const { stdout } = await place.cli(['doctor'], changed);
    assert.match(stdout, /^wrong +the key of Closte +/m);
    assert.match(stdout, /\n\nthe key of Closte\n {2}→ .*\n1 of \d+ are wrong\.\n$/);
  });
});

describe('closte-domains settings', () => {
  it('shows what is in force, where it is from, and no key', async () => {
    await using place = await workplace();
    const { path } = await storeIn(place.folder, []);
    const store = await sqliteStore(path);
    const by = { occurredAt: 0, id: 'a' };
    await store.changeSettings(() => ({ dnsCheckInterval: { value: 60, by } }));
    await store.close();
    const { code, stdout } = await place.cli(['settings'], {
      STORE: `sqlite:${path}`,
      CLOSTE_CLIENT_API_KEY: 'very-secret',
      TLS_PORT: '8443',
    });
    assert.equal(code, 0);
    assert.match(stdout, /^TLS_PORT +8443 +environment$/m);
    assert.match(stdout, /^DNS_MAX_TRIES +5 +default$/m);
    assert.match(stdout, /^NETWORK_DOMAIN +- +not set$/m);
    assert.match(stdout, /^the check interval, in seconds +60 +events$/m);
    assert.match(stdout, /^CLOSTE_CLIENT_API_KEY +\(set, not shown\) +environment$/m);
    assert.ok(!stdout.includes('very-secret'));
  });
});
