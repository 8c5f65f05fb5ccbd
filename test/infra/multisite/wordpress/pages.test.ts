import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DomainRecord } from '../../../../shared/lifecycle/record.ts';
import type { Network } from '../../../support/wordpress.ts';
import { NETWORK_DOMAIN } from '../../../support/wordpress-installation.ts';
import type { Page, WebServer } from '../../../support/wordpress-web.ts';
import { formOf, visitorAs } from './as-admin.ts';
import { liveDomain, SECRET, tellOf, wrongDomain } from './diagnoses.ts';
import { createSite, describeInWordPress, mapDomain, publishingNetwork } from './in-wordpress.ts';
import { type PubSub, pubSub } from './pubsub.ts';

const SHOP = 'shop.example.com';
const BLOG = 'blog.example.com';
const NETWORK_PAGE = '/wp-admin/network/admin.php?page=closte-domain-sync';
const SITE_PAGE = '/wp-admin/tools.php?page=closte-domain-sync';
const FORM = '/wp-admin/admin-post.php';

describeInWordPress('the pages of the plugin', (wordPress) => {
  let pubsub: PubSub;
  let network: Network;
  let server: WebServer;
  let site: number;
  let otherSite: number;
  /** Two customers, each with a site. */
  let customer: number;
  let other: number;
  before(async () => {
    pubsub = await pubSub();
    network = await publishingNetwork(await wordPress(), pubsub, {
      ultimateMultisite: '2.4',
      constants: { CLOSTE_SYNC_PROOF_SECRET: SECRET },
    });
    server = await network.serve();
    site = await createSite(network, 'customer.network.example.com');
    otherSite = await createSite(network, 'other.network.example.com');
    customer = await createUser('customer', site);
    other = await createUser('other', otherSite);
    await mapDomain(network, SHOP, site);
    await mapDomain(network, BLOG, otherSite);
    await tellOf(server, wrongDomain(SHOP, site));
    await tellOf(server, liveDomain(BLOG, otherSite));
  });
  after(() => pubsub[Symbol.asyncDispose]());
  beforeEach(() => network.query('UPDATE wp_closte_domain_sync_domains SET asked_at = 0'));

  async function createUser(name: string, ofSite: number): Promise<number> {
    const user = await network.php(
      "$id = wpmu_create_user( $given[0], 'password', $given[0] . '@example.org' ); add_user_to_blog( $given[1], $id, 'administrator' ); return $id;",
      [name, ofSite],
    );
    return Number(user);
  }

  /** Maps domains to the customer's site, each with the diagnosis of {@link SHOP}. */
  async function addDomains(number: number): Promise<void> {
    await network.query(`
      INSERT INTO wp_wu_domain_mappings (blog_id, domain, stage)
      SELECT ${site}, CONCAT('many-', seq, '.example.com'), 'done' FROM seq_1_to_${number}`);
    await network.query(`
      INSERT INTO wp_closte_domain_sync_domains (domain, site_id, stage, place, told_ms, diagnosis)
      SELECT CONCAT('many-', seq, '.example.com'), ${site}, stage, place, told_ms, diagnosis
      FROM wp_closte_domain_sync_domains, seq_1_to_${number} WHERE domain = '${SHOP}'`);
  }

  async function removeDomains(): Promise<void> {
    for (const table of ['closte_domain_sync_domains', 'wu_domain_mappings']) {
      await network.query(`DELETE FROM wp_${table} WHERE domain LIKE 'many-%'`);
    }
  }

  const admin = () => visitorAs(network, server);
  const asCustomer = () => visitorAs(network, server, customer);
  const HOST = 'customer.network.example.com';

  /** The text of a page, without its tags and the frame of WordPress. */
  const said = ({ body }: Page) =>
    (body.split(/<div class="wrap">|<main>/)[1] ?? '')
      .split(/<div id="wpfooter"|<\/main>/, 1)
      .join('')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');

  describe('of the network’s admin', () => {
    it('lists all domains, those that need attention first', async () => {
      const page = await (await admin()).get(NETWORK_PAGE);
      assert.equal(page.status, 200);
      assert.match(said(page), /All \(2\).*Needs attention \(1\).*Live \(1\)/);
      assert.match(
        said(page),
        /shop\.example\.com .*DNS is not right .*198\.51\.100\.9, which is not this network.*blog\.example\.com .*Live/,
      );
    });

    it('can be searched, and filtered by place', async () => {
      const visitor = await admin();
      const found = said(await visitor.get(`${NETWORK_PAGE}&s=blog`));
      assert.match(found, /blog\.example\.com/);
      assert.doesNotMatch(found, /shop\.example\.com/);
      const narrowed = said(await visitor.get(`${NETWORK_PAGE}&place=0`));
      assert.match(narrowed, /shop\.example\.com/);
      assert.doesNotMatch(narrowed, /blog\.example\.com/);
    });

    it('keeps the search when it is filtered', async () => {
      const visitor = await admin();
      const { body } = await visitor.get(`${NETWORK_PAGE}&s=shop`);
      const [, live = ''] = /<a href="([^"]*place=3)"/.exec(body) ?? [];
      const { pathname, search } = new URL(live.replaceAll('&#038;', '&'));
      assert.doesNotMatch(said(await visitor.get(pathname + search)), /blog\.example\.com/);
    });

    it('shows a domain’s progress, what is wrong, the records, and the next check', async () => {
      const page = said(await (await admin()).get(`${NETWORK_PAGE}&domain=${SHOP}`));
      for (const text of [
        /Added at Closte done .*DNS points here not right .*Certificate issued not yet/,
        /shop\.example\.com points at 198\.51\.100\.9, which is not this network\./,
        /Change the A record of shop\.example\.com from 198\.51\.100\.9 to 203\.0\.113\.7/,
        /Records to create .* A shop Copy 203\.0\.113\.7 Copy 300/,
        /Records to remove Records to remove Type Name Value A shop 198\.51\.100\.9/,
        /Next check: /,
        /Check again/,
      ]) {
        assert.match(page, text);
      }
    });

    it('shows the certificate of a live domain with the days left', async () => {
      const page = said(await (await admin()).get(`${NETWORK_PAGE}&domain=${BLOG}`));
      assert.match(
        page,
        /Everything is in order\. .*Issued by Test CA, valid until .*: -?\d+ days left/,
      );
    });

    it('does not present the checks of a live domain that were sent long ago as the next ones', async () => {
      await tellOf(server, { ...liveDomain(BLOG, otherSite), nextCheckAt: Date.UTC(2026, 0, 2) });
      const visitor = await admin();
      const [all, one] = [
        said(await visitor.get(NETWORK_PAGE)),
        said(await visitor.get(`${NETWORK_PAGE}&domain=${BLOG}`)),
      ];
      assert.match(all, /blog\.example\.com .*days left Within a day/);
      assert.match(one, /It is checked at least once a day\./);
      assert.doesNotMatch(all + one, /January 2/);
    });

    describe('of a domain whose checks do not arrive', () => {
      const DAYS_AGO = Date.now() - 3 * 86_400_000;
      const saidOf = async (change: Partial<DomainRecord>) => {
        await tellOf(server, { ...wrongDomain(SHOP, site), ...change });
        const visitor = await admin();
        const of = {
          all: said(await visitor.get(NETWORK_PAGE)),
          one: said(await visitor.get(`${NETWORK_PAGE}&domain=${SHOP}`)),
        };
        await tellOf(server, wrongDomain(SHOP, site));
        return of;
      };

      it('says so', async () => {
        const { all, one } = await saidOf({ nextCheckAt: DAYS_AGO });
        assert.match(all, /which is not this network\. Overdue /);
        assert.match(one, /A check was due on .*, but its result has not arrived: this may be out/);
        assert.doesNotMatch(one, /Next check/);
      });

      it('names no time of the past while Closte is asked again and again', async () => {
        const alias = { state: 'pending', retry: { failures: 3, at: DAYS_AGO } } as const;
        const { all, one } = await saidOf({ alias, nextCheckAt: DAYS_AGO });
        assert.doesNotMatch(all + one, /Overdue|due on|Next check:/);
      });

      it('says that a domain is no longer checked by itself', async () => {
        const { all, one } = await saidOf({ nextCheckAt: null });
        assert.match(all, /which is not this network\. On request /);
        assert.match(one, /only when somebody chooses &quot;Check again&quot;/);
      });
    });

    it('is denied to everybody else', async () => {
      const { status } = await (await asCustomer()).get(NETWORK_PAGE);
      assert.equal(status, 403);
    });
  });

  describe('of a customer', () => {
    it('shows the domains of the site, and what to change', async () => {
      const page = said(await (await asCustomer()).get(SITE_PAGE, HOST));
      assert.match(page, /shop\.example\.com .*198\.51\.100\.9.*203\.0\.113\.7 .*Check again/);
      assert.doesNotMatch(page, /blog\.example\.com/);
    });

    it('shows nothing to somebody who manages another site', async () => {
      const stranger = await visitorAs(network, server, other);
      const { status, body } = await stranger.get(SITE_PAGE, HOST);
      assert.ok(status === 403 || status === 302, `${status}`);
      assert.doesNotMatch(body, /shop\.example\.com/);
    });

    it('names the domains that nothing is known of yet', async () => {
      const page = said(await (await asCustomer()).get(SITE_PAGE, HOST));
      assert.match(
        page,
        /shop\.example\.com.* customer\.network\.example\.com There is no information about this domain yet\./,
      );
    });

    it('shows each of many domains', async () => {
      await addDomains(150);
      const page = await (await asCustomer()).get(SITE_PAGE, HOST);
      await removeDomains();
      assert.equal(page.body.match(/<h2 id="many-/g)?.length, 150);
      assert.doesNotMatch(said(page), /many-\d+\.example\.com There is no information/);
    });

    it('shows no domain that has moved to another site', async () => {
      await tellOf(server, wrongDomain(BLOG, site));
      const page = said(await (await asCustomer()).get(SITE_PAGE, HOST));
      await tellOf(server, liveDomain(BLOG, otherSite));
      assert.doesNotMatch(page, /blog\.example\.com/);
    });
  });

  describe('"Check again"', () => {
    it('publishes that a person asks, once a minute', async () => {
      const visitor = await asCustomer();
      const fields = formOf(await visitor.get(SITE_PAGE, HOST), 'Check again');
      pubsub.received.length = 0;
      const { status, headers } = await visitor.post(FORM, fields, HOST);
      assert.equal(status, 302);
      assert.match(headers.location ?? '', /closte-sync=asked/);
      const again = await visitor.post(FORM, fields, HOST);
      assert.match(again.headers.location ?? '', /closte-sync=wait/);
      assert.deepEqual(
        pubsub.received.map(({ type, domain, siteId }) => [type, domain, siteId]),
        [['domain.check', SHOP, site]],
      );
    });

    it('shows the result', async () => {
      const page = said(
        await (await admin()).get(`${NETWORK_PAGE}&domain=${SHOP}&closte-sync=asked`),
      );
      assert.match(page, /The domain is being checked\./);
    });

    it('promises no result while requests cannot be sent', async () => {
      pubsub.behaves = 403;
      const visitor = await asCustomer();
      const fields = formOf(await visitor.get(SITE_PAGE, HOST), 'Check again');
      const back = await visitor.post(FORM, fields, HOST);
      const page = said(await visitor.get(back.headers.location ?? '', HOST));
      pubsub.behaves = 'takes';
      await network.wpCli('drain');
      assert.match(page, /requests cannot be sent at the moment/);
    });

    it('is refused for another customer’s domain, and without a nonce', async () => {
      const visitor = await asCustomer();
      const fields = formOf(await visitor.get(SITE_PAGE, HOST), 'Check again');
      pubsub.received.length = 0;
      const ofOther = await visitor.post(FORM, { ...fields, domain: BLOG }, HOST);
      assert.equal(ofOther.status, 403);
      const forged = await network.php(
        'wp_set_current_user( $given[0] ); return wp_create_nonce( Closte_Domain_Sync\\CHECK_ACTION . $given[1] );',
        [customer, BLOG],
      );
      const withNonce = await visitor.post(
        FORM,
        { ...fields, domain: BLOG, _wpnonce: String(forged) },
        HOST,
      );
      assert.equal(withNonce.status, 403);
      assert.equal((await visitor.post(FORM, { ...fields, _wpnonce: '' }, HOST)).status, 403);
      assert.deepEqual(pubsub.received, []);
    });
  });

  describe('the link for the person who manages the DNS', () => {
    /** Creates a link as the customer does, and returns its address. */
    async function makeLink(): Promise<string> {
      const visitor = await asCustomer();
      const fields = formOf(await visitor.get(SITE_PAGE, HOST), 'Link for the DNS manager');
      const { headers } = await visitor.post(FORM, { ...fields, what: 'make' }, HOST);
      const { pathname, search } = new URL(headers.location ?? '', 'http://localhost');
      const { body } = await visitor.get(pathname + search, HOST);
      const [, url = ''] = /href="([^"]*signature=[^"]*)"/.exec(body) ?? [];
      const made = new URL(url.replaceAll('&#038;', '&'));
      assert.equal(made.host, 'network.example.com');
      return made.pathname + made.search;
    }

    const open = (path: string) => server.get('network.example.com', path);

    it('shows only the records of one domain, without a login', async () => {
      const page = await open(await makeLink());
      assert.equal(page.status, 200);
      assert.match(said(page), /shop\.example\.com .*DNS is not right.*A .*shop .*203\.0\.113\.7/);
      assert.doesNotMatch(page.body, /blog\.example\.com|wp-admin|History|Check again|_wpnonce/);
      assert.match(String(page.headers['x-robots-tag']), /noindex/);
      assert.match(String(page.headers['content-security-policy']), /default-src 'none'/);
      assert.match(String(page.headers['cache-control']), /no-store|no-cache/);
    });

    it('is valid only for that domain, until it expires', async () => {
      const link = await makeLink();
      const until = /until=(\d+)/.exec(link)?.[1] ?? '';
      for (const forged of [
        link.replace(SHOP, BLOG),
        link.replace(until, String(Number(until) + 1)),
        link.replace(/signature=.*/, 'signature='),
        link.replace(/signature=/, 'signature=0'),
      ]) {
        const { status, body } = await open(forged);
        assert.equal(status, 404);
        assert.doesNotMatch(body, /203\.0\.113\.7/);
      }
      const ended = await network.php(
        'return Closte_Domain_Sync\\link_url( Closte_Domain_Sync\\find_diagnosis( $given ), time() - 1 );',
        SHOP,
      );
      const { pathname, search } = new URL(String(ended));
      assert.equal((await open(pathname + search)).status, 404);
    });

    it('is in the language of the site that has the domain', async () => {
      const link = await makeLink();
      await network.php("update_blog_option( $given, 'WPLANG', 'ro_RO' );", site);
      const { body } = await open(link);
      await network.php("update_blog_option( $given, 'WPLANG', '' );", site);
      assert.match(body, /<html[^>]* lang="ro-RO"/);
      assert.match(body, /DNS-ul nu este în regulă/);
    });

    it('says if what it shows may be out of date', async () => {
      const link = await makeLink();
      const now = said(await open(link));
      await tellOf(server, { ...wrongDomain(SHOP, site), nextCheckAt: Date.now() - 86_400_000 });
      const later = said(await open(link));
      await tellOf(server, wrongDomain(SHOP, site));
      assert.match(later, /its result has not arrived: this may be out of date/);
      assert.doesNotMatch(now, /Next check|Last check/);
    });

    it('can be revoked', async () => {
      const link = await makeLink();
      const visitor = await asCustomer();
      const fields = formOf(await visitor.get(SITE_PAGE, HOST), 'Revoke the links');
      await visitor.post(FORM, { ...fields, what: 'revoke' }, HOST);
      assert.equal((await open(link)).status, 404);
      assert.equal((await open(await makeLink())).status, 200);
    });

    it('ends when the domain is removed, or moves to another site', async () => {
      const ofSite = await makeLink();
      await tellOf(server, wrongDomain(SHOP, otherSite));
      assert.equal((await open(ofSite)).status, 404);
      await tellOf(server, wrongDomain(SHOP, site));
      assert.equal((await open(ofSite)).status, 404);

      const ofThen = await makeLink();
      await network.php(
        "Closte_Domain_Sync\\forget_diagnoses( 'domain', $given, time() * 1000 );",
        SHOP,
      );
      await tellOf(server, wrongDomain(SHOP, site));
      assert.equal((await open(ofThen)).status, 404);
    });

    it('requests its state only at its own address', async () => {
      const link = await makeLink();
      const { body } = await open(`//elsewhere.example.com${link}`);
      assert.match(body, /data-refresh="\?closte-domain=shop\.example\.com&(#038;|amp;)until=/);
    });

    it('cannot be created for another customer’s domain', async () => {
      const visitor = await asCustomer();
      const nonce = await network.php(
        'wp_set_current_user( $given[0] ); return wp_create_nonce( Closte_Domain_Sync\\LINK_ACTION . $given[1] );',
        [customer, BLOG],
      );
      const fields = { action: 'closte_domain_sync_link', domain: BLOG, what: 'make' };
      const { status } = await visitor.post(FORM, { ...fields, _wpnonce: String(nonce) }, HOST);
      assert.equal(status, 403);
      const rows = await network.query(
        `SELECT domain FROM wp_closte_domain_sync_domains WHERE domain = '${BLOG}' AND link_salt <> ''`,
      );
      assert.deepEqual(rows, []);
    });
  });

  it('show markup of strangers as text', async () => {
    const evil = '"><script>alert(1)</script><img src=x onerror=alert(2)>';
    const record = wrongDomain(SHOP, site, evil);
    const certificate = {
      issuer: evil,
      validFrom: '2026-01-01T00:00:00.000Z',
      validTo: '2027-01-01T00:00:00.000Z',
      names: [evil],
    };
    await tellOf(server, { ...record, certificate });
    const pages = [
      await (await admin()).get(NETWORK_PAGE),
      await (await admin()).get(`${NETWORK_PAGE}&domain=${SHOP}`),
      await (await asCustomer()).get(SITE_PAGE, HOST),
    ];
    await tellOf(server, wrongDomain(SHOP, site));
    for (const page of pages) {
      assert.equal(page.status, 200);
      assert.match(page.body, /&lt;script&gt;alert\(1\)/);
      assert.doesNotMatch(page.body, /<script>alert|<img src=x/);
    }
    const search = await (await admin()).get(`${NETWORK_PAGE}&s=${encodeURIComponent(evil)}`);
    assert.doesNotMatch(search.body, /<script>alert/);
  });

  describe('and the database', () => {
    let folder: string;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'closte-queries-'));
    });
    after(() => rm(folder, { recursive: true, force: true }));

    /** The queries of the plugin while somebody sees a page. */
    async function queriesOf(path: string, host = NETWORK_DOMAIN): Promise<string[]> {
      const file = join(folder, randomUUID());
      const counting = network.with({ QUERIES_FILE: file });
      const { status } = await (await visitorAs(network, await counting.serve())).get(path, host);
      assert.equal(status, 200, path);
      const text = await readFile(file, 'utf8').catch(() => '');
      return text.split('\n').filter((line) => line !== '');
    }

    it('gets no query for pages that are not the plugin’s', async () => {
      await queriesOf('/wp-admin/network/'); // The first page schedules the event of WP-Cron.
      for (const path of [
        '/',
        '/wp-admin/',
        '/wp-admin/network/sites.php',
        '/wp-admin/network/plugins.php',
      ]) {
        assert.deepEqual(await queriesOf(path), [], path);
      }
    });

    it('gets as many queries for a thousand domains as for two', async () => {
      const pages = [
        [NETWORK_PAGE, NETWORK_DOMAIN],
        [SITE_PAGE, HOST],
      ] as const;
      const few = [];
      for (const [path, host] of pages) few.push((await queriesOf(path, host)).length);
      await addDomains(1000);
      const many = [];
      for (const [path, host] of pages) many.push(await queriesOf(path, host));
      await removeDomains();
      for (const [index, queries] of many.entries()) {
        assert.ok(queries.length <= (few[index] ?? 0), queries.join('\n'));
        assert.ok(queries.length <= 8, queries.join('\n'));
      }
    });
  });
});
