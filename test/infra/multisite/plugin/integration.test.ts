import assert from 'node:assert/strict';
import { describeWith } from '../../deploy/tools.ts';
import { CONFIGURED, run, tell } from './plugin.ts';

const ADD = "do_action( 'wu_add_domain', 'a.example.com', 7 );";
const ENABLE =
  "World::$options['wu_host_integrations_enabled'] = array( 'closte-google-cloud' => true );";
const REGISTER = `$registry = new WP_Ultimo\\Integrations\\Integration_Registry();
	do_action( 'wu_register_integrations', $registry ); do_action( 'wu_register_capabilities', $registry );
	$closte = $registry->integrations['closte-google-cloud']; $mapping = $registry->capabilities['closte-google-cloud']['domain-mapping'];
	$mapping->set_integration( $closte );`;
const ULTIMATE = { beside: ['ultimate-multisite'] } as const;
const WITH_REGISTRY = { beside: ['ultimate-multisite', 'integration-registry'] } as const;

describeWith(['php'], 'the publisher plugin as an integration of Ultimate Multisite', () => {
  it('is listed as "Closte (Google Cloud)", maps domains, and stores nothing in the database', () => {
    const told = tell(
      `${REGISTER} World::tell( array( $closte->get_title(), $closte->is_setup(), $closte->supports( 'no-config' ),
				$mapping instanceof WP_Ultimo\\Integrations\\Capabilities\\Domain_Mapping_Capability ) );`,
      WITH_REGISTRY,
    );
    assert.deepEqual(told, ['Closte (Google Cloud)', true, true, true]);
  });

  it('names the constants that wp-config.php lacks', () => {
    const constants = { CLOSTE_SYNC_PROJECT: 'my-project' };
    const told = tell(
      `${REGISTER} World::tell( array( $closte->is_setup(), $closte->get_missing_constants() ) );`,
      { ...WITH_REGISTRY, constants },
    );
    assert.ok(Array.isArray(told));
    assert.equal(told[0], false);
    assert.match(told[1][0], /^Define CLOSTE_SYNC_TOPIC in wp-config\.php/);
  });

  it('tests the connection by publishing the settings', () => {
    const told = tell(
      `World::$options['wp-ultimo_v2_settings'] = array( 'dns_check_interval' => 60 ); ${REGISTER}
			World::tell( array( $closte->test_connection(), $mapping->test_connection(), World::published()[0][0] ) );`,
      WITH_REGISTRY,
    );
    assert.ok(Array.isArray(told));
    const [closte, mapping, message] = told;
    assert.deepEqual([closte, mapping], [true, true]);
    assert.equal(message.type, 'settings.updated');
    assert.deepEqual(message.settings, { dnsCheckInterval: 60 });
  });

  for (const [what, answer, said] of [
    [
      'it can not be reached',
      "'Connection refused'",
      "Pub/Sub can't be reached: Connection refused",
    ],
    [
      'it refuses',
      "array( 'status' => 403, 'body' => '' )",
      'Pub/Sub answered 403: the account may not publish to the topic closte-domain-events of my-project: grant it roles/pubsub.publisher.',
    ],
    [
      'there is no topic',
      "array( 'status' => 404, 'body' => '' )",
      'Pub/Sub answered 404: there is no topic closte-domain-events in the project my-project.',
    ],
  ] as const) {
    it(`says what failed when ${what}`, () => {
      const told = tell(
        `World::$answers = array( ${answer} ); ${REGISTER} World::tell( $closte->test_connection()->get_error_message() );`,
        WITH_REGISTRY,
      );
      assert.equal(told, said);
    });
  }

  it('works once it is enabled, if there is a registry', () => {
    const count = (enabled: string) =>
      tell(`${enabled} ${ADD} World::tell( count( World::outbox() ) );`, WITH_REGISTRY);
    assert.equal(count(''), 0);
    assert.equal(count(ENABLE), 1);
  });

  it('works with only its constants if there is none', () => {
    assert.equal(tell(`${ADD} World::tell( count( World::outbox() ) );`, ULTIMATE), 1);
  });

  const HOOKED = `$closte = array(
			array( new WP_Ultimo\\Integrations\\Host_Providers\\Closte_Host_Provider(), 'on_add_domain' ),
			array( new WP_Ultimo\\Integrations\\Providers\\Closte\\Closte_Domain_Mapping(), 'on_add_domain' ),
			array( new WP_Ultimo\\Integrations\\Host_Providers\\Other_Host_Provider(), 'on_add_domain' ),
		);
		$hook = function () use ( $closte ) { foreach ( $closte as $callback ) { add_action( 'wu_add_domain', $callback, 10, 2 ); } };
		$hooked = fn() => array_map( fn( $callback ) => has_action( 'wu_add_domain', $callback ), $closte );`;

  it('replaces the calls to Closte of each version, but not those to other hosts', () => {
    const told = tell(
      `${HOOKED} $hook(); do_action( 'plugins_loaded' ); World::tell( $hooked() );`,
      ULTIMATE,
    );
    assert.deepEqual(told, [false, false, true]);
  });

  it('also replaces calls that are hooked later', () => {
    const told = tell(
      `${HOOKED} do_action( 'plugins_loaded' ); $hook(); ${ADD} World::tell( $hooked() );`,
      ULTIMATE,
    );
    assert.deepEqual(told, [false, false, true]);
  });

  it('leaves them alone until it is enabled', () => {
    const told = tell(
      `${HOOKED} $hook(); do_action( 'plugins_loaded' ); ${ADD} World::tell( $hooked() );`,
      WITH_REGISTRY,
    );
    assert.deepEqual(told, [true, true, true]);
  });

  for (const [constant, kept] of [
    [{}, true],
    [{ CLOSTE_SYNC_REPLACES_CHECKS: false }, true],
    [{ CLOSTE_SYNC_REPLACES_CHECKS: true }, false],
  ] as const) {
    it(`${kept ? 'keeps' : 'replaces'} its checks with ${JSON.stringify(constant)}`, () => {
      const told = tell(
        `$checks = array( new WP_Ultimo\\Managers\\Domain_Manager(), 'async_process_domain_stage' );
				add_action( 'wu_async_process_domain_stage', $checks, 10, 2 ); do_action( 'plugins_loaded' );
				World::tell( has_action( 'wu_async_process_domain_stage', $checks ) );`,
        { ...ULTIMATE, constants: { ...CONFIGURED, ...constant } },
      );
      assert.equal(told, kept);
    });
  }

  it('names the missing constants in the notice and in Site Health', () => {
    const { told } = run(
      `ob_start(); do_action( 'network_admin_notices' ); $notice = ob_get_clean();
			$tests = apply_filters( 'site_status_tests', array() ); $health = call_user_func( $tests['direct']['closte_domain_sync']['test'] );
			World::tell( array( $notice, $health['status'], $health['description'] ) );`,
      { constants: { CLOSTE_SYNC_PROJECT: 'My Project<script>' } },
    );
    assert.ok(Array.isArray(told));
    const [notice, status, description] = told;
    assert.match(
      notice,
      /notice-warning.*CLOSTE_SYNC_PROJECT in wp-config\.php is malformed.*Define CLOSTE_SYNC_TOPIC/s,
    );
    assert.equal(status, 'critical');
    assert.match(description, /Define CLOSTE_SYNC_TOPIC/);
  });

  it('shows an admin how long events have waited, and why', () => {
    const { told } = run(
      `World::$answers = array( 'refused' ); ${ADD} do_action( 'shutdown' ); $now = Closte_Domain_Sync\\problems();
			current( $wpdb->rows )->occurred_ms -= 700000; World::tell( array( $now, Closte_Domain_Sync\\problems() ) );`,
    );
    assert.ok(Array.isArray(told));
    assert.deepEqual(told[0], []);
    assert.match(
      told[1][0],
      /^1 event has been waiting since .* UTC\. Pub\/Sub can't be reached: refused/,
    );
  });

  it('says nothing if everything is well', () => {
    const told = tell(
      "ob_start(); do_action( 'network_admin_notices' ); World::tell( array( ob_get_clean(), Closte_Domain_Sync\\site_health()['status'] ) );",
    );
    assert.deepEqual(told, ['', 'good']);
  });

  it('warns of a key in the web root', () => {
    const told = tell('World::tell( Closte_Domain_Sync\\problems() );', {
      constants: {
        ...CONFIGURED,
        CLOSTE_SYNC_CREDENTIALS: new URL('world.php', import.meta.url).pathname,
      },
    });
    assert.match(String(told), /in the web root, where others may read it/);
  });
});
