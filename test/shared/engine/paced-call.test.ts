import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { advanceRecorded } from '../../../shared/engine/advance-event.ts';
import type { AliasHost } from '../../../shared/engine/alias-host.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { EVERY_MINUTE, sweep } from '../../../shared/engine/sweep.ts';
import { endTurns } from '../../../shared/engine/turn.ts';
import type { AliasOutcome } from '../../../shared/lifecycle/apply-alias.ts';
import { domainJson } from '../../../shared/reporting/domain-json.ts';
import { type TestEngine, testEngine, waitingLast } from '../../support/engine.ts';
import { anEvent } from '../../support/events.ts';
import { API_KEY, type Outside, startOutside } from '../../support/outside.ts';
import { aRecord, dnsWrong, MINUTE, SECOND } from '../../support/records.ts';

const never = new AbortController().signal;
const names = (many: number) =>
  Array.from({ length: many }, (_, n) => parseDomainName(`shop-${n}.example.com`));

describe('calls to Closte', () => {
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

  async function create(domain: string) {
    const occurredAt = new Date(engine.clock.now).toISOString();
    const event = anEvent('domain.created', { domain, occurredAt });
    return (await recordEvent(engine.store, event, engine.clock.now)).domains;
  }
  const tell = async (domain: string) => advanceRecorded(engine, await create(domain), never);
  const sweepAt = (now: number, by = engine) => {
    engine.clock.now = Math.max(engine.clock.now, now);
    return sweep(by, EVERY_MINUTE, never);
  };

  function adding(add: AliasHost['add']) {
    const aliasHost = { ...engine.effects.aliasHost, add };
    engine = { ...engine, effects: { ...engine.effects, aliasHost } };
  }

  describe('of 200 events with a key that Closte refuses', () => {
    beforeEach(async () => {
      engine = await testEngine(outside, { CLOSTE_CLIENT_API_KEY: 'another' });
      await Promise.all(names(200).map(tell));
    });

    it('are few, and each domain shows the problem', async () => {
      const { records } = await engine.store.list({ limit: 200 });
      const begunAt = engine.clock.now;
      for (let minute = 1; minute <= 4; minute += 1) await sweepAt(begunAt + minute * MINUTE);
      assert.ok(outside.closte.calls.length <= 2, `${outside.closte.calls.length} calls`);
      const told = (await engine.store.list({ limit: 200 })).records.filter(
        ({ problems }) => problems.closte[0]?.code === 'closte-unauthorized',
      );
      assert.deepEqual([records.length, told.length], [200, 200]);
    });

    it('number one in five minutes, all day long', async () => {
      const begunAt = engine.clock.now;
      for (let minute = 1; minute <= 60; minute += 1) await sweepAt(begunAt + minute * MINUTE);
      const calls = outside.closte.calls.length;
      assert.ok(calls >= 9 && calls <= 14, `${calls} calls`);
    });

    it('are made for all domains once one of them was accepted', async () => {
      adding(async () => ({ kind: 'done' }));
      engine = { ...engine, wait: waitingLast(engine) };
      const begunAt = engine.clock.now;
      for (let minute = 1; minute <= 8; minute += 1) await sweepAt(begunAt + minute * MINUTE);
      const { records } = await engine.store.list({ limit: 200 });
      assert.deepEqual(new Set(records.map(({ alias }) => alias.state)), new Set(['added']));
      assert.equal((await engine.store.readSettings()).hosts?.aliasHost?.circuit, undefined);
    });
  });

  it('pause for all when Closte asks one to wait', async () => {
    outside.closte.addFault({ kind: 'rate-limited', times: 1 });
    await tell('a.example.com');
    await tell('b.example.com');
    assert.equal(outside.closte.calls.length, 1);
    const b = await engine.store.get(parseDomainName('b.example.com'));
    assert.ok(b);
    assert.deepEqual(
      domainJson(b).problems.map(({ code }) => code),
      ['closte-unavailable'],
    );
  });

  it('log a pause for all as one line, not one for each failure', async () => {
    const reason = 'HTTP 500';
    adding(async () => ({ kind: 'failed', reason, retryAfterMs: undefined, isOfHost: true }));
    for (const name of names(9)) await tell(name);
    const told = engine.lines.filter(({ host }) => host !== undefined);
    assert.deepEqual(
      told.map(({ host, cause, pauses, level }) => [host, cause, pauses, level]),
      [['aliasHost', 'failing', 1, 40]],
    );
  });

  it('log when they resume, and nothing if they never paused', async () => {
    const resumed = () => engine.lines.filter(({ msg }) => msg === 'aliasHost: calls resume');
    const failed = { kind: 'failed', reason: 'HTTP 500', retryAfterMs: undefined } as const;
    adding(async () => ({ ...failed, isOfHost: true }));
    for (const domain of ['a.example.com', 'b.example.com']) await tell(domain);
    adding(async () => ({ kind: 'done' }));
    await tell('c.example.com');
    assert.equal(resumed().length, 0);

    adding(async () => ({ kind: 'unauthorized' }));
    await tell('d.example.com');
    adding(async () => ({ kind: 'done' }));
    engine.clock.now += 6 * MINUTE;
    await tell('e.example.com');
    await tell('f.example.com');
    assert.equal(resumed().length, 1);
  });

  it('cost no read of the settings at the end of a sweep that made none', async () => {
    let looks = 0;
    const readSettings = () => {
      looks += 1;
      return engine.store.readSettings();
    };
    const end = () => endTurns({ store: { ...engine.store, readSettings } }, engine.paces);
    await end();
    assert.equal(looks, 0);
    await create('a.example.com');
    await sweepAt(engine.clock.now);
    assert.ok(outside.closte.calls.length > 0);
    await end();
    assert.equal(looks, 0);
  });

  it('do not pause because of a domain that Closte does not understand', async () => {
    let calls = 0;
    adding(async () => {
      calls += 1;
      return { kind: 'failed', reason: 'what?', retryAfterMs: undefined, isOfHost: false };
    });
    for (const name of names(9)) await tell(name);
    assert.equal(calls, 9);
  });

  it('of two sweeps at the same time are made by one of them', async () => {
    const other = { ...(await testEngine(outside)), store: engine.store };
    const callers: string[] = [];
    const addingAs = (who: string, by: TestEngine): TestEngine => {
      const add = async (): Promise<AliasOutcome> => {
        callers.push(who);
        return { kind: 'done' };
      };
      const aliasHost = { ...by.effects.aliasHost, add };
      return { ...by, now: () => engine.clock.now, effects: { ...by.effects, aliasHost } };
    };
    for (const name of names(8)) await create(name);
    await Promise.all([
      sweep(addingAs('one', engine), { ...EVERY_MINUTE, concurrency: 4 }, never),
      sweep(addingAs('other', other), { ...EVERY_MINUTE, concurrency: 4 }, never),
    ]);
    assert.equal(new Set(callers).size, 1);
    assert.equal((await engine.store.readSettings()).hosts?.aliasHost?.turn, undefined);
    callers.length = 0;
    await sweepAt(engine.clock.now + 2 * MINUTE, addingAs('other', other));
    assert.equal(new Set(callers).size, 1);
  });

  it('that hang hold up no check', async () => {
    const checked = names(40);
    const now = engine.clock.now;
    for (const name of names(60).slice(40)) await create(name);
    for (const domain of checked) {
      await engine.store.update(domain, 12, () => aRecord({ domain, nextCheckAt: now + SECOND }));
    }
    engine.clock.now += SECOND;
    const allChecked = Promise.withResolvers<AliasOutcome>();
    adding(() => allChecked.promise);
    const { openPass } = engine.effects;
    const looked = new Set<string>();
    const checkDns = async (domain: string) => {
      looked.add(domain);
      if (looked.size === checked.length) allChecked.resolve({ kind: 'done' });
      return dnsWrong;
    };
    engine = {
      ...engine,
      effects: { ...engine.effects, openPass: () => ({ ...openPass(), checkDns }) },
    };
    await sweep(engine, { ...EVERY_MINUTE, concurrency: 4 }, never);
    assert.ok(looked.size >= checked.length);
  });

  it('are made again with the right key', async () => {
    assert.equal(outside.environment.CLOSTE_CLIENT_API_KEY, API_KEY);
    await tell('a.example.com');
    assert.equal(outside.calls('a.example.com')['/adddomainalias'], 1);
  });
});
