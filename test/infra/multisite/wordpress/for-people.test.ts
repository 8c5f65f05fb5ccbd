import assert from 'node:assert/strict';
import type { DomainRecord } from '../../../../shared/lifecycle/record.ts';
import type { Network } from '../../../support/wordpress.ts';
import { asAdmin } from './as-admin.ts';
import { SECRET, tellOf, wrongDomain } from './diagnoses.ts';
import { createSite, describeInWordPress, mapDomain, publishingNetwork } from './in-wordpress.ts';
import { type PubSub, pubSub } from './pubsub.ts';

const NETWORK_ADMIN = '/wp-admin/network/';

/** The finding of Site Health about the plugin. */
const HEALTH = `
  $tests = apply_filters( 'site_status_tests', array( 'direct' => array(), 'async' => array() ) );
  return call_user_func( $tests['direct']['closte_domain_sync']['test'] );`;

const health = async (network: Network): Promise<Record<string, string>> =>
  Object(await network.php(HEALTH));

describeInWordPress('the messages of the plugin to people', (wordPress) => {
  let pubsub: PubSub;
  beforeEach(async () => {
    pubsub = await pubSub();
  });
  afterEach(() => pubsub[Symbol.asyncDispose]());

  describe('the notice in the network admin, and Site Health', () => {
    it('name each constant that is missing', async () => {
      const network = await (await wordPress()).network();
      const { status, body } = await asAdmin(network, await network.serve(), NETWORK_ADMIN);
      assert.equal(status, 200);
      const { status: verdict, description = '' } = await health(network);
      assert.equal(verdict, 'critical');
      for (const constant of ['CLOSTE_SYNC_PROJECT', 'CLOSTE_SYNC_TOPIC']) {
        assert.match(
          body,
          new RegExp(`notice[^<]*<p><strong>Closte[^/]*</strong>[^<]*${constant}`),
        );
        assert.match(description, new RegExp(constant));
      }
    });

    it('are in Romanian if the network is', async () => {
      const network = await (await wordPress()).network();
      const { description } = Object(
        await network.php(`add_filter( 'pre_determine_locale', fn() => 'ro_RO' ); ${HEALTH}`),
      );
      assert.match(
        description,
        /<p>Definește CLOSTE_SYNC_PROJECT în wp-config\.php: ID-ul proiectului din Google Cloud\.<\/p>/,
      );
      assert.doesNotMatch(description, /Define /);
    });

    it('say nothing if everything is well', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub);
      const { status, body } = await asAdmin(network, await network.serve(), NETWORK_ADMIN);
      assert.equal(status, 200);
      assert.doesNotMatch(body, /Closte domain sync/);
      assert.equal((await health(network)).status, 'good');
    });

    it('say that the integration has to be enabled', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub, {
        ultimateMultisite: '2.5',
      });
      await network.php("delete_network_option( null, 'wu_host_integrations_enabled' );");
      assert.match(
        (await health(network)).description ?? '',
        /Enable &quot;Closte.*Settings → Integrations → Hosting or Panel Providers.*<a href="[^"]*page=wp-ultimo-settings&#038;tab=integrations"/,
      );
    });

    it('say why events have not been published for a long time', async () => {
      pubsub.behaves = 403;
      const network = await publishingNetwork(await wordPress(), pubsub);
      await createSite(network, 'shop.network.example.com');
      assert.equal((await health(network)).status, 'good', 'a short outage is reported');
      await network.query(
        'UPDATE wp_closte_domain_sync_outbox SET occurred_ms = occurred_ms - 3600000',
      );
      const { status, description = '' } = await health(network);
      assert.equal(status, 'critical');
      assert.match(description, /1 event .*403.*roles\/pubsub\.publisher/);
    });

    it('say that the table for the events is missing, if it cannot be created again', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub);
      await createSite(network, 'shop.network.example.com');
      await network.query('DROP TABLE wp_closte_domain_sync_outbox');
      assert.equal((await health(network)).status, 'good', 'it is not created again');
      await network.query('DROP TABLE wp_closte_domain_sync_outbox');
      await network.query('CREATE VIEW wp_closte_domain_sync_outbox AS SELECT 1 AS one');
      const { status, description = '' } = await health(network);
      assert.equal(status, 'critical');
      assert.match(description, /The table wp_closte_domain_sync_outbox is missing/);
    });

    it('name a malformed constant, and are labelled with what is wrong', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub, {
        constants: { CLOSTE_SYNC_TOPIC: 'no topic' },
      });
      const { label, description = '' } = await health(network);
      assert.equal(label, 'Mapped domains are not sent to Closte');
      assert.match(description, /CLOSTE_SYNC_TOPIC in wp-config\.php is malformed/);

      pubsub.behaves = 503;
      const waiting = await publishingNetwork(await wordPress(), pubsub);
      await createSite(waiting, 'shop.network.example.com');
      await waiting.query('UPDATE wp_closte_domain_sync_outbox SET occurred_ms = 1');
      assert.equal((await health(waiting)).label, 'Domain changes are waiting to be published');
    });

    it('report checks that do not finish, if the functions have taken them over', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub, {
        ultimateMultisite: '2.4',
      });
      await mapDomain(network, 'shop.example.com', 1);
      const old = "UPDATE wp_wu_domain_mappings SET date_modified = '2026-01-01 00:00:00'";
      const replacing = network.with({ CLOSTE_SYNC_REPLACES_CHECKS: true });
      assert.equal((await health(replacing)).status, 'good', 'it is new');
      await network.query(old);
      assert.equal((await health(network)).status, 'good', 'Ultimate Multisite checks by itself');
      const { label, description = '' } = await health(replacing);
      assert.equal(label, 'Domain checks do not finish');
      assert.match(description, /1 domain has had no result for 3 hours.*MULTISITE_API_URL/);
      await network.query("UPDATE wp_wu_domain_mappings SET stage = 'done'");
      assert.equal((await health(replacing)).status, 'good');
    });

    it('say that the functions send no results', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub, {
        constants: { CLOSTE_SYNC_PROOF_SECRET: SECRET },
      });
      const server = await network.serve();
      const days = (n: number) => Date.now() - n * 86_400_000;
      const told = async (change: Partial<DomainRecord>, daysAgo: number) => {
        await network.query('DELETE FROM wp_closte_domain_sync_domains');
        await tellOf(server, { ...wrongDomain('shop.example.com', 1), ...change });
        await network.query(`UPDATE wp_closte_domain_sync_domains SET told_ms = ${days(daysAgo)}`);
        return health(network);
      };
      await network.php('Closte_Domain_Sync\\ensure_outbox();');
      assert.equal((await told({ nextCheckAt: days(1) }, 1.5)).status, 'good', 'it may be late');
      assert.equal((await told({ nextCheckAt: null }, 40)).status, 'good', 'the checks have ended');
      assert.equal((await told({ nextCheckAt: days(2), stage: 'done' }, 3)).status, 'good');
      const { label, description = '' } = await told({ nextCheckAt: days(2) }, 3);
      assert.equal(label, 'Results of domain checks do not arrive');
      assert.match(description, /check of 1 domain is overdue by a day\..*MULTISITE_API_SECRET/);
    });

    it('are only for people who manage the network', async () => {
      const network = await (await wordPress()).network();
      const shown = await network.php(`
        ob_start();
        wp_set_current_user( wp_insert_user( array( 'user_login' => 'somebody', 'user_pass' => 'password' ) ) );
        do_action( 'network_admin_notices' );
        return ob_get_clean();`);
      assert.doesNotMatch(String(shown), /Closte/);
    });
  });

  describe('wp closte-domain-sync', () => {
    it('status shows where events go and how many wait', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub);
      pubsub.behaves = 500;
      await createSite(network, 'shop.network.example.com');
      const { code, output } = await network.wpCli('status');
      assert.equal(code, 0);
      assert.match(output, /projects\/closte-tests\/topics\/closte-domain-events/);
      assert.match(output, /waiting: 1\n/);
      assert.match(output, /Pub\/Sub answered 500/);
    });

    it('status ends with 1 if anything is wrong, and can be JSON for a program', async () => {
      const network = await (await wordPress()).network();
      const { code, output } = await network.wpCli('status --format=json');
      assert.equal(code, 1);
      const { waiting, problems } = JSON.parse(output);
      assert.equal(waiting, 0);
      assert.match(problems[0], /^Define CLOSTE_SYNC_PROJECT/);
    });

    it('refuses an unknown flag', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub);
      const { code, errors } = await network.wpCli('status --fromat=json');
      assert.equal(code, 1);
      assert.match(errors, /unknown --fromat/);
    });

    it('deploy-command contains everything that WordPress knows, but no secret', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub, {
        ultimateMultisite: '2.4',
        constants: { CLOSTE_CLIENT_API_KEY: 'the key of Closte' },
      });
      await network.php(`
        wu_save_setting( 'api_key', 'name' ); wu_save_setting( 'api_secret', 'secret' ); wu_save_setting( 'dns_check_interval', 60 );
        set_site_transient( 'wu_public_network_ip', '203.0.113.7' );`);
      const { output } = await network.wpCli('deploy-command --region=europe-west1');
      assert.equal(
        output,
        "infra/deploy.sh '--project=closte-tests' '--region=europe-west1' '--network-domain=network.example.com' '--network-addresses=203.0.113.7' '--multisite-api-url=http://network.example.com/wp-json' '--env=DNS_CHECK_INTERVAL=60'\n",
      );
      assert.equal((await network.wpCli('key')).output, 'the key of Closte\n');
      assert.equal((await network.wpCli('multisite-key')).output, 'name:secret\n');
      const without = await network.wpCli('deploy-command');
      assert.deepEqual([without.code, without.output], [1, '']);
    });

    it('key fails if there is none', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub);
      const { code, output, errors } = await network.wpCli('key');
      assert.deepEqual([code, output], [1, '']);
      assert.match(errors, /no CLOSTE_CLIENT_API_KEY/);
      assert.equal((await network.wpCli('multisite-key')).code, 1);
    });

    it('test publishes the settings, and fails with the reason', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub);
      assert.equal((await network.wpCli('test')).code, 0);
      assert.deepEqual(
        pubsub.received.map(({ type, settings }) => [type, settings?.dnsCheckInterval]),
        [['settings.updated', 300]],
      );
      pubsub.behaves = 404;
      const { code, errors } = await network.wpCli('test');
      assert.equal(code, 1);
      assert.match(errors, /no topic/);
    });

    it('drain publishes the waiting events, without a pause', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub);
      pubsub.behaves = 503;
      await createSite(network, 'shop.network.example.com');
      assert.equal((await network.wpCli('drain')).code, 1);
      pubsub.behaves = 'takes';
      const { code, output } = await network.wpCli('drain');
      assert.equal(code, 0);
      assert.match(output, /Published 1 /);
      assert.equal(pubsub.received.length, 1);
    });

    it('backfill publishes every site that has a domain of its own', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub);
      await createSite(network, 'shop.network.example.com');
      await createSite(network, 'network.example.com', '/no-domain/');
      pubsub.received.length = 0;
      assert.equal((await network.wpCli('backfill')).code, 0);
      assert.deepEqual(
        pubsub.received.map(({ type, domain }) => `${type} ${domain}`),
        ['site.created shop.network.example.com'],
      );
    });

    it("backfill publishes each of Ultimate Multisite's domains, however many", async () => {
      const network = await publishingNetwork(await wordPress(), pubsub, {
        ultimateMultisite: '2.4',
      });
      const domain = await mapDomain(network, 'first.example.com', 1);
      await network.query(`
        INSERT INTO wp_wu_domain_mappings (blog_id, domain)
        SELECT 1, CONCAT('shop-', seq, '.example.com') FROM seq_1_to_249`);
      pubsub.received.length = 0;
      assert.equal((await network.wpCli('backfill')).code, 0);
      const domains = pubsub.received.map((message) => message.domain);
      assert.deepEqual([domains.length, new Set(domains).size], [250, 250]);
      assert.equal(pubsub.received[0]?.domainId, domain);
    });
  });
});
