import assert from 'node:assert/strict';
import { signature } from '../../../../shared/multisite/diagnoses.ts';
import { diagnosisJson } from '../../../../shared/reporting/diagnosis-json.ts';
import type { Network } from '../../../support/wordpress.ts';
import type { WebServer } from '../../../support/wordpress-web.ts';
import { liveDomain, SECRET, telling, tellOf, wrongDomain } from './diagnoses.ts';
import { createSite, describeInWordPress, mapDomain, publishesTo } from './in-wordpress.ts';

const SHOP = 'shop.example.com';
const ROUTE = `/closte-domain-sync/v1/domains/${SHOP}`;
const { signal } = new AbortController();

describeInWordPress('the diagnosis of a domain, sent to WordPress', (wordPress) => {
  let network: Network;
  let server: WebServer;
  before(async () => {
    const constants = { ...publishesTo('127.0.0.1:9'), CLOSTE_SYNC_PROOF_SECRET: SECRET };
    network = await (await wordPress()).network({ constants });
    server = await network.serve();
  });
  beforeEach(async () => {
    await network.php('Closte_Domain_Sync\\ensure_outbox();');
    await network.query('DELETE FROM wp_closte_domain_sync_domains');
  });

  /** The diagnosis that the plugin has of the domain. */
  const stored = async (domain = SHOP) =>
    Object(await network.php('return Closte_Domain_Sync\\find_diagnosis( $given );', domain));

  /** Sends a diagnosis unchanged; returns the status and the code of the answer. */
  async function put(body: string, headers: Readonly<Record<string, string>>, route = ROUTE) {
    const { status, body: answer } = await server.send(
      'PUT',
      'network.example.com',
      `/wp-json${route}`,
      body,
      headers,
    );
    return `${status} ${/"code":"closte_domain_sync_(\w+)"/.exec(answer)?.[1] ?? ''}`.trim();
  }

  const signed = (body: string, { secret = SECRET, route = ROUTE, now = Date.now() } = {}) =>
    signature({ secret, route, body, now });

  const BODY = JSON.stringify(diagnosisJson(wrongDomain(SHOP, 1)));

  it('is stored unchanged, with all values and phrases', async () => {
    assert.equal(await tellOf(server, wrongDomain(SHOP, 1)), 'told');
    const { site_id, stage, place, diagnosis } = await stored();
    assert.deepEqual([site_id, stage, place], [1, 'failed', 0]);
    const { message, remedy } = diagnosis.problems[0].phrases;
    assert.equal(message.sentence, 'dns-wrong-address.message');
    assert.deepEqual(message.values.addresses, ['198.51.100.9']);
    assert.equal(remedy[0].sentence, 'fix.change');
    assert.deepEqual(diagnosis.records, [
      { name: SHOP, host: 'shop', type: 'A', value: '203.0.113.7', ttl: 300 },
    ]);
  });

  it('is replaced by the next one, and gone when the domain is unmapped', async () => {
    await tellOf(server, wrongDomain(SHOP, 1));
    assert.equal(await tellOf(server, liveDomain(SHOP, 1)), 'told');
    assert.equal((await stored()).stage, 'done');
    const gone = { ...diagnosisJson(liveDomain(SHOP, 1)), intent: 'unmapped' };
    await telling(server).tell(wrongDomain(SHOP, 1).domain, gone, signal);
    assert.deepEqual(await stored(), {});
  });

  it('is stored even if the table was dropped', async () => {
    await network.query('DROP TABLE wp_closte_domain_sync_domains');
    assert.equal(await tellOf(server, wrongDomain(SHOP, 1)), 'told');
    assert.equal((await stored()).stage, 'failed');
  });

  it('is accepted with plain permalinks', async () => {
    const options = { path: '/?rest_route=/' };
    assert.equal(await tellOf(server, wrongDomain(SHOP, 1), options), 'told');
    assert.equal((await stored()).stage, 'failed');
  });

  it('is stored even if WordPress’s clock was a day ahead when the domain was unmapped before', async () => {
    await tellOf(server, wrongDomain(SHOP, 1));
    await network.php(
      "Closte_Domain_Sync\\forget_diagnoses( 'domain', $given, ( time() + 86400 ) * 1000 );",
      SHOP,
    );
    assert.equal(await tellOf(server, liveDomain(SHOP, 1)), 'told');
  });

  it('of a wildcard is stored as well', async () => {
    assert.equal(await tellOf(server, liveDomain('*.example.com', 1)), 'told');
    assert.equal((await stored('*.example.com')).stage, 'done');
  });

  it('is accepted with the secret of the REST API as well, if that is a different one', async () => {
    const own = await (await wordPress()).network({
      ultimateMultisite: '2.4',
      constants: { ...publishesTo('127.0.0.1:9'), CLOSTE_SYNC_PROOF_SECRET: SECRET },
    });
    await own.php("wu_save_setting( 'api_secret', 'secret-of-the-api' );");
    const secret = 'secret-of-the-api';
    assert.equal(await tellOf(await own.serve(), wrongDomain(SHOP, 1), { secret }), 'told');
  });

  describe('is refused, with a reason,', () => {
    for (const [what, headers, reason] of [
      ['without a signature', () => ({}), '401 unsigned'],
      [
        'with the secret of somebody else',
        () => signed(BODY, { secret: 'another' }),
        '401 signature',
      ],
      ['with another body', () => signed(`${BODY} `), '401 signature'],
      [
        'for another domain',
        () => signed(BODY, { route: ROUTE.replace('shop', 'blog') }),
        '401 signature',
      ],
      ['six minutes late', () => signed(BODY, { now: Date.now() - 360_000 }), '401 clock'],
      ['six minutes early', () => signed(BODY, { now: Date.now() + 360_000 }), '401 clock'],
    ] as const) {
      it(what, async () => {
        assert.equal(await put(BODY, headers()), reason);
        assert.deepEqual(await stored(), {});
      });
    }

    it('if it arrives a second time', async () => {
      const headers = signed(BODY);
      assert.equal(await put(BODY, headers), '204');
      assert.equal(await put(BODY, headers), '409 replayed');
    });

    it('if another is of the same millisecond', async () => {
      const now = Date.now();
      const other = JSON.stringify(diagnosisJson(liveDomain(SHOP, 1)));
      assert.equal(await put(BODY, signed(BODY, { now })), '204');
      assert.equal(await put(other, signed(other, { now })), '409 replayed');
      assert.equal((await stored()).stage, 'failed');
    });

    it('if something newer was sent, or the domain was unmapped since', async () => {
      const headers = signed(BODY);
      await tellOf(server, liveDomain(SHOP, 1), { now: () => Date.now() + 1000 });
      assert.equal(await put(BODY, headers), '409 replayed');
      assert.equal((await stored()).stage, 'done');

      const before = signed(BODY, { now: Date.now() + 2000 });
      assert.equal(await put(BODY, before), '204');
      await network.php(
        "Closte_Domain_Sync\\forget_diagnoses( 'domain', $given, time() * 1000 + 60000 );",
        SHOP,
      );
      assert.equal(await put(BODY, signed(BODY, { now: Date.now() + 3000 })), '409 replayed');
      assert.deepEqual(await stored(), {});
    });

    it('with the time of the last one, if it is not later', async () => {
      const now = Date.now();
      await tellOf(server, liveDomain(SHOP, 1), { now: () => now + 1000 });
      for (const signedAt of [now, now + 1000]) {
        const answer = await tellOf(server, wrongDomain(SHOP, 1), { now: () => signedAt });
        assert.deepEqual(answer, { toldAt: now + 1000 });
      }
      assert.equal(await tellOf(server, wrongDomain(SHOP, 1), { now: () => now + 1001 }), 'told');
    });

    it('if the body is about another domain, or about none', async () => {
      const route = ROUTE.replace('shop', 'blog');
      assert.equal(await put(BODY, signed(BODY, { route }), route), '400 body');
      for (const body of ['[]', '{}', 'null', '"text"', '{"domain":"shop.example.com"}']) {
        assert.equal(await put(body, signed(body)), '400 body');
      }
    });

    it('if it is too large', async () => {
      const body = JSON.stringify({ padding: 'x'.repeat(300_000) });
      assert.equal(await put(body, signed(body)), '413 too_large');
    });

    it('if there is no secret', async () => {
      const plain = await (await wordPress()).network({ constants: publishesTo('127.0.0.1:9') });
      const keyless = await plain.serve();
      await assert.rejects(tellOf(keyless, wrongDomain(SHOP, 1)), /no_secret/);
    });
  });

  it('is reported as absent if the plugin is missing', async () => {
    const options = { path: '/wp-json/elsewhere' };
    assert.equal(await tellOf(server, wrongDomain(SHOP, 1), options), 'absent');
  });

  it('has no unexpected field', async () => {
    const body = JSON.stringify({
      ...diagnosisJson(wrongDomain(SHOP, 1)),
      surprise: 'x',
      certificate: {
        issuer: 'CA \u202e\u0007\n<script>',
        validTo: 'tomorrow',
        names: [1, 'a.example'],
      },
      records: [{ type: 'A"onclick', value: 5, host: 'x'.repeat(5000) }],
      problems: [
        {
          code: 'dns-wrong-address',
          severity: 'error',
          phrases: {
            message: { sentence: 'no.such', values: {} },
            remedy: ['text', { sentence: 3 }],
          },
        },
      ],
    });
    assert.equal(await put(body, signed(body)), '204');
    const { diagnosis } = await stored();
    assert.equal('surprise' in diagnosis, false);
    assert.deepEqual(diagnosis.certificate, { issuer: 'CA  <script>', names: ['a.example'] });
    assert.deepEqual(Object.keys(diagnosis.records[0]), ['host']);
    assert.ok(diagnosis.records[0].host.length < 2100);
    assert.deepEqual(diagnosis.problems[0].phrases, { remedy: [] });
  });

  it('is deleted with its domain, and with its site', async () => {
    const own = await (await wordPress()).network({
      ultimateMultisite: '2.4',
      constants: { ...publishesTo('127.0.0.1:9'), CLOSTE_SYNC_PROOF_SECRET: SECRET },
    });
    const ownServer = await own.serve();
    const site = await createSite(own, 'customer.network.example.com');
    const domainsOf = async () =>
      (
        await own.query(
          'SELECT domain FROM wp_closte_domain_sync_domains WHERE diagnosis IS NOT NULL',
        )
      ).flat();
    for (const domain of [SHOP, 'blog.example.com', 'other.example.com']) {
      await mapDomain(own, domain, domain === 'other.example.com' ? 1 : site);
      await tellOf(ownServer, liveDomain(domain, domain === 'other.example.com' ? 1 : site));
    }
    await own.php('wu_get_domain_by_domain( $given )->delete();', SHOP);
    await own.runActions();
    assert.deepEqual((await domainsOf()).sort(), ['blog.example.com', 'other.example.com']);
    await own.php('wp_delete_site( $given );', site);
    assert.deepEqual(await domainsOf(), ['other.example.com']);
  });
});
