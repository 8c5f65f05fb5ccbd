import assert from 'node:assert/strict';
import sinon from 'sinon';
import { raceAbort } from '../../../shared/async/time-limit.ts';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { advanceRecorded } from '../../../shared/engine/advance-event.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { EVERY_MINUTE, sweep } from '../../../shared/engine/sweep.ts';
import { writeStage } from '../../../shared/engine/write-stage.ts';
import { type TestEngine, testEngine, waitingLast } from '../../support/engine.ts';
import { anEvent } from '../../support/events.ts';
import { type MultisiteApi, multisiteApi } from '../../support/multisite-api.ts';
import type { MultisiteFault } from '../../support/multisite-faults.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { aRecord, DAY, HOUR, MINUTE } from '../../support/records.ts';

const shop = parseDomainName('shop.example.com');
const NEVER = new AbortController().signal;
const DONE = { stage: 'done', secure: true };

describe("writing the stage to the multisite's record", () => {
  let outside: Outside;
  let api: MultisiteApi;
  let engine: TestEngine;
  beforeEach(async () => {
    [outside, api] = await Promise.all([startOutside(), multisiteApi()]);
    engine = await testEngine(outside, {
      MULTISITE_API_URL: api.url,
      MULTISITE_API_SECRET: 'key:secret',
    });
  });
  afterEach(async () => {
    await engine.store.close();
    await Promise.all([outside.close(), api[Symbol.asyncDispose]()]);
  });

  /** Records an event and advances what it is about, as the function does; the next sweep writes. */
  async function tell(type: string, change: Readonly<Record<string, unknown>> = {}) {
    const occurredAt = new Date(engine.now()).toISOString();
    const event = anEvent(type, { occurredAt, ...change });
    const { domains } = await recordEvent(engine.store, event, engine.now());
    await advanceRecorded(engine, domains, NEVER);
    await sweepAfter(1000);
  }

  async function sweepAfter(ms: number) {
    engine.clock.now += ms;
    return sweep(engine, EVERY_MINUTE, NEVER);
  }

  async function sweepEachMinute(minutes: number) {
    const begunAt = engine.clock.now;
    for (let minute = 1; minute <= minutes; minute += 1) {
      engine.clock.now = Math.max(engine.clock.now, begunAt + minute * MINUTE);
      await sweep(engine, EVERY_MINUTE, NEVER);
    }
  }

  /** Stops the clock during requests to the multisite; returns the peak number of concurrent requests. */
  function countRequests(): () => number {
    let underWay = 0;
    let most = 0;
    const { multisite } = engine.effects;
    assert.ok(multisite);
    const counting =
      <Asked extends unknown[], Answer>(ask: (...asked: Asked) => Promise<Answer>) =>
      async (...asked: Asked): Promise<Answer> => {
        underWay += 1;
        most = Math.max(most, underWay);
        try {
          return await ask(...asked);
        } finally {
          underWay -= 1;
        }
      };
    const counted = {
      ...multisite,
      get: counting(multisite.get),
      write: counting(multisite.write),
    };
    engine = {
      ...engine,
      wait: waitingLast(engine, () => underWay === 0),
      effects: { ...engine.effects, multisite: counted },
    };
    return () => most;
  }

  const bodies = () => api.written().map(({ body }) => body);
  const paths = () => api.calls.map(({ method, path }) => `${method} ${path}`);
  const record = async (domain = shop) => {
    const found = await engine.store.get(domain);
    assert.ok(found);
    return found;
  };

  it('is done by a sweep after a stage change, together with `secure`', async () => {
    const { id } = api.add('shop.example.com', { id: 34 });
    await tell('domain.created', { domainId: id });
    assert.deepEqual(paths(), ['GET /domain/34', 'PUT /domain/34']);
    assert.deepEqual(bodies(), [DONE]);
    assert.deepEqual([api.rows.get(id)?.stage, api.rows.get(id)?.secure], ['done', true]);
    await sweepAfter(DAY);
    assert.equal(api.calls.length, 2);
  });

  it('takes no domain down whose stage this version does not know', async () => {
    const ofLaterVersion = { stage: 'parked' };
    const names = ['elsewhere.example.com', 'shop.example.com'];
    const [lost, right] = names.map((name) => api.add(name, ofLaterVersion));
    for (const row of [lost, right]) {
      await tell('domain.created', { domain: row?.domain, domainId: row?.id });
    }
    await sweepEachMinute(30);
    assert.equal((await record(parseDomainName('elsewhere.example.com'))).stage, 'failed');
    assert.deepEqual([lost?.stage, right?.stage], ['parked', 'done']);
  });

  it('looks the item up once if no event has named its id, and remembers it', async () => {
    api.add('shop.example.com', { id: 77 });
    await tell('domain.created');
    assert.deepEqual(paths(), ['GET /domain', 'PUT /domain/77']);
    assert.equal((await record()).domainId, 77);
  });

  it('looks the item up by name if none has the id that an event named', async () => {
    api.add('shop.example.com', { id: 77 });
    api.add('blog.example.com', { id: 35 });
    for (const domainId of [34, 35]) {
      await tell('domain.created', { domainId });
      assert.deepEqual([(await record()).domainId, api.rows.get(77)?.stage], [77, 'done']);
      assert.equal(api.rows.get(35)?.stage, 'checking-dns');
      engine.clock.now += MINUTE;
    }
  });

  it('looks the item up by name if it is gone when it is written to', async () => {
    api.add('shop.example.com', { id: 34 });
    api.onCall = ({ method }) => {
      if (method === 'PUT' && api.rows.delete(34)) api.add('shop.example.com', { id: 77 });
      return undefined;
    };
    await tell('domain.created', { domainId: 34 });
    assert.deepEqual([(await record()).domainId, api.rows.get(77)?.stage], [77, 'done']);
  });

  for (const change of [{ domainId: 34 }, {}]) {
    it(`takes no live site down that was never seen right (${Object.keys(change)})`, async () => {
      const row = api.add('shop.example.com', { id: 34, ...DONE });
      outside.certificates.set(shop, undefined);
      await tell('domain.created', change);
      assert.equal((await record()).stage, 'checking-ssl-cert');
      assert.deepEqual([row.stage, bodies()], ['done', []]);
      for (let tries = 0; tries < 20; tries += 1) await sweepAfter(HOUR);
      const { stage, problems } = await record();
      assert.deepEqual([row.stage, bodies(), stage], ['done', [], 'done']);
      assert.ok(problems.certificate.length > 0);
    });
  }

  it('is done even if the item cannot be read first, but only if that takes nothing down', async () => {
    const row = api.add('shop.example.com', { id: 34, ...DONE });
    api.onCall = ({ method }) => (method === 'GET' ? 'no-route' : undefined);
    outside.certificates.set(shop, undefined);
    await tell('domain.created', { domainId: 34 });
    for (let tries = 0; tries < 20; tries += 1) await sweepAfter(HOUR);
    assert.deepEqual([row.stage, bodies()], ['done', []]);
    row.stage = 'checking-dns';
    outside.certificates.delete(shop);
    await sweepAfter(DAY);
    await sweepAfter(HOUR);
    assert.deepEqual([row.stage, bodies()], ['done', [DONE]]);
  });

  it('does not touch `secure` of a live domain, which administrators may have changed', async () => {
    const row = api.add('shop.example.com', { id: 34 });
    await tell('domain.created', { domainId: 34 });
    row.secure = false;
    engine.clock.now += 1000;
    await tell('domain.check', { domainId: 34 });
    await sweepAfter(DAY);
    assert.deepEqual([row.stage, row.secure, bodies()], ['done', false, [DONE]]);
  });

  it('does not write a stage that is already there', async () => {
    api.add('shop.example.com', { id: 34 });
    await tell('domain.created', { domainId: 34 });
    engine.clock.now += 1000;
    await tell('domain.check', { domainId: 34 });
    assert.deepEqual(bodies(), [DONE]);
    assert.equal(paths().at(-1), 'GET /domain/34');
  });

  for (const [what, change, calls] of [
    ['there is no such record', { domainId: 34 }, ['GET /domain/34', 'GET /domain']],
    ['there is none of this name', {}, ['GET /domain']],
  ] as const) {
    it(`is given up for this stage if ${what}, and tried with the next`, async () => {
      outside.certificates.set(shop, undefined);
      await tell('domain.created', change);
      const asked = api.calls.length;
      assert.deepEqual(paths(), calls);
      await sweepAfter(4 * MINUTE);
      assert.equal(api.calls.length, asked, 'not again');
      outside.certificates.delete(shop);
      await sweepAfter(HOUR);
      assert.equal((await record()).stage, 'done');
      assert.deepEqual(paths(), [...calls, ...calls]);
    });
  }

  const faults: MultisiteFault[] = [
    ...(['error-500', 'down-503', 'reset', 'truncated', 'login-page', 'not-found-page'] as const),
    ...(['no-route', 'rate-limited', 'redirect', 'unauthorized'] as const),
  ];
  for (const fault of faults) {
    it(`is retried after ${fault} until it succeeds, and holds up nothing`, async () => {
      api.add('shop.example.com', { id: 34 });
      api.onCall = () => fault;
      await tell('domain.created', { domainId: 34 });
      assert.equal((await record()).stage, 'done');
      assert.equal(engine.published.length, 2);
      for (let hours = 0; hours < 3; hours += 1) await sweepAfter(2 * HOUR);
      api.onCall = () => undefined;
      await sweepAfter(2 * HOUR);
      assert.deepEqual(bodies().at(-1), DONE);
      assert.equal(api.rows.get(34)?.stage, 'done');
      assert.equal(engine.published.length, 2, 'told once');
      const asked = api.calls.length;
      await sweepAfter(4 * HOUR);
      assert.equal(api.calls.length, asked);
    });
  }

  it('does not pause other calls if there is no Ultimate Multisite', async () => {
    api.onCall = () => 'no-route';
    for (let n = 0; n < 8; n += 1) {
      const domain = `shop-${n}.example.com`;
      await tell('domain.created', { domain, domainId: 34 + n });
    }
    await sweepAfter(HOUR);
    const { hosts } = await engine.store.readSettings();
    assert.equal(hosts?.multisite?.circuit, undefined);
    const said = engine.lines.filter(({ step }) => step === 'write-stage');
    assert.ok(said.length >= 8);
    assert.ok(said.every(({ level }) => level === 30));
  });

  it('waits as long as the multisite asks', async () => {
    api.add('shop.example.com', { id: 34 });
    api.onCall = () => 'rate-limited';
    await tell('domain.created', { domainId: 34 });
    const asked = api.calls.length;
    await sweepAfter(89_000);
    assert.equal(api.calls.length, asked);
    await sweepAfter(2000);
    assert.equal(api.calls.length, asked + 1);
  });

  it('does not wait for a failing report', async () => {
    api.add('shop.example.com', { id: 34 });
    const report = () => Promise.reject(new Error('Pub/Sub is down'));
    engine = { ...engine, effects: { ...engine.effects, report } };
    await tell('domain.created', { domainId: 34 });
    assert.deepEqual(bodies(), [DONE]);
    assert.equal((await record()).reportedStage, 'checking-dns');
  });

  it('is retried a day after the multisite has refused it', async () => {
    await using old = await multisiteApi({ version: '2025' });
    old.add('shop.example.com', { id: 34 });
    outside.certificates.set(shop, undefined);
    const environment = { MULTISITE_API_URL: old.url, MULTISITE_API_SECRET: 'key:secret' };
    await engine.store.close();
    engine = await testEngine(outside, { ...environment, SSL_MAX_TRIES: '1' });
    await tell('domain.created', { domainId: 34 });
    assert.equal((await record()).stage, 'ssl-failed');
    const asked = old.calls.length;
    await sweepAfter(20 * HOUR);
    assert.equal(old.calls.length, asked);
    await sweepAfter(4 * HOUR);
    assert.deepEqual(
      old.calls.slice(asked).map(({ method }) => method),
      ['GET', 'PUT'],
    );
    const said = engine.lines.filter(({ multisiteFailure }) => multisiteFailure === 'refused');
    assert.deepEqual(
      said.map(({ domain, step, level }) => [domain, step, level]),
      [1, 2].map(() => [shop, 'write-stage', 40]),
    );
  });

  it('is not done for an unmapped domain', async () => {
    api.add('shop.example.com', { id: 34 });
    api.onCall = () => 'error-500';
    await tell('domain.created', { domainId: 34 });
    await tell('domain.deleted', {
      domainId: 34,
      occurredAt: new Date(engine.now() + 1).toISOString(),
    });
    const asked = api.calls.length;
    await sweepAfter(2 * HOUR);
    assert.equal(api.calls.length, asked);
  });

  it('reports that a failed domain starts over', async () => {
    api.add('shop.example.com', { id: 34 });
    outside.zone.set('shop.example.com', 'A 127.0.0.9');
    await engine.store.close();
    engine = await testEngine(outside, {
      MULTISITE_API_URL: api.url,
      MULTISITE_API_SECRET: 'key:secret',
      DNS_MAX_TRIES: '1',
    });
    await tell('domain.created', { domainId: 34 });
    assert.deepEqual(bodies(), [{ stage: 'failed', secure: false }]);
    // DNS answers are cached for a while.
    engine.clock.now += HOUR;
    outside.zone.set('shop.example.com', 'A 127.0.0.1');
    await tell('domain.check', { domainId: 34 });
    assert.deepEqual(bodies().slice(1), [DONE]);
  });

  it('overwrites a stage that somebody changed by hand before asking to look again', async () => {
    const row = api.add('shop.example.com', { id: 34 });
    await tell('domain.created', { domainId: 34 });
    row.stage = 'checking-dns';
    engine.clock.now += 1000;
    await tell('domain.check', { domainId: 34 });
    assert.equal(row.stage, 'done');
    await tell('domain.check', {
      domainId: 34,
      occurredAt: new Date(engine.now() + 1).toISOString(),
    });
    assert.deepEqual(bodies(), [DONE, DONE]);
  });

  it('is done for the new item of a domain that was removed and added again', async () => {
    api.add('shop.example.com', { id: 34 });
    await tell('domain.created', { domainId: 34 });
    api.rows.delete(34);
    api.add('shop.example.com', { id: 35 });
    engine.clock.now += 1000;
    await tell('domain.created', { domainId: 35 });
    assert.deepEqual(api.written().at(-1), { id: 35, body: DONE });
  });

  it('does not happen without an API, and nothing waits for it', async () => {
    await engine.store.close();
    engine = await testEngine(outside);
    await tell('domain.created', { domainId: 34 });
    const { stage, writtenStage } = await record();
    assert.deepEqual([stage, writtenStage], ['done', 'done']);
    assert.ok(engine.lines.every(({ step }) => step !== 'write-stage'));
  });

  describe('with credentials that are refused', () => {
    const names = Array.from({ length: 20 }, (_, n) => `d${n}.example.com`);
    const alerts = () =>
      engine.lines.filter(
        ({ multisiteFailure, level }) => multisiteFailure === 'unauthorized' && level === 50,
      );
    beforeEach(async () => {
      for (const name of names) api.add(name);
      api.credentials = 'others:now';
      for (const [n, domain] of names.entries())
        await tell('domain.created', { domain, domainId: n + 1 });
    });

    it('raises one alert for the network, and the other domains wait', async () => {
      assert.equal(alerts().length, 1);
      assert.equal(api.calls.length, 1);
      for (const domain of names) {
        assert.equal((await record(parseDomainName(domain))).stage, 'done');
      }
    });

    it('checks periodically whether they are accepted again, and reports once an hour', async () => {
      await sweepEachMinute(55);
      assert.equal(alerts().length, 1);
      assert.ok(api.calls.length > 5 && api.calls.length < 200, `${api.calls.length} calls`);
      await sweepEachMinute(15);
      assert.equal(alerts().length, 2);
    });

    it('writes everything once they are accepted', async () => {
      api.credentials = 'key:secret';
      countRequests();
      await sweepEachMinute(10);
      assert.deepEqual(
        new Set([...api.rows.values()].map(({ stage }) => stage)),
        new Set(['done']),
      );
      assert.equal((await engine.store.readSettings()).multisiteRefusal, undefined);
      assert.ok(
        engine.lines.some(({ msg }) => msg === 'the multisite accepts the credentials again'),
      );
    });
  });

  it('ends before the turn and the claim do, however long the multisite takes, and is then in doubt', async () => {
    const timers = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { multisite } = engine.effects;
    assert.ok(multisite);
    const asked = Promise.withResolvers<void>();
    const get = (_: number, signal: AbortSignal) => {
      asked.resolve();
      return raceAbort(new Promise<undefined>(() => {}), signal);
    };
    const slow = { ...engine, effects: { ...engine.effects, multisite: { ...multisite, get } } };
    const record = aRecord({ stage: 'done', writtenStage: null });
    const step = { type: 'write-stage', stage: 'done', after: record.decidedBy } as const;
    try {
      const writing = writeStage(record, step, slow, NEVER);
      await asked.promise;
      await timers.tickAsync(40_000);
      const { result } = await writing;
      assert.deepEqual(result, { kind: 'failed', retryAfterMs: undefined, inDoubt: true });
    } finally {
      timers.restore();
    }
  });

  describe('keeps the multisite from being overloaded', () => {
    const names = Array.from({ length: 40 }, (_, n) => `d${n}.example.com`);
    async function tellOf(domains: readonly string[]) {
      for (const [n, domain] of domains.entries()) {
        const row = api.add(domain);
        const event = anEvent('domain.created', { domain, domainId: row.id, siteId: n + 1 });
        const { domains: told } = await recordEvent(engine.store, event, engine.now());
        await advanceRecorded(engine, told, NEVER);
      }
    }

    it('leaves it alone while events arrive', async () => {
      await tellOf(names.slice(0, 3));
      assert.equal(api.calls.length, 0);
    });

    it('makes two requests for a domain, and two at a time', async () => {
      const mostUnderWay = countRequests();
      await tellOf(names);
      await sweepEachMinute(20);
      assert.ok([...api.rows.values()].every(({ stage }) => stage === 'done'));
      assert.deepEqual([mostUnderWay(), api.calls.length], [2, 2 * names.length]);
    });

    it('leaves it alone for some time after an answer that took longer than two seconds', async () => {
      countRequests();
      await tellOf(names);
      api.onCall = () => {
        engine.clock.now += 3000;
        return undefined;
      };
      await sweepAfter(MINUTE);
      // Requests under way, and the writes after them.
      assert.ok(api.calls.length <= 6, `${api.calls.length} calls`);
      const { hosts } = await engine.store.readSettings();
      assert.equal(hosts?.multisite?.circuit?.cause, 'slow');
      api.onCall = () => undefined;
      await sweepEachMinute(30);
      assert.ok([...api.rows.values()].every(({ stage }) => stage === 'done'));
    });

    it('pauses after five failures in a row', async () => {
      await tellOf(names);
      api.onCall = () => 'error-500';
      await sweepAfter(MINUTE);
      assert.ok(api.calls.length <= 14, `${api.calls.length} calls`);
      await sweepEachMinute(60);
      assert.ok(api.calls.length <= 60, `${api.calls.length} calls in an hour`);
    });
  });
});
