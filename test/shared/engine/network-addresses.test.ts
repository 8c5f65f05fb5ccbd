import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { advanceRecorded } from '../../../shared/engine/advance-event.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { EVERY_MINUTE, sweep } from '../../../shared/engine/sweep.ts';
import { type TestEngine, testEngine } from '../../support/engine.ts';
import { anEvent } from '../../support/events.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { DAY, HOUR, MINUTE } from '../../support/records.ts';

const never = new AbortController().signal;
const NETWORK = 'network.example.com';

describe('a network that moves to another address', () => {
  let outside: Outside;
  let engine: TestEngine;
  beforeEach(async () => {
    outside = await startOutside();
    engine = await testEngine(outside, { NETWORK_DOMAIN: NETWORK, NETWORK_ADDRESSES: '' });
    outside.zone.set(NETWORK, 'A 127.0.0.1');
    await map('shop.example.com');
    outside.zone.set(NETWORK, 'A 127.0.0.2');
  });
  afterEach(async () => {
    await engine.store.close();
    await outside.close();
  });

  async function map(domain: string) {
    await recordEvent(engine.store, anEvent('domain.created', { domain }), engine.now());
    await sweep(engine, EVERY_MINUTE, never);
  }

  /** Lets that time pass, with a sweep every hour. */
  async function pass(ms: number) {
    for (let passed = 0; passed < ms; passed += HOUR) {
      engine.clock.now += HOUR;
      await sweep(engine, EVERY_MINUTE, never);
    }
  }

  async function seenOf(domain: string) {
    const record = await engine.store.get(parseDomainName(domain));
    return [record?.stage, record?.problems.dns.map(({ code }) => code)];
  }

  it('keeps the domains live that still point at the old one, and reports what to change', async () => {
    assert.deepEqual(await seenOf('shop.example.com'), ['done', []]);
    await pass(2 * DAY);
    assert.deepEqual(await seenOf('shop.example.com'), ['done', ['dns-old-address']]);
    const record = await engine.store.get(parseDomainName('shop.example.com'));
    const [problem] = record?.problems.dns ?? [];
    assert.ok(problem && 'fix' in problem);
    const { from, to } = problem.fix.replace[0] ?? {};
    assert.deepEqual([from?.value, to?.value], ['127.0.0.1', '127.0.0.2']);
  });

  it('accepts new domains at the old address meanwhile', async () => {
    // All looks share the answers for the network's name of the last few seconds.
    engine.clock.now += MINUTE;
    await map('new.example.com');
    assert.deepEqual(await seenOf('new.example.com'), ['done', ['dns-old-address']]);
  });

  it('accepts them before a sweep has noticed the move', async () => {
    engine.clock.now += MINUTE;
    const occurredAt = new Date(engine.now()).toISOString();
    const event = anEvent('domain.created', { domain: 'new.example.com', occurredAt });
    const { domains } = await recordEvent(engine.store, event, engine.now());
    await advanceRecorded(engine, domains, never);
    assert.deepEqual(await seenOf('new.example.com'), ['done', ['dns-old-address']]);
  });

  it('no longer warns about a domain that has followed', async () => {
    await pass(DAY);
    outside.zone.set('shop.example.com', `CNAME ${NETWORK}`);
    await pass(DAY);
    assert.equal((await seenOf('shop.example.com'))[1]?.includes('dns-old-address'), false);
  });

  it('lets go of the old address after the grace time', async () => {
    // The first sweep notices the move.
    await pass(7 * DAY + HOUR);
    await map('late.example.com');
    assert.deepEqual(await seenOf('late.example.com'), ['checking-dns', ['dns-wrong-address']]);
  });

  it('does not count as moved while its domain cannot be looked up', async () => {
    outside.zone.fail(NETWORK, 'SERVFAIL');
    await pass(2 * DAY);
    const { networkAddresses } = await engine.store.readSettings();
    assert.deepEqual(networkAddresses, [{ address: '127.0.0.1' }]);
    assert.deepEqual((await seenOf('shop.example.com'))[0], 'done');
  });
});
