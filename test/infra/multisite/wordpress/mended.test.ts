import assert from 'node:assert/strict';
import { advanceRecorded } from '../../../../shared/engine/advance-event.ts';
import { recordEvent } from '../../../../shared/engine/record-event.ts';
import { EVERY_MINUTE, sweep } from '../../../../shared/engine/sweep.ts';
import { readDomainEvent } from '../../../../shared/events/domain-event.ts';
import { BROWSER } from '../../../support/browser.ts';
import { type TestEngine, testEngine } from '../../../support/engine.ts';
import { type Outside, startOutside } from '../../../support/outside.ts';
import { MINUTE } from '../../../support/records.ts';
import type { Network } from '../../../support/wordpress.ts';
import { describeWith } from '../../deploy/tools.ts';
import { SECRET } from './diagnoses.ts';
import { createSite, describeInWordPress, mapDomain, publishingNetwork } from './in-wordpress.ts';
import { type PubSub, pubSub } from './pubsub.ts';
import { SHOP, SITE_PAGE } from './shown-network.ts';
import { browserOn, type NetworkBrowser } from './with-browser.ts';

const NEVER = new AbortController().signal;
const INTERVAL = 5 * MINUTE;

describeWith([BROWSER], 'A customer whose record is wrong', () => {
  describeInWordPress('sees in WordPress that it is wrong', (wordPress) => {
    let outside: Outside;
    let pubsub: PubSub;
    let network: Network;
    let engine: TestEngine;
    let browser: NetworkBrowser;
    let customer: number;
    before(async () => {
      [outside, pubsub] = await Promise.all([startOutside(), pubSub()]);
      network = await publishingNetwork(await wordPress(), pubsub, {
        ultimateMultisite: '2.4',
        constants: { CLOSTE_SYNC_PROOF_SECRET: SECRET, COOKIE_DOMAIN: '.network.example.com' },
      });
      await network.php(
        "wu_save_setting( 'api_key', 'key' ); wu_save_setting( 'api_secret', $given );",
        SECRET,
      );
      const server = await network.serve();
      const site = await createSite(network, 'customer.network.example.com');
      customer = Number(
        await network.php(
          "$id = wpmu_create_user( 'customer', 'password', 'customer@example.org' ); add_user_to_blog( $given, $id, 'administrator' ); return $id;",
          site,
        ),
      );
      engine = await testEngine(outside, {
        MULTISITE_API_URL: `${server.origin}/wp-json`,
        MULTISITE_API_SECRET: `key:${SECRET}`,
      });
      browser = await browserOn(network, server);
      outside.zone.set(SHOP, 'A 127.0.0.9');
      pubsub.received.length = 0;
      await mapDomain(network, SHOP, site);
      await network.runActions();
    });
    after(async () => {
      await browser?.[Symbol.asyncDispose]();
      await engine?.store.close();
      await Promise.all([outside?.close(), pubsub?.[Symbol.asyncDispose]()]);
    });

    /** Delivers to the functions as Pub/Sub does. */
    async function deliver(): Promise<void> {
      // The multisite's clock is the real one, and so is ours until it is moved.
      engine.clock.now = Math.max(engine.clock.now, Date.now());
      for (const message of pubsub.received.splice(0)) {
        const read = { publishedAt: engine.now(), allowSpecialUse: true };
        const event = readDomainEvent(JSON.stringify(message), read);
        const { domains } = await recordEvent(engine.store, event, engine.now());
        await advanceRecorded(engine, domains, NEVER);
      }
      await sweepAfter(1000);
    }

    async function sweepAfter(ms: number): Promise<void> {
      engine.clock.now += ms;
      await sweep(engine, EVERY_MINUTE, NEVER);
    }

    it('and, once it is fixed and checked again, that the domain is live within two intervals', async () => {
      await deliver();
      await using context = await browser.open(customer);
      const page = await context.newPage();
      await page.goto(SITE_PAGE);
      const said = async () => (await page.textContent('.wrap')) ?? '';
      assert.match(
        await said(),
        /shop\.example\.com points at 127\.0\.0\.9, which is not this network/,
      );
      assert.match(
        await said(),
        /Change the A record of shop\.example\.com from 127\.0\.0\.9 to 127\.0\.0\.1/,
      );

      outside.zone.set(SHOP, 'A 127.0.0.1');
      await page.getByRole('button', { name: `Check again: ${SHOP}` }).click();
      await page.getByText('The domain is being checked.').waitFor();
      assert.deepEqual(
        pubsub.received.map(({ type, domain }) => [type, domain]),
        [['domain.check', SHOP]],
      );
      const askedAt = Math.max(engine.clock.now, Date.now());
      await deliver();
      const isLive = async () => {
        await page.reload();
        return new RegExp(`${SHOP}\\s*Live`).test(await said());
      };
      while (!(await isLive())) {
        assert.ok(engine.clock.now - askedAt <= 2 * INTERVAL, await said());
        await sweepAfter(MINUTE);
      }
      const [[stage] = []] = await network.query(
        `SELECT stage FROM wp_wu_domain_mappings WHERE domain = '${SHOP}'`,
      );
      assert.equal(stage, 'done');
    });
  });
});
