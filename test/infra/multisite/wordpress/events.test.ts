import assert from 'node:assert/strict';
import type { Network } from '../../../support/wordpress.ts';
import { createSite, describeInWordPress, mapDomain, publishingNetwork } from './in-wordpress.ts';
import { type Message, type PubSub, pubSub } from './pubsub.ts';

/** The content of a message, without the fields that differ from run to run. */
const gist = ({ type, domain, siteId }: Message) =>
  [type, domain, siteId].filter((part) => part !== undefined).join(' ');

describeInWordPress('the plugin in WordPress', (wordPress) => {
  let pubsub: PubSub;
  beforeEach(async () => {
    pubsub = await pubSub();
  });
  afterEach(() => pubsub[Symbol.asyncDispose]());

  /** The messages that were published since the last time. */
  const published = () => pubsub.received.splice(0).map(gist);

  describe('without Ultimate Multisite', () => {
    it('publishes the sites of a network of subdomains', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub);
      const site = await createSite(network, 'shop.network.example.com');
      assert.deepEqual(published(), [`site.created shop.network.example.com ${site}`]);

      await network.php('wp_delete_site( $given );', site);
      assert.deepEqual(published(), [`site.deleted ${site}`]);
    });

    it('publishes nothing about sites that have no domain of their own', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub, {
        sites: 'subdirectories',
      });
      const site = await createSite(network, 'network.example.com', '/shop/');
      await network.php('wp_delete_site( $given );', site);
      assert.deepEqual(published(), []);
    });

    it('publishes a site of such a network that got a domain of its own', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub, {
        sites: 'subdirectories',
      });
      const site = await createSite(network, 'network.example.com', '/shop/');
      await network.php(
        "wp_update_site( $given, array( 'domain' => 'shop.example.com', 'path' => '/' ) );",
        site,
      );
      assert.deepEqual(published(), [`site.created shop.example.com ${site}`]);
    });

    it('includes the network and its addresses', async () => {
      const network = await publishingNetwork(await wordPress(), pubsub);
      await network.php(`
        add_filter( 'wu_get_network_public_ip', function () { return '203.0.113.7'; } );
        wpmu_create_blog( 'shop.network.example.com', '/', 'A site', 1 );
      `);
      assert.deepEqual(pubsub.received[0]?.network, {
        id: 1,
        domain: 'network.example.com',
        addresses: ['203.0.113.7'],
      });
    });
  });

  for (const ultimateMultisite of ['2.4', '2.5'] as const) {
    describe(`with Ultimate Multisite ${ultimateMultisite}`, () => {
      let network: Network;
      before(async () => {
        const here = await wordPress();
        // Each test has its own host.
        network = await publishingNetwork(here, { host: '127.0.0.1:9' }, { ultimateMultisite });
      });
      const here = () => network.with({ PUBSUB_EMULATOR_HOST: pubsub.host });
      const drained = async () => {
        await here().wpCli('drain');
        return published();
      };

      it('publishes nothing about the former name of a domain that was renamed before the queue ran', async () => {
        const network = await publishingNetwork(await wordPress(), pubsub, { ultimateMultisite });
        const id = await mapDomain(network, 'typo.example.com', 1);
        await network.php(
          "$domain = wu_get_domain( $given ); $domain->set_domain( 'shop.example.com' ); $domain->save();",
          id,
        );
        await network.runActions();
        assert.deepEqual(published(), [
          'domain.deleted typo.example.com 1',
          'domain.created shop.example.com 1',
        ]);
      });

      it('publishes that a domain is mapped, renamed and removed', async () => {
        const domain = await mapDomain(here(), 'Shop.example.com', 1);
        assert.deepEqual(await drained(), [], 'Ultimate Multisite’s queue has already run');
        await here().runActions();
        const [message] = pubsub.received;
        assert.equal(message?.domainId, domain);
        assert.deepEqual(await drained(), ['domain.created shop.example.com 1']);

        await here().php(
          "$domain = wu_get_domain( $given ); $domain->set_domain( 'store.example.com' ); $domain->save();",
          domain,
        );
        await here().runActions();
        assert.deepEqual((await drained()).sort(), [
          'domain.created store.example.com 1',
          'domain.deleted shop.example.com 1',
        ]);

        await here().php('wu_get_domain( $given )->delete();', domain);
        await here().runActions();
        assert.deepEqual(await drained(), ['domain.deleted store.example.com 1']);
      });

      it('publishes that a site is created, overwritten with a copy, and deleted', async () => {
        const name = `site-${ultimateMultisite.replace('.', '-')}.network.example.com`;
        const site = await createSite(here(), name);
        await here().runActions();
        assert.deepEqual(await drained(), [
          `site.created ${name} ${site}`,
          `domain.created ${name} ${site}`,
        ]);

        await here().php("do_action( 'wu_duplicate_site', array( 'site_id' => $given ) );", site);
        assert.deepEqual(await drained(), [`site.duplicated ${name} ${site}`]);

        await mapDomain(here(), 'mapped.example.com', site);
        await here().runActions();
        published();
        await here().php('wp_delete_site( $given );', site);
        await here().runActions();
        const [first, ...others] = await drained();
        assert.equal(first, `site.deleted ${site}`);
        assert.deepEqual(others.sort(), [
          `domain.deleted mapped.example.com ${site}`,
          `domain.deleted ${name} ${site}`,
        ]);
      });

      it('publishes that a domain moves to another site, so that it is not removed with the old one', async () => {
        const [from, to] = [
          await createSite(here(), `from-${ultimateMultisite}.network.example.com`),
          await createSite(here(), `to-${ultimateMultisite}.network.example.com`),
        ];
        const domain = await mapDomain(here(), 'moving.example.com', from);
        await here().runActions();
        await drained();
        const save =
          '$domain = wu_get_domain( $given[0] ); $domain->set_blog_id( $given[1] ); $domain->save();';
        for (let times = 0; times < 2; times += 1) await here().php(save, [domain, to]);
        assert.deepEqual(await drained(), [`domain.created moving.example.com ${to}`]);
      });

      it('publishes that a person asks to look again, but not that checks are repeated', async () => {
        const domain = await mapDomain(here(), 'again.example.com', 1);
        await here().runActions();
        published();
        await here().query(
          `UPDATE wp_wu_domain_mappings SET date_created = '2026-01-01' WHERE id = ${domain}`,
        );
        const check =
          "wu_enqueue_async_action( 'wu_async_process_domain_stage', $given, 'domain' );";
        await here().php(check, { domain_id: domain, tries: 1 });
        await here().runActions();
        assert.deepEqual(await drained(), []);
        await here().php(check, { domain_id: domain });
        await here().runActions();
        assert.deepEqual(await drained(), ['domain.check again.example.com 1']);
      });

      it('includes the check interval, and publishes its changes', async () => {
        const save = "wu_save_setting( 'dns_check_interval', $given );";
        await here().php(save, 30);
        assert.equal(pubsub.received[0]?.settings?.dnsCheckInterval, 30);
        assert.deepEqual(await drained(), ['settings.updated']);

        await here().php("wu_save_setting( 'company_name', 'Somebody' );");
        await here().php(save, 30);
        assert.deepEqual(await drained(), []);

        await here().php(save, 5);
        assert.equal(pubsub.received[0]?.settings?.dnsCheckInterval, 10, 'it is not the minimum');
        published();
        await mapDomain(here(), 'interval.example.com', 1);
        await here().runActions();
        assert.equal(pubsub.received[0]?.settings?.dnsCheckInterval, 10);
      });
    });
  }
});
