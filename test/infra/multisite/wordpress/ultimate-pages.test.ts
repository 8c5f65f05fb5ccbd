import assert from 'node:assert/strict';
import type { Network } from '../../../support/wordpress.ts';
import type { WebServer } from '../../../support/wordpress-web.ts';
import { liveDomain, SECRET, tellOf, wrongDomain } from './diagnoses.ts';
import { createSite, describeInWordPress, mapDomain, publishesTo } from './in-wordpress.ts';

const SHOP = 'shop.example.com';
const BLOG = 'blog.example.com';

describeInWordPress('the plugin on Ultimate Multisite’s pages', (wordPress) => {
  let network: Network;
  let server: WebServer;
  let site: number;
  let customer: number;
  before(async () => {
    const constants = { ...publishesTo('127.0.0.1:9'), CLOSTE_SYNC_PROOF_SECRET: SECRET };
    network = await (await wordPress()).network({ ultimateMultisite: '2.4', constants });
    server = await network.serve();
    site = await createSite(network, 'customer.network.example.com');
    customer = Number(
      await network.php(
        "$id = wpmu_create_user( 'customer', 'password', 'customer@example.org' ); add_user_to_blog( $given, $id, 'administrator' ); return $id;",
        site,
      ),
    );
    await mapDomain(network, SHOP, site);
    await mapDomain(network, BLOG, 1);
    await tellOf(server, wrongDomain(SHOP, site));
    await tellOf(server, liveDomain(BLOG, 1));
  });

  const as = (user: number, code: string) =>
    network.php(`wp_set_current_user( $given ); ${code}`, user);

  it('has a box on the page of a domain', async () => {
    const box = await as(
      1,
      `require_once ABSPATH . 'wp-admin/includes/admin.php';
      set_current_screen( 'wu-edit-domain' );
      $page = new class() { public function get_object() { return wu_get_domain_by_domain( '${SHOP}' ); } };
      do_action( 'wu_page_wp-ultimo-edit-domain_load', 'wp-ultimo-edit-domain', 'hook', $page );
      ob_start();
      do_meta_boxes( get_current_screen()->id, 'normal', $page );
      return ob_get_clean();`,
    );
    assert.match(String(box), /Closte domain sync/);
    assert.match(String(box), /198\.51\.100\.9, which is not this network/);
    assert.match(String(box), /Check again/);
  });

  it('shows in the list of domains what is wrong', async () => {
    const cell = (domain: string, user = 1) =>
      as(
        user,
        `return apply_filters( 'wu_domain_list_column_domain', '<b>cell</b>', wu_get_domain_by_domain( '${domain}' ) );`,
      );
    assert.match(String(await cell(SHOP)), /^<b>cell<\/b>.*which is not this network\./);
    assert.match(String(await cell(BLOG)), />Live<\/a>$/);
    assert.equal(await cell(SHOP, customer), '<b>cell</b>');
  });

  it('gives customers a link to their own domains', async () => {
    const actions = (domain: string) =>
      as(
        customer,
        `return apply_filters( 'wu_domain_mapping_row_actions', array(), wu_get_domain_by_domain( '${domain}' ) );`,
      );
    const { closte_domain_sync: action } = Object(await actions(SHOP));
    assert.equal(action.value, 'What to change');
    assert.match(
      action.url,
      /customer\.network\.example\.com\/wp-admin\/tools\.php\?page=closte-domain-sync#/,
    );
    assert.deepEqual(await actions(BLOG), []);
  });

  it('adds the records of the site’s domains to the instructions', async () => {
    const instructions = (user: number) =>
      as(
        user,
        `switch_to_blog( ${site} );
        return apply_filters( 'wu_get_domain_mapping_instructions', 'Do this.', 'network.example.com', '' );`,
      );
    assert.match(
      String(await instructions(customer)),
      /^Do this\..*shop\.example\.com.*203\.0\.113\.7/s,
    );
    assert.equal(await instructions(0), 'Do this.');
  });

  it('adds those of the requested site, for a user who manages it', async () => {
    const instructions = (user: number, asked: number) =>
      as(
        user,
        `$_GET['current_site'] = '${asked}';
        return apply_filters( 'wu_get_domain_mapping_instructions', 'Do this.', 'network.example.com', '' );`,
      );
    assert.match(String(await instructions(customer, site)), /203\.0\.113\.7/);
    await tellOf(server, wrongDomain(BLOG, 1));
    const ofAnother = await instructions(customer, 1);
    await tellOf(server, liveDomain(BLOG, 1));
    assert.equal(ofAnother, 'Do this.');
  });

  it('adds no template code to the instructions', async () => {
    await tellOf(server, wrongDomain(SHOP, site, '{{{7*7}}}'));
    const instructions = await as(
      customer,
      `switch_to_blog( ${site} );
      return apply_filters( 'wu_get_domain_mapping_instructions', '', 'network.example.com', '' );`,
    );
    await tellOf(server, wrongDomain(SHOP, site));
    assert.match(String(instructions), /7\*7/);
    assert.doesNotMatch(String(instructions), /\{\{/);
  });

  it('logs what changed', async () => {
    const told = await network.php(
      `function wu_log_add( $handle, $message ) { $GLOBALS['logged'][] = array( $handle, $message ); }
      $GLOBALS['logged'] = array();
      $before = Closte_Domain_Sync\\find_diagnosis( $given[0] );
      Closte_Domain_Sync\\log_for_ultimate( $before['diagnosis'], $before );
      Closte_Domain_Sync\\log_for_ultimate( $before['diagnosis'], null );
      return $GLOBALS['logged'];`,
      [SHOP],
    );
    assert.deepEqual(told, [
      [
        `domain-${SHOP}`,
        'Closte domain sync: DNS is not right – shop.example.com points at 198.51.100.9, which is not this network. Change the A record of shop.example.com from 198.51.100.9 to 203.0.113.7',
      ],
    ]);
  });
});
