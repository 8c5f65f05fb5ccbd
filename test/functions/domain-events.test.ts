import assert from 'node:assert/strict';
import { domainEvents } from '../../functions/domain-events.ts';
import { newInHand } from '../../functions/in-hand.ts';
import type { System } from '../../functions/system.ts';
import { parseDomainName } from '../../shared/domain-name.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { type TestEngine, testEngine } from '../support/engine.ts';
import { aMessage } from '../support/events.ts';
import { type Outside, startOutside } from '../support/outside.ts';

const shop = parseDomainName('shop.example.com');

describe('an instance that handles events', () => {
  let outside: Outside;
  let engine: TestEngine;
  beforeEach(async () => {
    outside = await startOutside();
    engine = await testEngine(outside);
  });
  afterEach(async () => {
    await engine.store.close();
    await outside.close();
  });

  /** Handles the creation of a domain while other events stay in hand. */
  async function stageBeside(others: number) {
    const events = newInHand();
    const over = Promise.withResolvers<void>();
    const besides = Array.from({ length: others }, () => events.during(() => over.promise));
    const settings = readSettings(outside.environment);
    const { log } = engine;
    const system: System = { settings, engine, events, log, publish: async () => {} };
    const data = Buffer.from(JSON.stringify(aMessage('domain.created', { domain: shop })));
    await domainEvents(
      {
        id: '1',
        specversion: '1.0',
        type: 'google.cloud.pubsub.topic.v1.messagePublished',
        source: '//pubsub.googleapis.com/projects/test/topics/closte-domain-events',
        data: { message: { data: data.toString('base64'), messageId: '1' } },
      },
      system,
    );
    over.resolve();
    await Promise.all(besides);
    assert.equal(events.count, 0);
    return (await engine.store.get(shop))?.stage;
  }

  for (const others of [0, 6]) {
    it(`brings a new domain to done at once while it handles ${others} other events`, async () => {
      assert.equal(await stageBeside(others), 'done');
    });
  }

  it('leaves the checks of a new domain to the sweep while it handles 7 other events', async () => {
    assert.equal(await stageBeside(7), 'checking-dns');
    assert.deepEqual(outside.calls(), { '/adddomainalias': 1 });
  });
});
