import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Network } from '../../../support/wordpress.ts';
import type { WebServer } from '../../../support/wordpress-web.ts';
import { describeInWordPress, publishingNetwork } from './in-wordpress.ts';
import { type Behaviour, type Message, type PubSub, pubSub } from './pubsub.ts';

const DOMAINS = Array.from({ length: 100 }, (_, n) => `shop-${n}.example.com`);
/** The changes of each domain, one after the other. */
const CHANGES = [
  'wu_add_domain',
  'wu_remove_domain',
  'wu_add_domain',
  'wu_remove_domain',
  'wu_add_domain',
];
const TYPES: Readonly<Record<string, string>> = {
  wu_add_domain: 'domain.created',
  wu_remove_domain: 'domain.deleted',
};

/** Makes all changes in Ultimate Multisite, which passes them to Action Scheduler. */
const MAKE_CHANGES = `
  foreach ( $given as $name ) {
    for ( $round = 0; $round < 5; $round++ ) {
      if ( 0 === $round % 2 ) {
        wu_create_domain( array( 'domain' => $name, 'blog_id' => 1 ) );
      } else {
        wu_get_domain_by_domain( $name )->delete();
      }
    }
  }`;

/** Runs Action Scheduler, and says so after each change. */
const RUN_ACTIONS = `
  $say = function () { fwrite( STDOUT, '.' ); };
  add_action( 'wu_add_domain', $say, PHP_INT_MAX );
  add_action( 'wu_remove_domain', $say, PHP_INT_MAX );
  do_action( 'action_scheduler_run_queue' );`;

describeInWordPress('the plugin while Pub/Sub is down', (wordPress) => {
  describe('and PHP is killed again and again', () => {
    let pubsub: PubSub;
    let network: Network;
    /** The state of each change of a domain in Action Scheduler, in their order. */
    let told: { hook: string; domain: string; isComplete: boolean }[];
    let kills = 0;
    before(async () => {
      pubsub = await pubSub({ listening: false });
      network = await publishingNetwork(await wordPress(), pubsub, { ultimateMultisite: '2.5' });
    });
    after(() => pubsub[Symbol.asyncDispose]());

    /** Kills a run of Action Scheduler somewhere in or after its `count`-th change. */
    async function runAndKill(count: number): Promise<void> {
      const run = network.start(RUN_ACTIONS);
      const ended = once(run, 'close');
      let changes = 0;
      run.stdout?.on('data', (dots: Buffer) => {
        changes += dots.length;
        if (changes >= count && run.kill('SIGKILL')) count = Number.POSITIVE_INFINITY;
      });
      await ended;
      if (run.signalCode === 'SIGKILL') kills += 1;
    }

    const pending = async () => {
      const [row] = await network.query(
        "SELECT COUNT(*) FROM wp_actionscheduler_actions WHERE status = 'pending' AND hook LIKE 'wu\\_%\\_domain'",
      );
      return Number(row?.[0]);
    };

    it('keeps all of 500 changes', async () => {
      await network.php(MAKE_CHANGES, DOMAINS);
      assert.equal(await pending(), DOMAINS.length * CHANGES.length);
      while ((await pending()) > 0) await runAndKill(5 + Math.floor(Math.random() * 50));
      assert.ok(kills > 3, `only ${kills} runs were killed`);

      const rows = await network.query(
        "SELECT hook, args, status FROM wp_actionscheduler_actions WHERE hook LIKE 'wu\\_%\\_domain' ORDER BY action_id",
      );
      told = rows.map(([hook = '', args = '{}', status]) => ({
        hook,
        domain: JSON.parse(args).domain,
        isComplete: status === 'complete',
      }));
      const interrupted = told.filter(({ isComplete }) => !isComplete).length;
      assert.ok(interrupted <= kills, 'each kill interrupts one change at most');
      assert.deepEqual(pubsub.received, []);
    });

    it('publishes them once it is back, in order, each with one id', async () => {
      await pubsub.listen();
      // A process that dies before Pub/Sub's acknowledgement leaves the messages to the next one.
      pubsub.behaves = 'takes silently';
      const drain = network.start('Closte_Domain_Sync\\drain( 60.0, true );');
      const ended = once(drain, 'close');
      while (pubsub.received.length === 0) await sleep(20);
      drain.kill('SIGKILL');
      await ended;
      pubsub.behaves = 'takes';
      const { code, output, errors } = await network.wpCli('drain');
      assert.equal(code, 0, errors);
      assert.match(output, /\b0\b.* wait/);

      const arrived = firstArrivals(pubsub.received);
      assert.ok(arrived.length < pubsub.received.length, 'some were published twice');
      for (const domain of DOMAINS) {
        const ofDomain = arrived.filter((message) => message.domain === domain);
        const changes = told.filter((change) => change.domain === domain);
        assertFollow(ofDomain, changes, domain);
        const moments = ofDomain.map(({ occurredAt }) => occurredAt);
        assert.deepEqual(
          moments,
          [...new Set(moments)].sort(),
          `${domain}: the newest is the last`,
        );
      }
    });

    it('and a backfill publishes changes that a kill has removed from Action Scheduler', async () => {
      await network.wpCli('backfill');
      for (const domain of DOMAINS) {
        const ofDomain = pubsub.received.filter((message) => message.domain === domain);
        assert.equal(ofDomain.at(-1)?.type, 'domain.created', domain);
      }
    });
  });

  describe('that fails once', () => {
    it('WP-Cron publishes the waiting events, after a pause', async () => {
      await using pubsub = await pubSub();
      const network = await publishingNetwork(await wordPress(), pubsub);
      pubsub.behaves = 503;
      await network.php("do_action( 'wu_add_domain', 'shop.example.com', 1 );");
      assert.equal(pubsub.authorizations.length, 1);

      pubsub.behaves = 'takes';
      await network.cron();
      assert.equal(pubsub.received.length, 0, 'it was published during the pause');
      await until(() => pubsub.received.length > 0, network.cron);
      assert.equal(pubsub.received[0]?.domain, 'shop.example.com');
    });

    it('so does Action Scheduler', async () => {
      await using pubsub = await pubSub();
      const options = { ultimateMultisite: '2.4' } as const;
      const network = await publishingNetwork(await wordPress(), pubsub, options);
      pubsub.behaves = 503;
      await network.php("do_action( 'wu_add_domain', 'shop.example.com', 1 );");
      pubsub.behaves = 'takes';
      await until(() => pubsub.received.length > 0, network.runActions);
      assert.equal(pubsub.received[0]?.domain, 'shop.example.com');
    });
  });

  describe('a page', () => {
    let network: Network;
    before(async () => {
      network = await publishingNetwork(await wordPress(), { host: '127.0.0.1:9' });
    });

    const load = (server: WebServer, domain: string) =>
      server.get('network.example.com', `/?map=${domain}`);

    const faults: [string, Behaviour | 'refuses'][] = [
      ['refuses connections', 'refuses'],
      ['takes connections and never answers', 'is silent'],
      ['answers a byte at a time', 'drips'],
      ['is out of order', 500],
      ['forbids it', 403],
    ];
    for (const [what, behaviour] of faults) {
      // Without the plugin's limits, PHP would wait longer than the test may take.
      it(`is served in time when Pub/Sub ${what}`, async () => {
        await using pubsub = await pubSub({ listening: behaviour !== 'refuses' });
        if (behaviour !== 'refuses') pubsub.behaves = behaviour;
        const constants = { PUBSUB_EMULATOR_HOST: pubsub.host };
        await network.query("DELETE FROM wp_sitemeta WHERE meta_key LIKE 'closte%failure'");
        const server = await network.with(constants).serve();
        const page = await load(server, 'first.example.com,second.example.com');
        assert.equal(page.status, 200);
        assert.match(page.body, /^A page of /);

        const asked = pubsub.authorizations.length;
        const next = await load(server, 'third.example.com');
        assert.equal(next.status, 200);
        assert.equal(pubsub.authorizations.length, asked, 'the next pages tried again');
        await server.close();
      });
    }

    it('leaves publishing to WP-Cron if PHP has no curl, without which a request may never end', async () => {
      await using pubsub = await pubSub();
      const own = await publishingNetwork(await wordPress(), pubsub);
      const server = await own.serve({ disable_functions: 'curl_init,curl_exec' });
      const page = await load(server, 'shop.example.com');
      assert.match(page.body, /^A page of /);
      assert.equal(pubsub.authorizations.length, 0);
      await server.close();
      await own.cron();
      assert.deepEqual(
        pubsub.received.map(({ domain }) => domain),
        ['shop.example.com'],
      );
    });

    it('and their domains are published afterwards', async () => {
      await using pubsub = await pubSub();
      await network.with({ PUBSUB_EMULATOR_HOST: pubsub.host }).wpCli('drain');
      const expected = faults.flatMap(() => ['first', 'second', 'third']);
      const labels = pubsub.received.map(({ domain }) => domain?.split('.')[0]);
      assert.deepEqual(labels, expected);
    });
  });
});

/** The messages without repetitions. */
function firstArrivals(received: readonly Message[]): Message[] {
  const seen = new Map<string, Message>();
  for (const message of received) {
    const before = seen.get(message.id);
    if (before) assert.deepEqual(message, before, 'a repeated message differs');
    else seen.set(message.id, message);
  }
  return [...seen.values()];
}

/** A change that was cut off may be published or not; all others are, once, in order. */
function assertFollow(
  arrived: readonly Message[],
  changes: readonly { hook: string; isComplete: boolean }[],
  domain: string,
): void {
  const types = arrived.map(({ type }) => type);
  const left = [...types];
  for (const { hook, isComplete } of changes) {
    if (left[0] === TYPES[hook]) left.shift();
    else assert.ok(!isComplete, `${domain}: a complete ${hook} is missing in ${types.join()}`);
  }
  assert.deepEqual(left, [], `${domain}: ${types.join()} has more than was told`);
}

async function until(holds: () => boolean, work: () => Promise<void>): Promise<void> {
  for (let waitedMs = 0; !holds(); waitedMs += 500) {
    assert.ok(waitedMs < 40_000, 'not in time');
    await sleep(500);
    await work();
  }
}
