import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeOn } from '../../../support/emulators.ts';
import { type FunctionProcess, startFunction } from '../../../support/function-process.ts';
import { type Outside, startOutside } from '../../../support/outside.ts';
import type { Network } from '../../../support/wordpress.ts';
import {
  createSite,
  describeInWordPress,
  enable,
  mapDomain,
  PROJECT,
  publishesTo,
  TOPIC,
} from './in-wordpress.ts';

const KEY = 'key-of-the-rest-api';
const SECRET = 'secret-of-the-rest-api';
const STATUS = 'closte-domain-status';
const SHOP = 'shop.network.example.com';
const COPY = 'copy.network.example.com';
const MAPPED = 'shop.example.com';

describeInWordPress('From WordPress to Closte and back', (wordPress) => {
  describeOn(['pubsub'], 'through Pub/Sub and the functions', () => {
    let outside: Outside;
    let events: FunctionProcess;
    let verify: FunctionProcess;
    let network: Network;

    before(async () => {
      const { PUBSUB_EMULATOR_HOST: host = '' } = process.env;
      outside = await startOutside();
      network = await (await wordPress()).network({
        ultimateMultisite: '2.5',
        constants: { ...publishesTo(host), CLOSTE_SYNC_REPLACES_CHECKS: true },
      });
      await enable(network, 'closte-google-cloud', 'closte');
      await network.php(
        "wu_save_setting( 'api_key', $given[0] ); wu_save_setting( 'api_secret', $given[1] );",
        [KEY, SECRET],
      );
      const server = await network.serve();
      const environment = {
        ...outside.environment,
        GOOGLE_CLOUD_PROJECT: PROJECT,
        PUBSUB_EMULATOR_HOST: host,
        METADATA_SERVER_DETECTION: 'none',
        MULTISITE_API_URL: `${server.origin}/wp-json`,
        MULTISITE_API_SECRET: `${KEY}:${SECRET}`,
      };
      for (const topic of [TOPIC, STATUS]) await pubSubPut(`topics/${topic}`, {});
      [events, verify] = await Promise.all([
        startFunction('domainEvents', environment),
        startFunction('verifyDomains', environment),
      ]);
      const pushEndpoint = `${events.url}/projects/${PROJECT}/topics/${TOPIC}`;
      await pubSubPut('subscriptions/events', {
        topic: `projects/${PROJECT}/topics/${TOPIC}`,
        pushConfig: { pushEndpoint },
        ackDeadlineSeconds: 60,
      });
    });
    after(async () => {
      await Promise.all([events?.close(), verify?.close()]);
      await outside?.close();
    });

    async function pubSubPut(path: string, body: object): Promise<void> {
      const url = `http://${process.env.PUBSUB_EMULATOR_HOST}/v1/projects/${PROJECT}/${path}`;
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
      assert.equal(response.status, 200, await response.text());
    }

    /** The stage that Ultimate Multisite shows of each domain, and whether it is secure. */
    async function records(): Promise<Record<string, string>> {
      const rows = await network.query('SELECT domain, stage, secure FROM wp_wu_domain_mappings');
      return Object.fromEntries(
        rows.map(([domain, stage, secure]) => [domain, `${stage} ${secure}`]),
      );
    }

    const aliases = () =>
      outside.closte
        .aliases()
        .map(({ domain }) => domain)
        .sort();

    /** Fires the sweep, which writes the stages, and runs Action Scheduler meanwhile. */
    async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
      for (let times = 0; !(await holds()); times += 1) {
        const stands = `${JSON.stringify(await records())}\n${events.output()}`;
        assert.ok(times < 300, `${what}: not after ${times} runs\n${stands}`);
        await sleep(300);
        await (await fetch(verify.url, { method: 'POST' })).text();
        await network.runActions();
      }
    }

    it('takes a site and its domains from creation to deletion', async () => {
      // Its certificate is issued later, and is left to the sweep.
      outside.certificates.set(MAPPED, undefined);
      const site = await createSite(network, SHOP);
      await mapDomain(network, MAPPED, site);
      await until('both are at Closte', () => aliases().join() === [MAPPED, SHOP].join());
      await until('WordPress knows how they stand', async () => {
        const now = await records();
        return now[SHOP] === 'done 1' && now[MAPPED] === 'checking-ssl-cert 0';
      });

      outside.certificates.delete(MAPPED);
      const body = JSON.stringify({ domain: MAPPED });
      const swept = await fetch(verify.url, { method: 'POST', body });
      assert.equal(swept.status, 200);
      await until('the other is done', async () => (await records())[MAPPED] === 'done 1');

      const copy = await createSite(network, COPY);
      await network.php("do_action( 'wu_duplicate_site', array( 'site_id' => $given ) );", copy);
      await until('the copy is done', async () => (await records())[COPY] === 'done 1');
      assert.deepEqual(aliases(), [COPY, MAPPED, SHOP].sort());

      await network.php('wp_delete_site( $given );', site);
      await until('only the copy is left', () => aliases().join() === COPY);
      assert.deepEqual(Object.keys(await records()), [COPY]);
      // A site's own domain is published twice, as a site and as a domain, and is therefore asserted again.
      for (const domain of [MAPPED, SHOP, COPY]) {
        const added = outside.calls(domain)['/adddomainalias'] ?? 0;
        assert.ok(added >= 1 && added <= 3, `${domain} was added ${added} times`);
      }
    });

    it('leaves nothing waiting', async () => {
      await network.runActions();
      assert.match((await network.wpCli('status')).output, /waiting: 0\n/);
    });

    it('never shows the secret of the REST API', async () => {
      const logs = [events.output(), verify.output(), await (await wordPress()).log()];
      assert.ok(!logs.join('\n').includes(SECRET));
    });

    it('keeps Ultimate Multisite from making its own calls and checks', async () => {
      const [calls, checked] = await Promise.all([
        network.php("return get_network_option( null, 'stand_in_calls', array() );"),
        network.php("return get_network_option( null, 'stand_in_checked', array() );"),
      ]);
      assert.deepEqual([calls, checked], [[], []]);
    });
  });
});
