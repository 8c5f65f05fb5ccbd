import assert from 'node:assert/strict';
import type { Network } from '../../../support/wordpress.ts';
import { asAdmin } from './as-admin.ts';
import {
  createSite,
  describeInWordPress,
  enable,
  mapDomain,
  publishesTo,
  publishingNetwork,
} from './in-wordpress.ts';
import { type PubSub, pubSub } from './pubsub.ts';

const ID = 'closte-google-cloud';

const kept = (network: Network, what: 'stand_in_calls' | 'stand_in_checked') =>
  network.php('return get_network_option( null, $given, array() );', what);

describeInWordPress("the plugin beside Ultimate Multisite's integrations", (wordPress) => {
  let pubsub: PubSub;
  beforeEach(async () => {
    pubsub = await pubSub();
  });
  afterEach(() => pubsub[Symbol.asyncDispose]());

  for (const ultimateMultisite of ['2.4', '2.5'] as const) {
    describe(ultimateMultisite, () => {
      /** Both built-in integrations are enabled; a domain is mapped and removed. */
      async function mapAndRemove(network: Network): Promise<void> {
        const site = await createSite(network, 'site.network.example.com');
        const domain = await mapDomain(network, 'shop.example.com', site);
        await network.runActions();
        await network.php('wu_get_domain( $given )->delete();', domain);
        await network.runActions();
      }
      const cloudways = [
        'cloudways: add site.network.example.com',
        'cloudways: add shop.example.com',
        'cloudways: remove shop.example.com',
      ];

      it("replaces Closte's integration, and no other", async () => {
        const network = await publishingNetwork(await wordPress(), pubsub, { ultimateMultisite });
        await enable(network, ID, 'closte', 'cloudways');
        await mapAndRemove(network);
        assert.deepEqual(await kept(network, 'stand_in_calls'), cloudways);
        assert.notDeepEqual(await kept(network, 'stand_in_checked'), []);
      });

      it('replaces its checks, if configured', async () => {
        const constants = { CLOSTE_SYNC_REPLACES_CHECKS: true };
        const options = { ultimateMultisite, constants };
        const network = await publishingNetwork(await wordPress(), pubsub, options);
        await mapAndRemove(network);
        assert.deepEqual(await kept(network, 'stand_in_checked'), []);
      });

      it('changes nothing without its constants', async () => {
        const network = await (await wordPress()).network({ ultimateMultisite });
        await enable(network, 'closte', 'cloudways');
        await mapAndRemove(network);
        const calls = await kept(network, 'stand_in_calls');
        assert.deepEqual(
          [calls].flat().sort(),
          [...cloudways, ...cloudways.map((call) => call.replace('cloudways', 'closte'))].sort(),
        );
      });
    });
  }

  describe('in the registry', () => {
    it('is listed with its capability', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub, {
        ultimateMultisite: '2.5',
      });
      const listed = await network.php(
        `$registry = WP_Ultimo\\Integrations\\Integration_Registry::get_instance();
         return array( $registry->get( $given )->get_title(), $registry->has_capability( $given, 'domain-mapping' ) );`,
        ID,
      );
      assert.deepEqual(listed, ['Closte (Google Cloud)', true]);
    });

    it('does nothing until it is enabled', async () => {
      const constants = publishesTo(pubsub.host);
      const network = await (await wordPress()).network({ ultimateMultisite: '2.5', constants });
      await enable(network, 'closte');
      await network.php("do_action( 'wu_add_domain', 'shop.example.com', 1 );");
      assert.deepEqual(await kept(network, 'stand_in_calls'), ['closte: add shop.example.com']);

      await enable(network, 'closte', ID);
      await network.php("do_action( 'wu_add_domain', 'store.example.com', 1 );");
      assert.deepEqual(await kept(network, 'stand_in_calls'), ['closte: add shop.example.com']);
      assert.deepEqual(
        pubsub.received.map(({ domain }) => domain),
        ['store.example.com'],
      );
    });

    const test = `/wp-admin/admin-ajax.php?action=wu_test_hosting_integration&integration=${ID}`;

    it('"test connection" publishes the settings, or says what failed', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub, {
        ultimateMultisite: '2.5',
      });
      await network.php("wu_save_setting( 'dns_check_interval', 60 );");
      pubsub.received.length = 0;
      const server = await network.serve();
      const { body } = await asAdmin(network, server, test);
      assert.equal(JSON.parse(body).success, true, body);
      const [{ type, settings } = {}] = pubsub.received;
      assert.deepEqual([type, settings], ['settings.updated', { dnsCheckInterval: 60 }]);

      for (const [status, words] of [
        [403, /403.*roles\/pubsub\.publisher/],
        [404, /no topic closte-domain-events/],
      ] as const) {
        pubsub.behaves = status;
        const answer = JSON.parse((await asAdmin(network, server, test)).body);
        assert.equal(answer.success, false);
        assert.match(answer.data.message, words);
      }
    });

    it('"test connection" names the constants that are missing', async () => {
      const network = await (await wordPress()).network({ ultimateMultisite: '2.5' });
      const { body } = await asAdmin(network, await network.serve(), test);
      const answer = JSON.parse(body);
      assert.equal(answer.success, false);
      assert.match(answer.data.message, /CLOSTE_SYNC_PROJECT.*CLOSTE_SYNC_TOPIC/);
    });
  });
});
