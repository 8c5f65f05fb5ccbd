import assert from 'node:assert/strict';
import { advance } from '../../../shared/engine/advance.ts';
import { advanceRecorded } from '../../../shared/engine/advance-event.ts';
import { type Effects, LEASE_MS } from '../../../shared/engine/engine.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { EVERY_MINUTE, sweep } from '../../../shared/engine/sweep.ts';
import type { Store } from '../../../shared/store/store.ts';
import { type TestEngine, testEngine } from '../../support/engine.ts';
import { anEvent } from '../../support/events.ts';
import { type MultisiteApi, multisiteApi } from '../../support/multisite-api.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { DAY, MINUTE, SECOND, shop } from '../../support/records.ts';

const never = new AbortController().signal;

/**
 * Shows, for a store, that every call in doubt is repeated until Closte, the multisite and the topic hold our
 * state.
 */
export function describeUncertain(openStore: () => Promise<Store>): void {
  let outside: Outside;
  let api: MultisiteApi;
  let engine: TestEngine;
  beforeEach(async () => {
    [outside, api] = await Promise.all([startOutside(), multisiteApi()]);
    const multisite = { MULTISITE_API_URL: api.url, MULTISITE_API_SECRET: 'key:secret' };
    engine = await testEngine(outside, multisite, await openStore());
  });
  afterEach(async () => {
    await engine.store.close();
    await Promise.all([outside.close(), api[Symbol.asyncDispose]()]);
  });

  async function record(type: string, change: Readonly<Record<string, unknown>> = {}) {
    engine.clock.now += SECOND;
    const occurredAt = new Date(engine.clock.now).toISOString();
    const event = anEvent(type, { occurredAt, ...change });
    return (await recordEvent(engine.store, event, engine.clock.now)).domains;
  }

  async function tell(type: string, change: Readonly<Record<string, unknown>> = {}) {
    await advanceRecorded(engine, await record(type, change), never);
  }

  /** Sweeps whenever something is due, until that time has passed. */
  async function live(forMs: number) {
    const until = engine.clock.now + forMs;
    for (;;) {
      const due = await engine.store.nextDueAt();
      if (due === undefined || due > until) break;
      engine.clock.now = Math.max(engine.clock.now, due);
      await sweep(engine, EVERY_MINUTE, never);
    }
    engine.clock.now = until;
  }

  function change(effects: Partial<Effects>) {
    engine = { ...engine, effects: { ...engine.effects, ...effects } };
  }

  const leave = () => outside.zone.set(shop, 'CNAME gone.example.net');
  const comeBack = () => outside.zone.set(shop, 'A 127.0.0.1');
  const stageHere = async () => (await engine.store.get(shop))?.stage;

  /** The stages and ids on the topic, in order. */
  const told = () =>
    engine.published.flatMap(({ message }) =>
      'stage' in message && 'domainId' in message ? [[message.stage, message.domainId]] : [],
    );

  const aliasesAtCloste = () => outside.closte.aliases().map(({ domain }) => domain);
  const aliasHere = async () => (await engine.store.get(shop))?.alias.state;

  /** Makes the next call to that endpoint time out; the test decides when it is carried out. */
  const givenUp = (endpoint: string) =>
    outside.closte.addFault({ endpoint, kind: 'done-later', times: 1 });

  it('an alias that Closte adds late, after it was removed, is removed again', async () => {
    givenUp('/adddomainalias');
    await tell('domain.created');
    await tell('domain.deleted');
    outside.closte.carryOutLate();
    assert.deepEqual([await aliasHere(), aliasesAtCloste()], ['removed', [shop]]);
    await live(MINUTE);
    assert.deepEqual([await aliasHere(), aliasesAtCloste()], ['removed', []]);
  });

  it('an alias that Closte removes late, after it was added, is added again', async () => {
    await tell('domain.created');
    givenUp('/deletedomainalias');
    await tell('domain.deleted');
    await tell('domain.created');
    outside.closte.carryOutLate();
    assert.deepEqual([await aliasHere(), aliasesAtCloste()], ['added', []]);
    await live(MINUTE);
    assert.deepEqual([await aliasHere(), aliasesAtCloste()], ['added', [shop]]);
  });

  it('a call in doubt is repeated four times within a day, and no more', async () => {
    givenUp('/adddomainalias');
    await tell('domain.created');
    await tell('domain.deleted');
    const before = outside.calls()['/deletedomainalias'] ?? 0;
    await live(DAY - MINUTE);
    outside.closte.carryOutLate();
    await live(3 * DAY);
    assert.deepEqual(aliasesAtCloste(), []);
    assert.equal((outside.calls()['/deletedomainalias'] ?? 0) - before, 4);
  });

  it('a call in doubt that nothing undoes costs no further call', async () => {
    givenUp('/adddomainalias');
    await tell('domain.created');
    const before = outside.calls()['/adddomainalias'];
    await live(2 * DAY);
    assert.equal(outside.calls()['/adddomainalias'], before);
  });

  it('an alias that was added under a claim that another worker took over is removed again', async () => {
    const { aliasHost } = engine.effects;
    const domains = await record('domain.created');
    const ahead = { ...engine, now: () => engine.clock.now + 90 * SECOND };
    const add: typeof aliasHost.add = async (...args) => {
      change({ aliasHost });
      await record('domain.deleted');
      const claim = await engine.store.claim(shop, ahead.now(), LEASE_MS);
      assert.ok(claim);
      const pass = ahead.effects.openPass();
      assert.equal(
        await advance(ahead, claim, await ahead.policy(), pass, never, ahead.now()),
        'rested',
      );
      return aliasHost.add(...args);
    };
    change({ aliasHost: { ...aliasHost, add } });
    await advanceRecorded(engine, domains, never);
    assert.deepEqual([await aliasHere(), aliasesAtCloste()], ['removed', [shop]]);
    await live(10 * MINUTE);
    assert.deepEqual([await aliasHere(), aliasesAtCloste()], ['removed', []]);
  });

  it('an alias is asserted again after an opposite call that was cut off', async () => {
    const { aliasHost } = engine.effects;
    const domains = await record('domain.created');
    const stop = new AbortController();
    let carryOut = async () => {};
    const add: typeof aliasHost.add = async (domain) => {
      carryOut = async () => {
        await aliasHost.add(domain, never);
      };
      stop.abort();
      throw stop.signal.reason;
    };
    change({ aliasHost: { ...aliasHost, add } });
    await advanceRecorded(engine, domains, stop.signal);
    change({ aliasHost });
    await record('domain.deleted');
    engine.clock.now += LEASE_MS;
    await sweep(engine, EVERY_MINUTE, never);
    await carryOut();
    assert.deepEqual([await aliasHere(), aliasesAtCloste()], ['removed', [shop]]);
    await live(10 * MINUTE);
    assert.deepEqual([await aliasHere(), aliasesAtCloste()], ['removed', []]);
  });

  it('a stage that the multisite writes late is overwritten', async () => {
    const row = api.add(shop, { id: 34 });
    await tell('domain.created', { domainId: 34 });
    let givenUp: string | undefined;
    api.onCall = ({ method }) => {
      if (method !== 'PUT') return undefined;
      // The call is held back; the test carries it out later.
      setImmediate(() => {
        givenUp = row.stage;
        row.stage = 'done';
      });
      return 'reset';
    };
    leave();
    await live(2 * DAY);
    assert.deepEqual([await stageHere(), row.stage, givenUp], ['failed', 'done', 'failed']);
    api.onCall = () => undefined;
    comeBack();
    await tell('domain.check', { domainId: 34 });
    assert.deepEqual([await stageHere(), row.stage], ['done', 'done']);
    row.stage = 'failed';
    await live(DAY);
    assert.deepEqual([await stageHere(), row.stage], ['done', 'done']);
  });

  it('a stage that the topic accepted without confirming it is followed by the current stage', async () => {
    api.add(shop, { id: 34 });
    await tell('domain.created', { domainId: 34 });
    const { report } = engine.effects;
    let isTaken = false;
    change({
      async report(message) {
        if (message.stage === 'failed' && !isTaken) {
          isTaken = true;
          await report(message);
        }
        throw new Error('no answer');
      },
    });
    leave();
    await live(2 * DAY);
    comeBack();
    await live(DAY);
    assert.deepEqual([await stageHere(), told().at(-1)], ['done', ['failed', 34]]);
    change({ report });
    await live(DAY);
    assert.deepEqual(told().at(-1), ['done', 34]);
  });

  it('a stage that is reported while the domain is mapped again is reported again for the new item', async () => {
    api.add(shop, { id: 35 });
    const { report } = engine.effects;
    change({
      async report(message) {
        await report(message);
        if (message.stage !== 'done' || message.domainId !== 34) return;
        await record('domain.created', { domainId: 35 });
      },
    });
    await tell('domain.created', { domainId: 34 });
    await live(10 * MINUTE);
    assert.deepEqual(told().at(-1), ['done', 35]);
    assert.equal(api.rows.get(35)?.stage, 'done');
  });
}
