import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describeWith } from '../../deploy/tools.ts';
import { PLUGIN, php, tell } from './plugin.ts';

const TOKEN = 'abcDEF_-0123456789';
const PATH = `/.well-known/closte-domain-sync/${TOKEN}`;

/** The proof that the functions expect. */
function proof(key: string, host: string): string {
  return createHmac('sha256', key).update(`closte-domain-sync\n${host}\n${TOKEN}`).digest('hex');
}

describeWith(['php'], 'the proxy proof of the publisher plugin', () => {
  it('is the HMAC of host and token', () => {
    const told = tell(
      `World::tell( Closte_Domain_Sync\\proof( 'the key', 'shop.example.com', '${TOKEN}' ) );`,
    );
    assert.equal(told, proof('the key', 'shop.example.com'));
  });

  for (const [what, method, uri, token] of [
    ['the path', 'GET', PATH, TOKEN],
    ['a query beside it', 'GET', `${PATH}?x=1`, TOKEN],
    ['HEAD', 'HEAD', PATH, TOKEN],
    ['16 characters', 'GET', `/.well-known/closte-domain-sync/${'a'.repeat(16)}`, 'a'.repeat(16)],
    ['64 characters', 'GET', `/.well-known/closte-domain-sync/${'a'.repeat(64)}`, 'a'.repeat(64)],
    ['15 characters', 'GET', `/.well-known/closte-domain-sync/${'a'.repeat(15)}`, ''],
    ['65 characters', 'GET', `/.well-known/closte-domain-sync/${'a'.repeat(65)}`, ''],
    ['another character', 'GET', `${PATH}.txt`, ''],
    ['a line end', 'GET', `${PATH}\n`, ''],
    ['no token', 'GET', '/.well-known/closte-domain-sync/', ''],
    ['POST', 'POST', PATH, null],
    ['another page', 'GET', '/', null],
    ['a query that looks like it', 'GET', `?${PATH}`, null],
    ['a path that ends in it', 'GET', `/shop${PATH}`, null],
  ] as const) {
    it(`has ${token ? 'a' : token === '' ? 'a bad' : 'no'} token for ${what}`, () => {
      const server = JSON.stringify({ REQUEST_METHOD: method, REQUEST_URI: uri });
      const told = tell(
        `World::tell( array( Closte_Domain_Sync\\proof_token( json_decode( '${server}', true ) ) ) );`,
      );
      assert.deepEqual(told, [token]);
    });
  }

  for (const [header, host] of [
    ['Shop.Example.com:8443', 'shop.example.com'],
    ['xn--bcher-kva.example.com', 'xn--bcher-kva.example.com'],
    ['shop.example.com\\n', ''],
    ['[::1]:80', ''],
    ['', ''],
  ] as const) {
    it(`is for the host "${host}" if the header is "${header}"`, () => {
      const told = tell(
        `World::tell( Closte_Domain_Sync\\proof_host( array( 'HTTP_HOST' => "${header}" ) ) );`,
      );
      assert.equal(told, host);
    });
  }

  it('uses the constant as its key, or else the secret of Ultimate Multisite’s API', () => {
    const key = (options: string, constants: Record<string, string> = {}) =>
      tell(
        `World::$options['wp-ultimo_v2_settings'] = array( ${options} ); World::tell( Closte_Domain_Sync\\proof_key() );`,
        { constants },
      );
    const secret = "'api_key' => 'name', 'api_secret' => 'from-settings'";
    assert.equal(key(secret, { CLOSTE_SYNC_PROOF_SECRET: 'from-config' }), 'from-config');
    assert.equal(key(secret), 'from-settings');
    assert.equal(key("'api_secret' => ''"), null);
    assert.equal(key(''), null);
  });

  describe('in wp-config.php, before WordPress is loaded', () => {
    const beforeWordPress = (key: string, path: string) =>
      php(`<?php
				${key === '' ? '' : `define( 'CLOSTE_SYNC_PROOF_SECRET', '${key}' );`}
				$_SERVER = array( 'REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '${path}', 'HTTP_HOST' => 'new.example.com' );
				register_shutdown_function( fn() => file_put_contents( 'php://stderr', http_response_code() ) );
				require '${PLUGIN}';
				echo json_encode( array_map( fn( $hook ) => $hook[0][0]['function'], $wp_filter ) );`);

    it('is answered at once with the constant', () => {
      const { stdout, stderr } = beforeWordPress('the key', PATH);
      assert.equal(stdout, proof('the key', 'new.example.com'));
      assert.equal(stderr, '200');
    });

    it('is refused at once for a bad token', () => {
      const { stdout, stderr } = beforeWordPress(
        'the key',
        '/.well-known/closte-domain-sync/short',
      );
      assert.equal(stdout, 'Not found');
      assert.equal(stderr, '404');
    });

    it('waits for the database without the constant, and does not affect other pages', () => {
      for (const [key, path] of [
        ['', PATH],
        ['the key', '/'],
      ] as const) {
        assert.deepEqual(JSON.parse(beforeWordPress(key, path).stdout), {
          ms_site_not_found: 'Closte_Domain_Sync\\answer_proof_in_wordpress',
          ms_network_not_found: 'Closte_Domain_Sync\\answer_proof_in_wordpress',
          muplugins_loaded: 'Closte_Domain_Sync\\boot',
        });
      }
    });
  });
});
