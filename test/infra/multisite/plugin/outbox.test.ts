import assert from 'node:assert/strict';
import { describeWith } from '../../deploy/tools.ts';
import { run, tell } from './plugin.ts';

const ADD = (domain: string) => `do_action( 'wu_add_domain', '${domain}', 7 );`;
const SHUTDOWN = "do_action( 'shutdown' );";
/** Continues as another process, a minute after the last failure. */
const LATER =
  "Closte_Domain_Sync\\memory()->failed = false; World::$options['closte_domain_sync_failure']['retry_at'] = time();";
const TELL = `World::tell( array(
	'waiting' => array_column( World::outbox(), 'domain' ),
	'published' => array_map( fn( $messages ) => array_column( $messages, 'domain' ), World::published() ),
	'ids' => array_map( fn( $messages ) => array_column( $messages, 'id' ), World::published() ),
) );`;

describeWith(['php'], 'the outbox of the publisher plugin', () => {
  it('is published after the page, in order, in one request', () => {
    assert.partialDeepStrictEqual(
      tell(`${ADD('a.example.com')} ${ADD('b.example.com')} ${SHUTDOWN} ${TELL}`),
      { waiting: [], published: [['a.example.com', 'b.example.com']] },
    );
  });

  it('is not touched by a page without an event', () => {
    assert.deepEqual(tell(`${SHUTDOWN} World::tell( World::$requests );`), []);
  });

  it('is sent in the form of Pub/Sub’s REST API', () => {
    const [request] = requests(`${ADD('a.example.com')} ${SHUTDOWN}`);
    assert.equal(
      request?.url,
      'http://127.0.0.1:8085/v1/projects/my-project/topics/closte-domain-events:publish',
    );
    assert.equal(request.method, 'POST');
    assert.equal(request.redirection, 0);
    const [message] = JSON.parse(request.body).messages;
    assert.deepEqual(message.attributes, { type: 'domain.created' });
    assert.equal(message.orderingKey, 'a.example.com');
  });

  it('has an order for each domain, for each deleted site, and for the settings', () => {
    const keys = tell(`World::tell( array_map( 'Closte_Domain_Sync\\ordering_key', array(
			array( 'domain' => 'a.example.com', 'siteId' => 7 ), array( 'siteId' => 7 ), array(),
		) ) );`);
    assert.deepEqual(keys, ['a.example.com', 'site-7', 'settings']);
  });

  it('is sent in requests of 100 messages', () => {
    const sizes = tell(
      `for ( $i = 0; $i < 250; ++$i ) { do_action( 'wu_add_domain', "d$i.example.com", 7 ); } ${SHUTDOWN}
			World::tell( array_map( 'count', World::published() ) );`,
    );
    assert.deepEqual(sizes, [100, 100, 50]);
  });

  for (const [failure, answer] of [
    ['it can not be reached', "'Connection refused'"],
    ['it is out of order', "array( 'status' => 503, 'body' => '' )"],
    ['it sends elsewhere', "array( 'status' => 302, 'body' => '' )"],
    [
      'it acknowledges fewer messages',
      "array( 'status' => 200, 'body' => '{\"messageIds\":[\"1\"]}' )",
    ],
    ['it answers something else', "array( 'status' => 200, 'body' => '<html>' )"],
  ] as const) {
    it(`keeps everything when ${failure}, and publishes it later with the same ids`, () => {
      const { told, log } = run(
        `World::$answers = array( ${answer} ); ${ADD('a.example.com')} ${ADD('b.example.com')} ${SHUTDOWN}
				$kept = count( World::outbox() ); ${LATER} do_action( 'closte_domain_sync_drain' );
				World::tell( array( $kept, count( World::outbox() ), array_map( fn( $messages ) => array_column( $messages, 'id' ), World::published() ) ) );`,
      );
      assert.ok(Array.isArray(told));
      const [kept, left, [first, second]] = told;
      assert.deepEqual([kept, left], [2, 0]);
      assert.equal(first.length, 2);
      assert.deepEqual(first, second);
      assert.match(log, /Pub\/Sub/);
    });
  }

  it('is tried only once in a process, and in another one only after the pause', () => {
    const { told } = run(
      `World::$answers = array( 'refused' ); ${ADD('a.example.com')} ${SHUTDOWN} ${SHUTDOWN} do_action( 'closte_domain_sync_drain' );
			Closte_Domain_Sync\\memory()->failed = false; ${ADD('b.example.com')} ${SHUTDOWN}
			World::tell( count( World::$requests ) );`,
    );
    assert.equal(told, 1);
  });

  it('waits longer after each failure, up to most of a minute, until it is published', () => {
    const { told } = run(
      `World::$answers = array_fill( 0, 6, 'refused' ); ${ADD('a.example.com')} $pauses = array();
			for ( $i = 0; $i < 7; ++$i ) {
				Closte_Domain_Sync\\memory()->failed = false; unset( World::$options['closte_domain_sync_failure']['retry_at'] );
				do_action( 'closte_domain_sync_drain' );
				$pauses[] = max( 0, Closte_Domain_Sync\\failure()['retry_at'] - time() );
			}
			World::tell( $pauses );`,
    );
    assert.deepEqual(told, [5, 10, 20, 40, 50, 50, 0]);
  });

  it('logs a failure once while it stays the same', () => {
    const { log } = run(
      `World::$answers = array( 'refused', 'refused' ); ${ADD('a.example.com')} ${SHUTDOWN} ${LATER} ${SHUTDOWN} World::tell( 1 );`,
    );
    assert.equal(log.match(/refused/g)?.length, 1);
  });

  it('is retried by WP-Cron after the pause, and checked every minute', () => {
    const { told } = run(
      `do_action( 'init' ); World::$answers = array( 'refused' ); ${ADD('a.example.com')} ${SHUTDOWN}
			$every = apply_filters( 'cron_schedules', array() ); list( $looked, $tried ) = World::$scheduled;
			World::tell( array( $every[ $looked[1] ]['interval'], $looked[0], $tried[0], $tried[1] - time() ) );`,
    );
    assert.deepEqual(told, [60, 'closte_domain_sync_drain', 'closte_domain_sync_drain', 5]);
  });

  for (const [next, scheduled] of [
    ['false', 1],
    ['true', 1],
    ['time() + 9', 0],
  ] as const) {
    it(`is ${scheduled ? '' : 'not '}given to the main site’s Action Scheduler if its next action is ${next}`, () => {
      const { told } = run(
        `function as_next_scheduled_action( $hook ) { return ${next}; }
				function as_schedule_single_action( $at, $hook ) { World::$scheduled[] = array( $hook, $at - time(), World::$current_site ); }
				World::$answers = array( 'refused' ); ${ADD('a.example.com')} ${SHUTDOWN}
				World::tell( array( array_slice( World::$scheduled, 1 ), World::$current_site ) );`,
      );
      const actions = scheduled ? [['closte_domain_sync_drain', 5, 1]] : [];
      assert.deepEqual(told, [actions, 7]);
    });
  }

  it('is left to the process that has the lock', () => {
    const told = tell(
      `World::$locked = true; ${ADD('a.example.com')} ${SHUTDOWN} World::tell( array( count( World::$requests ), count( World::outbox() ) ) );`,
    );
    assert.deepEqual(told, [0, 1]);
  });

  it('takes at most two seconds of a page: one to connect, the rest for the answer', () => {
    const [request] = requests(`${ADD('a.example.com')} ${SHUTDOWN}`);
    assert.ok(request && request.timeout > 0.5 && request.timeout < 1);
    const connect = tell(
      `$none = null; $options = array( 'connect_timeout' => 10, 'timeout' => 1 );
			Closte_Domain_Sync\\limit_request( $none, $none, $none, $none, $options ); World::tell( $options['connect_timeout'] );`,
    );
    assert.equal(connect, 1);
  });

  it('is reported as missing if its table does not exist and cannot be created', () => {
    const problems = (broken: boolean) =>
      tell(`$wpdb->broken = ${broken}; World::tell( Closte_Domain_Sync\\problems() );`);
    assert.deepEqual(problems(false), []);
    assert.match(`${problems(true)}`, /^The table wp_closte_domain_sync_outbox is missing/);
  });

  it('starts no request that could not end in time', () => {
    const told = tell(
      "World::tell( Closte_Domain_Sync\\request( 'GET', 'http://example.com/', array(), '', microtime( true ) + 1 ) );",
    );
    assert.deepEqual(told, { error: 'no time was left' });
  });
});

interface Request {
  readonly url: string;
  readonly method: string;
  readonly redirection: number;
  readonly timeout: number;
  readonly body: string;
}

function requests(script: string): readonly Request[] {
  const told = tell(`${script} World::tell( World::$requests );`);
  assert.ok(isRequests(told));
  return told;
}

function isRequests(told: unknown): told is Request[] {
  return Array.isArray(told) && told.every((request) => typeof request.url === 'string');
}
