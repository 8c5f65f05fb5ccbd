import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Network } from '../../../support/wordpress.ts';
import type { WebServer } from '../../../support/wordpress-web.ts';
import { liveDomain, SECRET, tellOf, wrongDomain } from './diagnoses.ts';
import { createSite, describeInWordPress, publishesTo } from './in-wordpress.ts';

const SHOP = 'shop.customer.example.com';
const DAY = 86_400_000;

interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly message: string;
}

/** The e-mails that WP-Cron sends with these settings. */
const SEND = `
  $sent = array();
  add_filter( 'pre_wp_mail', function ( $null, $mail ) use ( &$sent, $given ) {
    $sent[] = $mail;
    return ! in_array( $mail['to'], $given['fails'], true );
  }, 10, 2 );
  update_network_option( null, 'closte_domain_sync_mail', $given['settings'] );
  do_action( 'closte_domain_sync_mail' );
  return $sent;`;

describeInWordPress('the e-mails of the plugin', (wordPress) => {
  let network: Network;
  let server: WebServer;
  let site: number;
  before(async () => {
    const constants = { ...publishesTo('127.0.0.1:9'), CLOSTE_SYNC_PROOF_SECRET: SECRET };
    network = await (await wordPress()).network({ constants });
    server = await network.serve();
    site = await createSite(network, SHOP);
    await network.php("update_blog_option( $given, 'admin_email', 'customer@example.org' );", site);
  });
  beforeEach(async () => {
    await network.php('Closte_Domain_Sync\\ensure_outbox();');
    await network.query('DELETE FROM wp_closte_domain_sync_domains');
  });

  /** @param fails the recipients whose e-mails cannot be sent */
  async function send(settings: object, ...fails: readonly string[]): Promise<Letter[]> {
    const sent = await network.php(SEND, { settings, fails });
    return Array.isArray(sent) ? sent : [];
  }

  const to = (letters: readonly Letter[]) => letters.map((letter) => letter.to).sort();
  const dayPasses = () =>
    network.query('UPDATE wp_closte_domain_sync_domains SET mailed_at = mailed_at - 86401');

  const BOTH = { admins: true, customers: true };
  const ADMIN = 'admin@network.example.com';
  const CUSTOMER = 'customer@example.org';

  it('are sent to nobody until they are switched on', async () => {
    await tellOf(server, wrongDomain(SHOP, site));
    assert.deepEqual(await send({}), []);
  });

  it('say that a domain needs attention, and what to change', async () => {
    await tellOf(server, wrongDomain(SHOP, site));
    const letters = await send(BOTH);
    assert.deepEqual(to(letters), [ADMIN, CUSTOMER]);
    for (const { subject, message } of letters) {
      assert.equal(subject, 'Network: news about domains');
      assert.match(
        message,
        /shop\.customer\.example\.com needs your attention:\n.*198\.51\.100\.9.*203\.0\.113\.7/,
      );
      assert.match(message, /https?:\/\/\S+page=closte-domain-sync/);
    }
  });

  it('say that a domain is live, unless it was live in its first diagnosis', async () => {
    await tellOf(server, liveDomain(SHOP, site));
    assert.deepEqual(await send(BOTH), []);
    await tellOf(server, wrongDomain(SHOP, site));
    await tellOf(server, liveDomain(SHOP, site));
    const [letter] = await send({ customers: true });
    assert.match(letter?.message ?? '', /shop\.customer\.example\.com is live\./);
  });

  it('say once, only to the network’s admin, that a certificate expires and was not renewed', async () => {
    const soon = new Date(Date.now() + 5 * DAY).toISOString();
    await tellOf(server, liveDomain(SHOP, site, soon));
    const letters = await send(BOTH);
    assert.deepEqual(to(letters), [ADMIN]);
    assert.match(letters[0]?.message ?? '', /expires within 7 days and has not been renewed/);
    await dayPasses();
    assert.deepEqual(await send(BOTH), []);
  });

  it('say that a certificate expires though there was other news within those days', async () => {
    const soon = new Date(Date.now() + 5 * DAY).toISOString();
    await tellOf(server, wrongDomain(SHOP, site));
    await tellOf(server, liveDomain(SHOP, site, soon));
    const [live] = await send({ admins: true });
    await dayPasses();
    const [expires] = await send({ admins: true });
    await tellOf(server, liveDomain(SHOP, site, soon));
    await dayPasses();
    assert.match(live?.message ?? '', /is live/);
    assert.match(expires?.message ?? '', /has not been renewed/);
    assert.deepEqual(await send({ admins: true }), [], 'it is said of each certificate once');
  });

  it('do not say that a certificate expires if it was renewed before they are sent', async () => {
    await tellOf(server, wrongDomain(SHOP, site));
    await send({ admins: true });
    const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();
    await tellOf(server, liveDomain(SHOP, site, inDays(5)));
    await network.query("UPDATE wp_closte_domain_sync_domains SET news = ''");
    assert.deepEqual(await send({ admins: true }), [], 'there was one on this day');
    await tellOf(server, liveDomain(SHOP, site, inDays(90)));
    await dayPasses();
    assert.deepEqual(await send({ admins: true }), []);
  });

  it('are not put off by news that nobody gets', async () => {
    const soon = new Date(Date.now() + 5 * DAY).toISOString();
    await tellOf(server, liveDomain(SHOP, site, soon));
    await network.query("UPDATE wp_closte_domain_sync_domains SET news = 'expires'");
    assert.deepEqual(await send({ customers: true }), []);
    await tellOf(server, wrongDomain(SHOP, site));
    assert.deepEqual(to(await send({ customers: true })), [CUSTOMER]);
  });

  it('are sent at most once a day for each domain, with its latest state', async () => {
    await tellOf(server, wrongDomain(SHOP, site));
    assert.equal((await send({ admins: true })).length, 1);
    await tellOf(server, liveDomain(SHOP, site));
    assert.deepEqual(await send({ admins: true }), []);
    await tellOf(server, wrongDomain(SHOP, site));
    await tellOf(server, liveDomain(SHOP, site));
    await dayPasses();
    const letters = await send({ admins: true });
    assert.match(letters[0]?.message ?? '', /is live/);
    assert.deepEqual(await send({ admins: true }), []);
  });

  it('are bundled: one e-mail for all domains of a day', async () => {
    for (const n of [1, 2, 3]) await tellOf(server, wrongDomain(`shop-${n}.example.com`, 1));
    const letters = await send({ admins: true });
    assert.equal(letters.length, 1);
    for (const n of [1, 2, 3]) assert.match(letters[0]?.message ?? '', new RegExp(`shop-${n}\\.`));
  });

  it('are not written twice to somebody who administers both the network and the site', async () => {
    const become = (address: string) =>
      network.php("update_blog_option( $given[0], 'admin_email', $given[1] );", [site, address]);
    await become('ADMIN@network.example.com');
    await tellOf(server, wrongDomain(SHOP, site));
    const both = await send(BOTH);
    await network.query('DELETE FROM wp_closte_domain_sync_domains');
    await tellOf(server, wrongDomain(SHOP, site));
    const customers = await send({ customers: true });
    await become(CUSTOMER);
    assert.deepEqual(to(both), [ADMIN]);
    assert.deepEqual(to(customers), ['ADMIN@network.example.com']);
  });

  it('are in the language of the site, or in that of the network if the site has none', async () => {
    const subjectOnce = async (isSet: string) => {
      await network.query('DELETE FROM wp_closte_domain_sync_domains');
      await network.php(isSet, site);
      await tellOf(server, wrongDomain(SHOP, site));
      const [letter] = await send({ customers: true });
      return letter?.subject;
    };
    await network.php("update_network_option( null, 'WPLANG', 'ro_RO' );");
    const subjects = [
      await subjectOnce("delete_blog_option( $given, 'WPLANG' );"),
      await subjectOnce("update_blog_option( $given, 'WPLANG', '' );"),
    ];
    await network.php("update_network_option( null, 'WPLANG', '' );");
    assert.deepEqual(subjects, ['Network: noutăți despre domenii', 'Network: news about domains']);
  });

  it('have a template', async () => {
    await tellOf(server, wrongDomain(SHOP, site));
    const settings = {
      admins: true,
      admins_subject: 'On {network}',
      admins_body: 'Look: {domains}',
    };
    const [letter] = await send(settings);
    assert.equal(letter?.subject, 'On Network');
    assert.match(letter?.message ?? '', /^Look: shop\.customer\.example\.com needs your attention/);
  });

  it('are scheduled again if a restored backup lacks their schedule', async () => {
    const isScheduled = (settings: object) =>
      network.php(
        `update_network_option( null, 'closte_domain_sync_mail', $given );
        wp_unschedule_hook( 'closte_domain_sync_mail' );
        do_action( 'closte_domain_sync_drain' );
        return false !== wp_next_scheduled( 'closte_domain_sync_mail' );`,
        settings,
      );
    assert.equal(await isScheduled(BOTH), true);
    assert.equal(await isScheduled({}), false);
  });

  it('are sent again if they could not be sent', async () => {
    await tellOf(server, wrongDomain(SHOP, site));
    assert.equal((await send({ admins: true }, ADMIN)).length, 1);
    assert.equal((await send({ admins: true })).length, 1);
    assert.deepEqual(await send({ admins: true }), []);
  });

  it('are sent again if the plugin that sends them throws', async () => {
    await tellOf(server, wrongDomain(SHOP, site));
    const throws = "add_filter( 'wp_mail', function () { throw new Error( 'no SMTP' ); } );";
    await network.php(
      `${throws} update_network_option( null, 'closte_domain_sync_mail', $given ); do_action( 'closte_domain_sync_mail' );`,
      BOTH,
    );
    assert.deepEqual(to(await send(BOTH)), [ADMIN, CUSTOMER]);
  });

  it('are sent a day later if the process that sent them died', async () => {
    await tellOf(server, wrongDomain(SHOP, site));
    const dies = network.start(
      "add_filter( 'wp_mail', fn() => posix_kill( getmypid(), SIGKILL ) ); do_action( 'closte_domain_sync_mail' );",
    );
    await once(dies, 'exit');
    assert.equal(dies.signalCode, 'SIGKILL');
    assert.deepEqual(await send(BOTH), [], 'one of them may have been sent');
    await dayPasses();
    assert.deepEqual(to(await send(BOTH)), [ADMIN, CUSTOMER]);
  });

  it('are sent once a day to the others even if one of them never gets his', async () => {
    await tellOf(server, wrongDomain(SHOP, site));
    assert.deepEqual(to(await send(BOTH, CUSTOMER)), [ADMIN, CUSTOMER]);
    assert.deepEqual(await send(BOTH, CUSTOMER), []);
  });
});
