import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { examineRecords } from '../../../infra/cli/doctor/records.ts';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { aRecord, HOUR, shop } from '../../support/records.ts';
import { type GoogleCloud, googleCloud } from '../deploy/google-cloud.ts';
import { storeIn, type Workplace, workplace } from './cli.ts';

interface Part {
  readonly part: string;
  readonly state: string;
  readonly seen: string;
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

  it('succeeds if nothing is wrong, and examines every part', async () => {
    const { code, wrong, parts } = await examined();
    assert.deepEqual([code, wrong], [0, []]);
    const names = parts.map(({ part }) => part).join('; ');
    for (const part of [
      'the settings',
      'the store',
      'the records',
      'the last sweep',
      'the due domains',
      'where domains must point',
      'the API key of Closte',
      'the API of the multisite',
      'Pub/Sub',
      'UDP',
      'TCP',
      'the clock',
    ]) {
      assert.ok(names.includes(part), part);
    }
  });

  it('names the store by its whole path', async () => {
    const { parts } = await examined({ STORE: '', DATA_DIR: '.data' });
    assert.equal(parts.find(({ part }) => part === 'the store')?.seen, path);
  });

  it('does not ask Closte for the time if Closte is not used', async () => {
    const { parts } = await examined({ CLOSTE_CLIENT_API_KEY: '' });
    const clock = parts.find(({ part }) => part === 'the clock');
    assert.deepEqual(
      [clock?.state, clock?.seen],
      ['skipped', 'no key of Closte is set, so Closte is not asked'],
    );
  });

  const faults: [what: string, changed: Record<string, string>, part: RegExp, mend: RegExp][] = [
    ['a bad setting', { TLS_PORT: 'x' }, /^the settings$/, /docs\/settings\.md/],
    ['another key', { CLOSTE_CLIENT_API_KEY: 'other' }, /^the API key of Closte$/, /./],
    [
      'a Pub/Sub without a project',
      { PUBSUB_EMULATOR_HOST: '127.0.0.1:1' },
      /^Pub\/Sub$/,
      /--project/,
    ],
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
    it(`names ${what}, and the fix`, async () => {
      const { code, wrong } = await examined(changed);
      assert.equal(code, 1);
      const found = wrong.find((one) => part.test(one.part));
      assert.match(found?.mend ?? 'nothing is found', mend);
    });
  }

  it('reports sweeps that have stopped, by the end of the last one and by the domains that wait', async () => {
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
        ['the due domains', 'Start the system: npm start'],
      ],
    );
  });

  it('names a network that is unknown, and live domains that are held', async () => {
    await change((store) =>
      store.changeSettings((known) => ({
        ...known,
        liveDomains: { heldUntil: Date.now() + HOUR, held: { lost: 12, looked: 40 } },
      })),
    );
    const { wrong } = await examined({ NETWORK_DOMAIN: '', NETWORK_ADDRESSES: '' });
    // The addresses of strangers' names depend on the network of the test machine.
    const ours = wrong.filter(({ part }) => !part.startsWith('DNS'));
    assert.deepEqual(
      ours.map(({ part }) => part),
      ['where domains must point', 'live domains'],
    );
    assert.match(ours.at(-1)?.seen ?? '', /^12 of 40 looked at are held: too many /);
  });

  describe('where records cannot be read', () => {
    /** Adds records that are stored as this JSON. */
    async function stored(names: readonly string[], json: string) {
      await change(async (store) => {
        for (const name of names) {
          const record = aRecord({ domain: parseDomainName(name), nextCheckAt: Date.now() + HOUR });
          await store.update(record.domain, record.siteId, () => record);
        }
      });
      const database = new DatabaseSync(path);
      const damaging = database.prepare('UPDATE domains SET record = ? WHERE domain = ?');
      for (const name of names) damaging.run(json, name);
      database.close();
    }

    it('counts the damaged ones, names a few, and says how to record them again', async () => {
      await stored(
        ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `${name}.example.com`),
        '{}',
      );
      const { code, wrong } = await examined();
      assert.deepEqual(
        [code, wrong.map(({ part, seen }) => [part, seen])],
        [
          1,
          [
            [
              'the records',
              '7 of 8 cannot be read: a.example.com, b.example.com, c.example.com, d.example.com, e.example.com, 2 more',
            ],
          ],
        ],
      );
      assert.match(wrong[0]?.mend ?? '', /closte-domains publish created DOMAIN --site N$/);
      const withMultisite = {
        MULTISITE_API_URL: 'http://127.0.0.1:1',
        MULTISITE_API_SECRET: 'a:b',
      };
      const [first] = (await examined(withMultisite)).wrong;
      assert.match(first?.mend ?? '', /closte-domains reconcile; .* publish created DOMAIN/);
    });

    it('counts those of a newer version separately, and names the guide', async () => {
      await stored(['a.example.com'], '{}');
      await stored(['b.example.com'], '{"version":99}');
      const { wrong } = await examined();
      assert.deepEqual(
        wrong.map(({ seen }) => seen),
        [
          '1 of 3 cannot be read: a.example.com',
          '1 of 3 were written by a newer version: b.example.com',
        ],
      );
      const [, guide = '', heading = ''] =
        /(docs\/\S+\.md), "(.*)"/.exec(wrong[1]?.mend ?? '') ?? [];
      const text = await readFile(new URL(`../../../${guide}`, import.meta.url), 'utf8');
      assert.ok(text.includes(`\n## ${heading}\n`), `${guide} has no ${heading}`);
    });

    it('says how far it has looked where there are too many to read', async () => {
      await stored(['a.example.com', 'b.example.com'], '{}');
      const settings = readSettings(environment);
      await change(async (store) => {
        const [found] = await examineRecords(store, settings, 2);
        assert.match(found?.seen ?? '', /^2 of the first 2 cannot be read: /);
      });
      await change(async (store) => {
        await store.update(parseDomainName('a.example.com'), 12, () =>
          aRecord({ domain: parseDomainName('a.example.com') }),
        );
        const [found] = await examineRecords(store, settings, 1);
        assert.match(found?.seen ?? '', /^the first 1 .*; closte-domains list --all /);
      });
    });
  });

  describe('with a deployment', () => {
    const FUNCTION = 'projects/demo-project/locations/europe-west1/functions/domainEvents';
    const there = async (cloud: GoogleCloud) => {
      const deployed = { ...environment, CLOSTE_CLIENT_API_KEY: '', DNS_MAX_TRIES: '7' };
      cloud.resources.set(FUNCTION, {
        name: FUNCTION,
        state: 'ACTIVE',
        serviceConfig: { environmentVariables: deployed },
      });
      // Only the functions know the store, and there are no credentials.
      return examined({
        ...cloud.endpoints,
        STORE: 'firestore',
        GOOGLE_CLOUD_PROJECT: 'demo-project',
        FIRESTORE_EMULATOR_HOST: '127.0.0.1:1',
        NETWORK_DOMAIN: '',
      });
    };

    it('examines the deployment with the settings of the functions', async () => {
      await using cloud = await googleCloud('demo-project');
      const { code, parts } = await there(cloud);
      assert.equal(code, 1);
      const state = (wanted: string) => parts.find(({ part }) => part === wanted)?.state;
      assert.deepEqual(
        ['the store', 'where domains must point', 'the function domainEvents'].map(state),
        ['well', 'well', 'well'],
      );
      assert.deepEqual(
        [
          'the function verifyDomains',
          'the secret closte-api-key',
          'the topic closte-domain-events',
        ].map(state),
        ['wrong', 'wrong', 'wrong'],
      );
    });
  });

  it('shows it to people at a glance, with the fixes below', async () => {
    const changed = { ...environment, CLOSTE_CLIENT_API_KEY: 'other' };
    const { stdout } = await place.cli(['doctor'], changed);
    assert.match(stdout, /^wrong +the API key of Closte +/m);
    assert.match(stdout, /\n\nthe API key of Closte\n {2}→ .*\n1 of \d+ parts is wrong\.\n$/);
  });
});

describe('closte-domains settings', () => {
  it('shows only those that are named', async () => {
    await using place = await workplace();
    const { code, stdout } = await place.cli(['settings', 'DNS_MAX_TRIES', 'TLS_PORT']);
    assert.equal(code, 0);
    assert.match(stdout, /^DNS_MAX_TRIES +5 +default\nTLS_PORT +443 +default\n\n/);
    const misspelt = await place.cli(['settings', 'dns_server']);
    assert.equal(misspelt.code, 2);
    assert.match(misspelt.stderr, /"dns_server" is not a setting; did you mean DNS_SERVERS\?/);
  });

  it('shows the values in force and their sources, and no key', async () => {
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
    const unset = await place.cli(['settings', 'STORE']);
    assert.match(unset.stdout, /^STORE +sqlite:\.data\/domains\.db +default$/m);
    assert.match(stdout, /^the check interval, in seconds +60 +events$/m);
    assert.match(stdout, /^CLOSTE_CLIENT_API_KEY +\(set, not shown\) +environment$/m);
    assert.ok(!stdout.includes('very-secret'));
  });
});
