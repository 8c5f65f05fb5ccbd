import assert from 'node:assert/strict';
import { describeWith } from '../../deploy/tools.ts';
import { CONFIGURED, run, tell } from './plugin.ts';
import { assertMessage } from './schema.ts';

/** An occurrence, in PHP, and the resulting messages, without their common fields. */
const PLAIN: readonly (readonly [string, string, readonly object[]])[] = [
  [
    'a site with a domain of its own is made',
    "do_action( 'wp_initialize_site', get_site( 7 ), array() );",
    [{ type: 'site.created', domain: 'shop.network.example.com', siteId: 7 }],
  ],
  [
    'a site in a subdirectory is made',
    "do_action( 'wp_initialize_site', get_site( 8 ), array() );",
    [],
  ],
  [
    'a site is copied',
    "do_action( 'wu_duplicate_site', array( 'site_id' => 7 ) );",
    [{ type: 'site.duplicated', domain: 'shop.network.example.com', siteId: 7 }],
  ],
  [
    'a site that is gone again is said to be copied',
    "do_action( 'wu_duplicate_site', array( 'site_id' => 99 ) );",
    [],
  ],
  [
    'a site with a domain of its own is deleted',
    "do_action( 'wp_delete_site', get_site( 7 ) );",
    [{ type: 'site.deleted', siteId: 7 }],
  ],
  [
    'a site is deleted whose domain another shares',
    "World::$sites[9] = array( 'blog_id' => 9 ) + World::$sites[7]; do_action( 'wp_delete_site', get_site( 7 ) );",
    [
      { type: 'site.created', domain: 'shop.network.example.com', siteId: 9 },
      { type: 'site.deleted', siteId: 7 },
    ],
  ],
  ['a site in a subdirectory is deleted', "do_action( 'wp_delete_site', get_site( 8 ) );", []],
  [
    'a site is given a domain',
    "$new = get_site( 8 ); $new->domain = 'own.example.org'; do_action( 'wp_update_site', $new, get_site( 8 ) );",
    [{ type: 'site.created', domain: 'own.example.org', siteId: 8 }],
  ],
  [
    'the domain of a site is changed',
    "$new = get_site( 7 ); $new->domain = 'own.example.org'; do_action( 'wp_update_site', $new, get_site( 7 ) );",
    [
      { type: 'domain.deleted', domain: 'shop.network.example.com', siteId: 7 },
      { type: 'site.created', domain: 'own.example.org', siteId: 7 },
    ],
  ],
  [
    'the domain of a site is changed that another shares',
    "World::$sites[9] = array( 'blog_id' => 9 ) + World::$sites[7]; $new = get_site( 7 ); $new->domain = 'own.example.org'; do_action( 'wp_update_site', $new, get_site( 7 ) );",
    [{ type: 'site.created', domain: 'own.example.org', siteId: 7 }],
  ],
  [
    'something else of a site is changed',
    "do_action( 'wp_update_site', get_site( 7 ), get_site( 7 ) );",
    [],
  ],
  [
    'a domain is mapped',
    "do_action( 'wu_add_domain', 'Mine.example.com.', '7' );",
    [{ type: 'domain.created', domain: 'mine.example.com', siteId: 7 }],
  ],
  [
    'a wildcard is mapped',
    "do_action( 'wu_add_domain', '*.mine.example.com', 7 );",
    [{ type: 'domain.created', domain: '*.mine.example.com', siteId: 7 }],
  ],
  [
    'a domain with letters of its own country is mapped',
    "do_action( 'wu_add_domain', 'bücher.example.com', 7 );",
    [{ type: 'domain.created', domain: 'bücher.example.com', siteId: 7 }],
  ],
  [
    'a domain is removed',
    "do_action( 'wu_remove_domain', 'mine.example.com', 7 );",
    [{ type: 'domain.deleted', domain: 'mine.example.com', siteId: 7 }],
  ],
];

const SETTINGS = { settings: { dnsCheckInterval: 300 } };

const WITH_ULTIMATE_MULTISITE: typeof PLAIN = [
  [
    'a domain with a record is mapped',
    "do_action( 'wu_add_domain', 'shop.example.com', 7 );",
    [
      {
        type: 'domain.created',
        domain: 'shop.example.com',
        siteId: 7,
        domainId: 34,
        ...SETTINGS,
      },
    ],
  ],
  [
    'a record tells the site of a domain',
    "do_action( 'wu_add_domain', 'shop.example.com', 0 );",
    [
      {
        type: 'domain.created',
        domain: 'shop.example.com',
        siteId: 7,
        domainId: 34,
        ...SETTINGS,
      },
    ],
  ],
  [
    'a site in a subdirectory with a mapped domain is deleted',
    "do_action( 'wp_delete_site', get_site( 8 ) );",
    [{ type: 'site.deleted', siteId: 8, ...SETTINGS }],
  ],
  [
    'the domain of a record is changed',
    "do_action( 'wu_transition_domain_domain', 'old.example.com', 'shop.example.com', 34 );",
    [{ type: 'domain.deleted', domain: 'old.example.com', siteId: 7, ...SETTINGS }],
  ],
  [
    'a record is made',
    "do_action( 'wu_transition_domain_domain', 'new', 'shop.example.com', 34 );",
    [],
  ],
  [
    'a record gets another site',
    "$record = wu_get_domain( 34 ); $record->was = array( 'blog_id' => '8' ); do_action( 'wu_domain_post_save', array(), $record, false );",
    [
      {
        type: 'domain.created',
        domain: 'shop.example.com',
        siteId: 7,
        domainId: 34,
        ...SETTINGS,
      },
    ],
  ],
  [
    'a record is saved',
    "$record = wu_get_domain( 34 ); $record->was = array( 'blog_id' => '7' ); do_action( 'wu_domain_post_save', array(), $record, false );",
    [],
  ],
  [
    'a record is saved that was just made',
    "$record = wu_get_domain( 34 ); $record->was = array( 'blog_id' => '' ); do_action( 'wu_domain_post_save', array(), $record, false );",
    [],
  ],
  [
    'a record is saved that the database did not take',
    "$record = wu_get_domain( 34 ); $record->was = array( 'blog_id' => 7 ); $record->blog_id = 8; do_action( 'wu_domain_post_save', array(), $record, false );",
    [],
  ],
  [
    'somebody asks to check a domain',
    "do_action( 'wu_async_process_domain_stage', 34 );",
    [{ type: 'domain.check', domain: 'shop.example.com', siteId: 7, domainId: 34, ...SETTINGS }],
  ],
  [
    'Ultimate Multisite goes on with checks of its own',
    "do_action( 'wu_async_process_domain_stage', 34, 0 ); do_action( 'wu_async_process_domain_stage', 34, 3 );",
    [],
  ],
  [
    'Ultimate Multisite checks a domain that was just made',
    "do_action( 'wu_async_process_domain_stage', 36 );",
    [],
  ],
  ['a domain that is gone is checked', "do_action( 'wu_async_process_domain_stage', 99 );", []],
  [
    'the interval between checks is changed',
    "World::$options['wp-ultimo_v2_settings'] = array( 'dns_check_interval' => 300 ); update_network_option( 1, 'wp-ultimo_v2_settings', array( 'dns_check_interval' => '60' ) );",
    [{ type: 'settings.updated', settings: { dnsCheckInterval: 60 } }],
  ],
  [
    'the interval is set for the first time, too short',
    "update_network_option( 1, 'wp-ultimo_v2_settings', array( 'dns_check_interval' => 1 ) );",
    [{ type: 'settings.updated', settings: { dnsCheckInterval: 10 } }],
  ],
  [
    'the page of settings is saved, which stores them first',
    "update_network_option( 1, 'wp-ultimo_v2_settings', array( 'dns_check_interval' => 60 ) ); do_action( 'wu_after_save_settings', array( 'dns_check_interval' => 60 ), array(), array( 'dns_check_interval' => 300 ) );",
    [{ type: 'settings.updated', settings: { dnsCheckInterval: 60 } }],
  ],
  [
    'another setting is changed',
    "World::$options['wp-ultimo_v2_settings'] = array( 'dns_check_interval' => 60 ); update_network_option( 1, 'wp-ultimo_v2_settings', array( 'dns_check_interval' => 60, 'enable_sso' => 1 ) );",
    [],
  ],
];

interface Event {
  readonly id: string;
  readonly occurredAt: string;
}

/** The messages that are in the outbox after this. */
function recorded(script: string, ultimate: boolean): readonly Event[] {
  const beside = ultimate ? (['ultimate-multisite'] as const) : [];
  const told = tell(`${script}\nWorld::tell( World::outbox() );`, { beside });
  assert.ok(isEvents(told));
  return told;
}

function isEvents(told: unknown): told is Event[] {
  return Array.isArray(told) && told.every((event) => typeof event.occurredAt === 'string');
}

describeWith(['php'], 'the events of the publisher plugin', () => {
  for (const [ultimate, title, table] of [
    [false, 'on WordPress alone', PLAIN],
    [true, 'with Ultimate Multisite', WITH_ULTIMATE_MULTISITE],
  ] as const) {
    describe(title, () => {
      for (const [when, script, expected] of table) {
        const what = expected.map((event) => ('type' in event ? event.type : '')).join(', ');
        it(`${when}: ${what || 'nothing'}`, () => {
          const events = recorded(script, ultimate);
          events.forEach(assertMessage);
          const network = { id: 1, domain: 'network.example.com' };
          assert.deepEqual(
            events.map(({ id: _, occurredAt: __, ...event }) => event),
            expected.map((event) => ({ version: 1, ...event, network })),
          );
        });
      }
    });
  }

  it('names the addresses that Ultimate Multisite found, or that a filter gives', () => {
    const addresses = (setting: string) =>
      tell(`${setting} World::tell( Closte_Domain_Sync\\network_addresses() );`);
    assert.deepEqual(addresses(''), []);
    assert.deepEqual(addresses("World::$address = '203.0.113.7';"), ['203.0.113.7']);
    assert.deepEqual(
      addresses(
        "add_filter( 'wu_get_network_public_ip', fn() => '203.0.113.8, 2001:db8::8 unknown 203.0.113.8' );",
      ),
      ['203.0.113.8', '2001:db8::8'],
    );
  });

  it('gives each event an id of its own and a later time', () => {
    const events = recorded(
      "for ( $i = 0; $i < 50; ++$i ) { do_action( 'wu_add_domain', 'a.example.com', 7 ); }",
      false,
    );
    assert.equal(new Set(events.map(({ id }) => id)).size, 50);
    const times = events.map(({ occurredAt }) => occurredAt);
    assert.deepEqual(times, [...new Set(times)].sort());
  });

  it('gives an event a later time than the waiting ones, even if the clock went back', () => {
    const [waits, added] = recorded(
      `$wpdb->insert( '', array( 'occurred_ms' => 4102444800000, 'message' => '{"occurredAt":"2100-01-01T00:00:00.000Z"}' ) );
			do_action( 'wu_add_domain', 'a.example.com', 7 );`,
      false,
    );
    assert.equal(waits?.occurredAt, '2100-01-01T00:00:00.000Z');
    assert.equal(added?.occurredAt, '2100-01-01T00:00:00.001Z');
  });

  it('logs a domain that has no site, and goes on', () => {
    const { told, log } = run(
      "do_action( 'wu_add_domain', 'nobodys.example.com', 0 ); World::tell( World::outbox() );",
    );
    assert.deepEqual(told, []);
    assert.match(log, /domain\.created was not published/);
  });

  it('logs an event that the database refused, and goes on', () => {
    const { told, log } = run(
      "$wpdb->broken = true; do_action( 'wu_add_domain', 'a.example.com', 7 ); World::tell( 'went on' );",
    );
    assert.equal(told, 'went on');
    assert.match(
      log,
      /the database did not take event \w{32} \(domain\.created of a\.example\.com\)/,
    );
  });

  it('records nothing until a topic is configured', () => {
    const { CLOSTE_SYNC_TOPIC: _, ...constants } = CONFIGURED;
    const script =
      "do_action( 'wu_add_domain', 'a.example.com', 7 ); World::tell( World::outbox() );";
    assert.deepEqual(tell(script, { constants }), []);
  });

  it('records each domain of Ultimate Multisite, served or not, for a network that had some before', () => {
    const events = recorded('Closte_Domain_Sync\\backfill();', true);
    events.forEach(assertMessage);
    assert.deepEqual(
      events.map((event) => ('domain' in event ? event.domain : undefined)),
      ['shop.example.com', 'mapped.example.org', 'brand-new.example.com'],
    );
  });

  it('records each site that has a domain of its own, without Ultimate Multisite', () => {
    const [event, ...others] = recorded('Closte_Domain_Sync\\backfill();', false);
    assertMessage(event);
    assert.deepEqual(others, []);
  });
});
