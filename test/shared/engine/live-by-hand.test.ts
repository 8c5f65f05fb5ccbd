import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { EVERY_MINUTE, sweep } from '../../../shared/engine/sweep.ts';
import { reconcile } from '../../../shared/reconciliation/reconcile.ts';
import { type TestEngine, testEngine } from '../../support/engine.ts';
import { type MultisiteApi, multisiteApi } from '../../support/multisite-api.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { DAY, MINUTE } from '../../support/records.ts';

const shop = parseDomainName('shop.example.com');
const GONE = 'CNAME gone.example.net';
const NEVER = new AbortController().signal;

describe('a domain that is live in the multisite for a reason that our check cannot see', () => {
  let outside: Outside;
  let api: MultisiteApi;
  let engine: TestEngine;
  beforeEach(async () => {
    [outside, api] = await Promise.all([startOutside(), multisiteApi()]);
    engine = await testEngine(outside, {
      MULTISITE_API_URL: api.url,
      MULTISITE_API_SECRET: 'key:secret',
      DNS_MAX_TRIES: '2',
    });
    outside.zone.set('shop.example.com', GONE);
  });
  afterEach(async () => {
    await engine.store.close();
    await Promise.all([outside.close(), api[Symbol.asyncDispose]()]);
  });

  /** Runs `nights` nightly reconciliations, each followed by a day of looks. */
  async function live(nights: number) {
    for (let night = 0; night < nights; night += 1) {
      const { multisite } = engine.effects;
      assert.ok(multisite);
      // Its clock goes with ours.
      api.date = new Date(engine.now()).toUTCString();
      await reconcile(
        { ...engine, multisite, allowSpecialUse: false },
        { dryRun: false, force: false },
        NEVER,
      );
      for (let minutes = 0; minutes < 90; minutes += 5) {
        await sweep(engine, EVERY_MINUTE, NEVER);
        engine.clock.now += 5 * MINUTE;
      }
      engine.clock.now += DAY;
      await sweep(engine, EVERY_MINUTE, NEVER);
    }
  }

  const told = async () => {
    const record = await engine.store.get(shop);
    return [record?.stage, record?.problems.dns.map(({ code }) => code)];
  };

  it('stays live if reconciliation found it, with its problems shown', async () => {
    const row = api.add('shop.example.com', { id: 34, stage: 'done', secure: true });
    await live(3);
    assert.deepEqual(await told(), ['done', ['dns-cname-broken']]);
    assert.deepEqual([row.stage, row.secure, api.written()], ['done', true, []]);
  });

  it('stays live if an administrator set it by hand after it failed', async () => {
    const row = api.add('shop.example.com', { id: 34 });
    await live(1);
    assert.deepEqual([row.stage, (await told())[0]], ['failed', 'failed']);
    row.stage = 'done';
    const written = api.written().length;
    await live(3);
    assert.deepEqual(await told(), ['done', ['dns-cname-broken']]);
    assert.deepEqual([row.stage, api.written().length], ['done', written]);
  });

  it('is taken down if it has left since it was seen right, and stays live if put back by hand', async () => {
    const row = api.add('shop.example.com', { id: 34, stage: 'done' });
    outside.zone.set('shop.example.com', 'A 127.0.0.1');
    await live(1);
    outside.zone.set('shop.example.com', GONE);
    await live(1);
    await live(1);
    assert.deepEqual([row.stage, (await told())[0]], ['failed', 'failed']);
    row.stage = 'done';
    await live(2);
    assert.deepEqual([row.stage, (await told())[0]], ['done', 'done']);
  });
});
