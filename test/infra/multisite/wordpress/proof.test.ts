import assert from 'node:assert/strict';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import { readSettings } from '../../../../shared/settings/settings.ts';
import { openProver } from '../../../../shared/verification/proof/open-prover.ts';
import { expectedProof, newToken, proofPath } from '../../../../shared/verification/proof/proof.ts';
import type { Network } from '../../../support/wordpress.ts';
import type { WebServer } from '../../../support/wordpress-web.ts';
import { createSite, describeInWordPress, publishesTo } from './in-wordpress.ts';

const SECRET = 'secret-of-the-rest-api';
const MAPPED = 'shop.example.com';

describeInWordPress('the proxy proof', (wordPress) => {
  let network: Network;
  let server: WebServer;
  before(async () => {
    const constants = publishesTo('127.0.0.1:9');
    network = await (await wordPress()).network({ ultimateMultisite: '2.4', constants });
    await network.php("wu_save_setting( 'api_secret', $given );", SECRET);
    const site = await createSite(network, 'shop.network.example.com');
    await network.php("wp_update_site( $given[0], array( 'domain' => $given[1] ) );", [
      site,
      MAPPED,
    ]);
    server = await network.serve();
  });

  it('is what the functions expect, on each host that WordPress serves', async () => {
    for (const host of [MAPPED, 'network.example.com']) {
      const token = newToken();
      const { status, body, headers } = await server.get(host, proofPath(token));
      assert.equal(status, 200);
      assert.equal(body, expectedProof(SECRET, host, token));
      assert.match(headers['cache-control'] ?? '', /no-store/);
    }
  });

  it('proves to the functions that the network is behind an address, but nothing for a stranger', async () => {
    const { port } = new URL(server.origin);
    const settings = readSettings({
      HTTP_PORT: port,
      TLS_PORT: '1',
      ALLOW_PRIVATE_ADDRESSES: 'true',
      MULTISITE_API_SECRET: `key:${SECRET}`,
    });
    const prove = openProver(settings, { warn: assert.fail });
    const answerFor = (domain: string) =>
      prove?.(parseDomainName(domain), ['127.0.0.1'], new AbortController().signal);
    assert.equal(await answerFor(MAPPED), 'proven');
    // WordPress redirects its visitors to another host, which proves nothing.
    assert.equal(await answerFor('stranger.example.org'), 'unknown');
  });

  it('differs for each host and token', async () => {
    const [one, other] = [newToken(), newToken()];
    const bodies = await Promise.all([
      server.get(MAPPED, proofPath(one)),
      server.get(MAPPED, proofPath(other)),
      server.get('network.example.com', proofPath(one)),
    ]);
    assert.equal(new Set(bodies.map(({ body }) => body)).size, 3);
  });

  it('takes precedence over a closed site, a login and a redirect', async () => {
    await network.query(`UPDATE wp_blogs SET archived = 1 WHERE domain = '${MAPPED}'`);
    const token = newToken();
    const closed = await server.get(MAPPED, '/');
    const proof = await server.get(MAPPED, proofPath(token));
    await network.query(`UPDATE wp_blogs SET archived = 0 WHERE domain = '${MAPPED}'`);
    assert.equal(closed.status, 410);
    assert.deepEqual([proof.status, proof.body], [200, expectedProof(SECRET, MAPPED, token)]);
  });

  it('is given for a domain that WordPress does not serve yet, if wp-config.php says so', async () => {
    const unknown = 'new.example.com';
    const token = newToken();
    const elsewhere = await server.get(unknown, proofPath(token));
    assert.equal(elsewhere.status, 302, 'WordPress sends its visitors away');

    const early = await network.with({ WP_CONFIG_READS_PLUGIN: true }).serve();
    const { status, body } = await early.get(unknown, proofPath(token));
    assert.deepEqual([status, body], [200, expectedProof(SECRET, unknown, token)]);
    const page = await early.get('network.example.com', '/');
    assert.match(page.body, /^A page of/, 'other pages are affected');
  });

  it('may have a key of its own', async () => {
    const own = { CLOSTE_SYNC_PROOF_SECRET: 'another-secret', WP_CONFIG_READS_PLUGIN: true };
    const token = newToken();
    const { body } = await (await network.with(own).serve()).get(MAPPED, proofPath(token));
    assert.equal(body, expectedProof('another-secret', MAPPED, token));
  });

  for (const [what, token] of [
    ['is too short', 'abc'],
    ['is too long', 'a'.repeat(65)],
    ['is no token', `${'a'.repeat(20)}%0aextra`],
    ['has something behind it', `${'a'.repeat(20)}/more`],
  ] as const) {
    it(`is not given for a token that ${what}`, async () => {
      const { status, body } = await server.get(MAPPED, proofPath(token));
      assert.equal(status, 404);
      assert.doesNotMatch(body, /[0-9a-f]{64}/);
    });
  }

  it('is not given without a key', async () => {
    const plain = await (await wordPress()).network({ constants: publishesTo('127.0.0.1:9') });
    const keyless = await plain.serve();
    const { status } = await keyless.get('network.example.com', proofPath(newToken()));
    assert.equal(status, 404);
  });
});
