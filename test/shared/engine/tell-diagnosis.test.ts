import assert from 'node:assert/strict';
import { advanceRecorded } from '../../../shared/engine/advance-event.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { EVERY_MINUTE, sweep } from '../../../shared/engine/sweep.ts';
import { type TestEngine, testEngine } from '../../support/engine.ts';
import { anEvent } from '../../support/events.ts';
import { type MultisiteApi, multisiteApi } from '../../support/multisite-api.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { DAY, MINUTE } from '../../support/records.ts';

const NEVER = new AbortController().signal;

describe('telling the plugin in WordPress how a domain stands', () => {
  let outside: Outside;
  let api: MultisiteApi;
  let engine: TestEngine;
  beforeEach(async () => {
    [outside, api] = await Promise.all([startOutside(), multisiteApi()]);
    api.takesDiagnoses = true;
    engine = await testEngine(outside, {
      MULTISITE_API_URL: api.url,
      MULTISITE_API_SECRET: 'key:secret',
    });
  });
  afterEach(async () => {
    await engine.store.close();
    await Promise.all([outside.close(), api[Symbol.asyncDispose]()]);
  });

  async function happens(type: string): Promise<void> {
    const event = anEvent(type, { occurredAt: new Date(engine.now()).toISOString() });
    const { domains } = await recordEvent(engine.store, event, engine.now());
    await advanceRecorded(engine, domains, NEVER);
    await sweepAfter(1000);
  }

  async function sweepAfter(ms: number): Promise<void> {
    engine.clock.now += ms;
    await sweep(engine, EVERY_MINUTE, NEVER);
  }

  const told = () =>
    api.diagnoses.map(({ domain, body }) => {
      const { intent, stage } = Object(body);
      return `${domain} ${intent} ${stage}`;
    });

  it('is done by a sweep, once, and again when something changes', async () => {
    await happens('domain.created');
    assert.deepEqual(told(), ['shop.example.com mapped done']);
    await sweepAfter(DAY);
    assert.equal(told().length, 1, 'a look that finds the same is no news');
    await happens('domain.deleted');
    assert.deepEqual(told().slice(1), ['shop.example.com unmapped done']);
    await sweepAfter(DAY);
    assert.equal(told().length, 2);
  });

  it('looks for a missing plugin once a day, without logging it', async () => {
    api.takesDiagnoses = false;
    await happens('domain.created');
    api.takesDiagnoses = true;
    await sweepAfter(60 * MINUTE);
    assert.deepEqual(told(), []);
    await sweepAfter(DAY);
    assert.deepEqual(told(), ['shop.example.com mapped done']);
    assert.ok(engine.lines.every(({ level }) => level !== 'warn' && level !== 'error'));
  });

  it('is repeated once our clock has passed that of an instance whose clock was ahead', async () => {
    const toldAt = engine.now() + 90_000;
    api.diagnosisToldAt = () => (engine.now() > toldAt ? undefined : toldAt);
    await happens('domain.created');
    assert.deepEqual(told(), []);
    await sweepAfter(60_000);
    assert.deepEqual(told(), []);
    await sweepAfter(60_000);
    assert.deepEqual(told(), ['shop.example.com mapped done']);
  });

  it('is repeated within minutes if the previous clock was wrong', async () => {
    let answers = 0;
    const toldAt = engine.now() + 10 * DAY;
    api.diagnosisToldAt = () => {
      answers += 1;
      return answers === 1 ? toldAt : undefined;
    };
    await happens('domain.created');
    await sweepAfter(6 * MINUTE);
    assert.deepEqual(told(), ['shop.example.com mapped done']);
  });

  it('is no step without a multisite', async () => {
    const alone = await testEngine(outside, {});
    const event = anEvent('domain.created', { occurredAt: new Date(alone.now()).toISOString() });
    const { domains } = await recordEvent(alone.store, event, alone.now());
    await advanceRecorded(alone, domains, NEVER);
    const [domain] = domains;
    assert.ok(domain);
    assert.equal((await alone.store.get(domain))?.telling, null);
    await alone.store.close();
  });
});
