import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { advance } from '../../../shared/engine/advance.ts';
import { advanceRecorded } from '../../../shared/engine/advance-event.ts';
import { type Effects, LEASE_MS } from '../../../shared/engine/engine.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { domainJson } from '../../../shared/reporting/domain-json.ts';
import { abortedOnce } from '../../support/aborted-once.ts';
import { withCrashPoints } from '../../support/crash-points.ts';
import { type TestEngine, testEngine } from '../../support/engine.ts';
import { anEvent } from '../../support/events.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { aRecord, certificateRight, dnsRight } from '../../support/records.ts';

const shop = parseDomainName('shop.example.com');
const never = new AbortController().signal;

describe('advancing a domain', () => {
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

  /** Records an event and advances what it is about, as the function does. */
  async function tell(type: string, change: Readonly<Record<string, unknown>> = {}) {
    const occurredAt = new Date(engine.now()).toISOString();
    const event = anEvent(type, { occurredAt, ...change });
    const { domains } = await recordEvent(engine.store, event, engine.now());
    await advanceRecorded(engine, domains, never);
  }

  /** Replaces effects, for cases that no server outside can bring about. */
  function change(effects: Partial<Effects>) {
    engine = { ...engine, effects: { ...engine.effects, ...effects } };
  }

  async function advanceAt(now: number, signal = never) {
    engine.clock.now = now;
    const [claim] = await engine.store.claimDue(now, 1, LEASE_MS);
    assert.ok(claim, 'nothing is due');
    const pass = engine.effects.openPass();
    return advance(engine, claim, await engine.policy(), pass, signal, engine.clock.now);
  }

  async function seen(domain = shop) {
    const record = await engine.store.get(domain);
    assert.ok(record);
    return domainJson(record);
  }

  it("asks Closte neither to add nor to remove the network's own domain", async () => {
    const own = await testEngine(outside, { NETWORK_DOMAIN: 'own.example.com' });
    const domain = parseDomainName('own.example.com');
    for (const type of ['domain.created', 'domain.deleted']) {
      const occurredAt = new Date(own.now()).toISOString();
      await recordEvent(own.store, anEvent(type, { domain, occurredAt }), own.now());
      await advanceRecorded(own, [domain], never);
      own.clock.now += 1000;
    }
    assert.equal((await own.store.get(domain))?.alias.state, 'removed');
    assert.deepEqual(outside.calls(domain), {});
    await own.store.close();
  });

  it("nor the one that events name as the network's, where the settings name another to point at", async () => {
    const edge = await testEngine(outside, { NETWORK_DOMAIN: 'edge.example.com' });
    const domain = parseDomainName('own.example.com');
    await recordEvent(edge.store, anEvent('domain.created', { domain }), edge.now());
    const named = { domain: undefined, network: { domain }, settings: { dnsCheckInterval: 300 } };
    await recordEvent(edge.store, anEvent('settings.updated', named), edge.now());
    await advanceRecorded(edge, [domain], never);
    assert.equal((await edge.store.get(domain))?.alias.state, 'rejected');
    assert.deepEqual(outside.calls(domain), {});
    await edge.store.close();
  });

  it('takes a new one to done in one go, if nothing is missing', async () => {
    await tell('domain.created', { domainId: 34 });
    const { stage, alias, secure, certificate, problems, history } = await seen();
    assert.deepEqual([stage, alias, secure, problems], ['done', 'added', true, []]);
    assert.deepEqual(certificate?.names, ['shop.example.com']);
    assert.deepEqual(
      history.map((entry) =>
        entry.what === 'stage-changed' ? [entry.from, entry.to] : entry.what,
      ),
      [
        'mapped',
        'alias-added',
        'certificate-requested',
        ['checking-dns', 'checking-ssl-cert'],
        ['checking-ssl-cert', 'done'],
      ],
    );
    assert.deepEqual(outside.calls(), {
      '/adddomainalias': 1,
      '/ssl/install': 1,
      '/installssl': 1,
    });
    const [added] = outside.closte.calls;
    assert.deepEqual(added?.fields, { domain: 'shop.example.com', wildcard: '0' });
  });

  it('notes that the calls of a worker which never gave its claim back may still be made', async () => {
    const at = engine.now();
    await recordEvent(engine.store, anEvent('domain.created', { domain: shop }), at);
    const doubts = async () => {
      const { adding, removing } = (await engine.store.get(shop))?.doubts ?? {};
      return [adding, removing];
    };
    assert.equal((await engine.store.claimDue(at, 1, LEASE_MS)).length, 1);
    assert.deepEqual(await doubts(), [null, null]);
    await advanceAt(at + LEASE_MS);
    assert.deepEqual(await doubts(), [at + LEASE_MS, at + LEASE_MS]);
  });

  it('reports each stage change', async () => {
    await tell('domain.created', { domainId: 34 });
    assert.deepEqual(
      engine.published.map(({ topic, message }) => ({ topic, ...message, at: undefined })),
      ['checking-dns', 'checking-ssl-cert'].map((previousStage) => ({
        topic: 'closte-domain-status',
        version: 1,
        type: 'domain.status',
        at: undefined,
        domain: 'shop.example.com',
        siteId: 12,
        domainId: 34,
        stage: previousStage === 'checking-dns' ? 'checking-ssl-cert' : 'done',
        previousStage,
        secure: previousStage !== 'checking-dns',
        problems: [],
        records: [],
      })),
    );
  });

  it('maps a wildcard, and asks that the certificate cover all of it', async () => {
    await tell('domain.created', { domain: '*.example.com' });
    assert.equal((await seen(parseDomainName('*.example.com'))).stage, 'done');
    assert.deepEqual(outside.closte.calls[0]?.fields, { domain: '*.example.com', wildcard: '1' });

    const probe = 'closte-domain-sync-probe.shops.example.com';
    outside.certificates.set(probe, await outside.authority.issue({ names: [probe] }));
    outside.zone.set('*.shops.example.com', 'A 127.0.0.1');
    await tell('domain.created', { domain: '*.shops.example.com' });
    const { stage, problems } = await seen(parseDomainName('*.shops.example.com'));
    assert.deepEqual(
      [stage, problems.map(({ code }) => code)],
      ['checking-ssl-cert', ['certificate-wildcard-missing']],
    );
  });

  it('waits for DNS, and says which record to change', async () => {
    outside.zone.set('shop.example.com', 'A 127.0.0.9');
    await tell('domain.created');
    const { stage, tries, problems } = await seen();
    assert.deepEqual([stage, tries], ['checking-dns', 1]);
    assert.deepEqual(
      problems.map(({ code, remedy }) => [code, remedy]),
      [
        [
          'dns-wrong-address',
          'Change the A record of shop.example.com from 127.0.0.9 to 127.0.0.1',
        ],
      ],
    );
    outside.zone.set('shop.example.com', 'A 127.0.0.1');
    assert.equal(await advanceAt(engine.clock.now + 300_000), 'rested');
    assert.equal((await seen()).stage, 'done');
  });

  it('asks DNS again for each event', async () => {
    await tell('domain.created');
    assert.equal(outside.dns.queries('example.com'), 1);
    await tell('domain.created', { domain: 'blog.example.com' });
    assert.equal(outside.dns.queries('example.com'), 2);
  });

  it('waits for the certificate, and asks Closte for it once', async () => {
    outside.certificates.set('shop.example.com', undefined);
    await tell('domain.created');
    for (let look = 0; look < 3; look += 1) await advanceAt(engine.clock.now + 300_000);
    const { stage, tries, problems } = await seen();
    assert.deepEqual([stage, tries], ['checking-ssl-cert', 4]);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['certificate-self-signed'],
    );
    assert.equal(outside.calls()['/installssl'], 1);

    outside.certificates.delete('shop.example.com');
    await advanceAt(engine.clock.now + 300_000);
    assert.equal((await seen()).stage, 'done');
  });

  it('remembers for the whole network which endpoint takes requests for certificates', async () => {
    await tell('domain.created');
    await tell('domain.created', { domain: 'blog.example.com' });
    assert.deepEqual(outside.calls('blog.example.com'), { '/adddomainalias': 1, '/installssl': 1 });
  });

  it('goes on checking when Closte refuses the domain, and says so', async () => {
    outside.refused.add('shop.example.com');
    await tell('domain.created');
    const { alias, stage, problems } = await seen();
    assert.deepEqual([alias, stage], ['rejected', 'done']);
    assert.deepEqual(
      problems.map(({ code, severity }) => [code, severity]),
      [['closte-refused-domain', 'warning']],
    );
    assert.deepEqual(outside.calls(), { '/adddomainalias': 1 });
  });

  it('removes the alias of an unmapped one, and no longer checks it', async () => {
    await tell('domain.created');
    engine.clock.now += 1000;
    await tell('domain.deleted');
    const { intent, alias, secure, nextCheckAt } = await seen();
    assert.deepEqual([intent, alias, secure, nextCheckAt], ['unmapped', 'removed', false, null]);
    assert.deepEqual(outside.closte.aliases(), []);
    assert.equal(outside.calls()['/deletedomainalias'], 1);
  });

  it('forgets it after 31 days', async () => {
    await tell('domain.deleted');
    assert.equal(await advanceAt(engine.clock.now + 31 * 24 * 3_600_000), 'rested');
    assert.equal(await engine.store.get(shop), undefined);
    assert.equal(await engine.store.nextDueAt(), undefined);
  });

  it('tries an alias again until Closte can add it, later and later', async () => {
    outside.closte.addFault({ kind: 'rate-limited', times: 2 });
    await tell('domain.created');
    assert.ok(
      engine.lines.some(
        ({ step, closteFailure }) => step === 'add-alias' && closteFailure === 'rate-limited',
      ),
      'logged with its kind',
    );
    const { alias, stage, problems, nextCheckAt } = await seen();
    assert.deepEqual(
      [alias, stage, problems[0]?.code],
      ['pending', 'checking-dns', 'closte-unavailable'],
    );
    assert.equal(Date.parse(nextCheckAt ?? ''), engine.clock.now + 30_000, 'Retry-After is kept');
    await advanceAt(engine.clock.now + 30_000);
    assert.equal((await seen()).alias, 'pending');
    await advanceAt(engine.clock.now + 45_000);
    assert.equal((await seen()).stage, 'done');
  });

  it('says so when Closte refuses the key, without showing the key', async () => {
    outside.closte.rotateKey('another-key');
    await tell('domain.created');
    assert.deepEqual(
      (await seen()).problems.map(({ code }) => code),
      ['closte-unauthorized'],
    );
    assert.ok(!JSON.stringify(engine.lines).includes('the-key-of-the-tests'));
  });

  it('reports a stage change later if it cannot do so now, and goes on with the checks', async () => {
    const { report } = engine.effects;
    change({ report: () => Promise.reject(new Error('no Pub/Sub')) });
    await tell('domain.created');
    assert.deepEqual([(await seen()).stage, engine.published.length], ['done', 0]);

    change({ report });
    await advanceAt(engine.clock.now + 60_000);
    assert.deepEqual(
      engine.published.map(({ message }) => 'stage' in message && message.stage),
      ['done'],
    );
  });

  it('sees an intent that changes while it works', async () => {
    const { aliasHost } = engine.effects;
    const deleted = anEvent('domain.deleted', {
      occurredAt: new Date(engine.clock.now + 1).toISOString(),
    });
    const add = async (...args: Parameters<typeof aliasHost.add>) => {
      const outcome = await aliasHost.add(...args);
      await recordEvent(engine.store, deleted, engine.now());
      return outcome;
    };
    change({ aliasHost: { ...aliasHost, add } });
    await tell('domain.created');
    assert.deepEqual([(await seen()).alias, outside.closte.aliases()], ['removed', []]);
  });

  it("is done by one worker at a time: a second event leaves the domain to the first one's worker", async () => {
    const claim = await engine.store.claim(shop, engine.now(), LEASE_MS);
    assert.equal(claim, undefined, 'not known yet');
    await recordEvent(engine.store, anEvent('domain.created'), engine.now());
    assert.ok(await engine.store.claim(shop, engine.now(), LEASE_MS));
    await advanceRecorded(engine, [shop], never);
    assert.deepEqual(outside.calls(), {});
  });

  for (const [what, record] of [
    ['all steps of a new domain', { alias: { state: 'pending', retry: { failures: 0, at: 0 } } }],
    ['a look that changes nothing, and a call', { stage: 'checking-ssl-cert' }],
  ] as const) {
    it(`keeps its claim all the while, however long its steps take together: ${what}`, async () => {
      const others: unknown[] = [];
      const slowly =
        <R>(result: R) =>
        async (): Promise<R> => {
          engine.clock.now += (2 / 3) * LEASE_MS;
          others.push(await engine.store.claim(shop, engine.now(), LEASE_MS));
          return result;
        };
      const { aliasHost, openPass } = engine.effects;
      change({
        aliasHost: {
          ...aliasHost,
          add: slowly({ kind: 'done' }),
          requestCertificate: slowly('asked'),
        },
        openPass: () => ({
          ...openPass(),
          checkDns: slowly(dnsRight),
          checkCertificate: slowly(certificateRight),
        }),
      });
      const started = aRecord({ ...record, nextCheckAt: engine.now() });
      await engine.store.update(shop, 12, () => started);
      assert.equal(await advanceAt(engine.now()), 'rested');
      assert.ok(others.length >= 3);
      assert.deepEqual([...new Set(others)], [undefined]);
    });
  }

  for (const [what, slowClaimMs, slowSaveMs] of [
    ['claims', 40_000, 0],
    ['claims and saves', 40_000, 25_000],
  ] as const) {
    it(`calls Closte under a claim that outlasts the call, though the store is slow when it ${what}`, async () => {
      const { aliasHost } = engine.effects;
      const { store } = engine;
      let slowMs = slowSaveMs;
      const claim: typeof store.claim = async (...asked) => {
        const claimed = await store.claim(...asked);
        engine.clock.now += slowClaimMs;
        return claimed;
      };
      const save: typeof store.save = async (...asked) => {
        const after = await store.save(...asked);
        [engine.clock.now, slowMs] = [engine.clock.now + slowMs, 0];
        return after;
      };
      const others: unknown[] = [];
      const add: typeof aliasHost.add = async () => {
        engine.clock.now += 45_000;
        others.push(await store.claim(shop, engine.now(), LEASE_MS));
        return { kind: 'done' };
      };
      change({ aliasHost: { ...aliasHost, add } });
      const slow = { ...engine, store: { ...store, claim, save } };
      const { domains } = await recordEvent(store, anEvent('domain.created'), engine.now());
      await advanceRecorded(slow, domains, never);
      assert.deepEqual(others, [undefined]);
    });
  }

  it('that cannot be claimed keeps no other one waiting, and is reported', async () => {
    const { store } = engine;
    const domains = Array.from({ length: 20 }, (_, n) => parseDomainName(`d${n}.example.com`));
    for (const domain of domains) {
      await recordEvent(store, anEvent('domain.created', { domain }), engine.now());
    }
    const claim: typeof store.claim = async (domain, ...rest) => {
      if (domain === domains[0]) throw new Error('not this one');
      return store.claim(domain, ...rest);
    };
    engine = { ...engine, store: { ...store, claim } };
    await assert.rejects(advanceRecorded(engine, domains, never), /not this one/);
    const stages = await Promise.all(domains.map(async (domain) => (await seen(domain)).stage));
    assert.deepEqual(stages, ['checking-dns', ...domains.slice(1).map(() => 'done')]);
  });

  it('that is interrupted uses up no try, and is left alone until its claim expires', async () => {
    outside.closte.addFault({ kind: 'hang', times: 1 });
    const occurredAt = new Date(engine.clock.now).toISOString();
    await recordEvent(engine.store, anEvent('domain.created', { occurredAt }), engine.now());
    const asked = abortedOnce(() => outside.closte.calls.length > 0);
    assert.equal(await advanceAt(engine.clock.now, asked), 'interrupted');
    const { alias, problems } = await seen();
    assert.deepEqual([alias, problems], ['pending', []]);
    // Closte may still be adding it: a deletion that comes now must not overtake that.
    await tell('domain.deleted', { occurredAt: new Date(engine.clock.now + 1).toISOString() });
    assert.equal(outside.calls()['/deletedomainalias'], undefined);
    assert.equal(await advanceAt(engine.clock.now + LEASE_MS), 'rested');
    assert.equal((await seen()).alias, 'removed');
  });

  it('says why it was interrupted, even if the store cannot record the doubt', async () => {
    outside.closte.addFault({ kind: 'hang', times: 1 });
    await recordEvent(engine.store, anEvent('domain.created'), engine.now());
    const update = () => Promise.reject(new Error('no store'));
    engine = { ...engine, store: { ...engine.store, update } };
    const asked = abortedOnce(() => outside.closte.calls.length > 0);
    assert.equal(await advanceAt(engine.clock.now, asked), 'interrupted');
    assert.ok(engine.lines.some(({ level, step }) => level === 40 && step === 'add-alias'));
  });

  it('does nothing once the signal has come', async () => {
    await recordEvent(engine.store, anEvent('domain.created'), engine.now());
    assert.equal(await advanceAt(engine.clock.now, AbortSignal.abort()), 'interrupted');
    assert.deepEqual(outside.calls(), {});
    assert.equal(await advanceAt(engine.clock.now), 'rested');
  });

  it('that fails by a fault of our own is tried again when the claim expires', async () => {
    const { openPass } = engine.effects;
    const broken = () => Promise.reject(new TypeError('a bug'));
    change({ openPass: () => ({ ...openPass(), checkDns: broken }) });
    await tell('domain.created');
    assert.equal(await engine.store.nextDueAt(), engine.clock.now + LEASE_MS);
    assert.ok(engine.lines.some(({ level, domain }) => level === 50 && domain === shop));

    change({ openPass });
    await advanceAt(engine.clock.now + LEASE_MS);
    assert.equal((await seen()).stage, 'done');
  });

  it('logs how many days a certificate has left that should have been renewed', async () => {
    // The engine's clock stands still.
    const validTo = new Date(engine.clock.now + 6.55 * 24 * 60 * 60_000);
    outside.certificates.set(shop, await outside.authority.issue({ names: [shop], validTo }));
    await tell('domain.created');
    await tell('domain.created', { domain: 'other.example.com' });
    assert.deepEqual(
      engine.lines.flatMap(({ domain, certificateDaysLeft: days }) =>
        days ? [[domain, days]] : [],
      ),
      [[shop, 6.5]],
    );
  });

  it('asks for the certificate again a day later, while there is none', async () => {
    outside.certificates.set('shop.example.com', undefined);
    await tell('domain.created');
    for (let look = 0; look < 30; look += 1) {
      const due = await engine.store.nextDueAt();
      await advanceAt(due ?? assert.fail('never due'));
    }
    assert.equal((await seen()).stage, 'ssl-failed');
    const days = (engine.clock.now - Date.parse((await seen()).history[0]?.at ?? '')) / 86_400_000;
    const asked = outside.calls()['/installssl'] ?? 0;
    assert.ok(asked >= 2 && asked <= Math.ceil(days) + 1, `${asked} times in ${days} days`);
  });

  it('asks no endpoint for certificates at each look while one of them fails', async () => {
    outside.closte.addFault({ endpoint: '/installssl', kind: 'error-500', times: 1000 });
    const shops = Array.from({ length: 10 }, (_, n) => `shop-${n}.example.com`);
    for (const domain of shops) {
      outside.certificates.set(domain, undefined);
      await tell('domain.created', { domain });
    }
    const until = engine.clock.now + 24 * 3_600_000;
    for (let due = await engine.store.nextDueAt(); due && due < until; ) {
      await advanceAt(Math.max(due, engine.clock.now));
      due = await engine.store.nextDueAt();
    }
    assert.equal(outside.calls()['/installssl'], 1);
  });

  it('brings back an alias that was removed by hand once the certificate is missed', async () => {
    await tell('domain.created');
    await outside.removeByHand('shop.example.com');
    outside.certificates.set('shop.example.com', undefined);
    await advanceAt(engine.clock.now + 24 * 3_600_000);
    assert.deepEqual(
      outside.closte.aliases().map(({ domain }) => domain),
      ['shop.example.com'],
    );
  });

  for (const type of ['domain.check', 'domain.created']) {
    it(`brings back an alias that was removed by hand when ${type} comes`, async () => {
      await tell('domain.created');
      await outside.removeByHand('shop.example.com');
      engine.clock.now += 3_600_000;
      await tell(type);
      assert.equal(outside.closte.aliases().length, 1);
    });
  }

  it('asks once a day whether Closte accepts a domain that it refused', async () => {
    outside.refused.add('shop.example.com');
    await tell('domain.created');
    outside.refused.delete('shop.example.com');
    const until = engine.clock.now + 24 * 3_600_000;
    for (let due = await engine.store.nextDueAt(); due && due < until; ) {
      await advanceAt(due);
      due = await engine.store.nextDueAt();
    }
    const { alias, problems } = await seen();
    assert.deepEqual([alias, problems], ['added', []]);
    assert.equal(outside.calls()['/adddomainalias'], 2);
  });

  it('remembers a good endpoint for certificates through a failure of it', async () => {
    await tell('domain.created');
    outside.closte.addFault({ endpoint: '/installssl', kind: 'error-500', times: 1 });
    await tell('domain.created', { domain: 'blog.example.com' });
    const { aliasHostMemory } = await engine.store.readSettings();
    assert.partialDeepStrictEqual(aliasHostMemory, { answeredBefore: '/installssl' });
  });

  it('logs each step with its outcome, except for those that a stage change tells, with its reason', async () => {
    await tell('domain.created');
    const steps = engine.lines.flatMap(({ step, outcome }) => (step ? [[step, outcome]] : []));
    assert.deepEqual(steps, [
      ['add-alias', 'done'],
      ['request-certificate', 'asked'],
    ]);
    assert.ok(
      engine.lines.some(
        ({ stage, previousStage, reason }) =>
          stage === 'done' &&
          previousStage === 'checking-ssl-cert' &&
          reason === 'the certificate is valid',
      ),
    );
  });

  describe('saves the result of a call', () => {
    /** The saves while a new domain is advanced, by an engine that is a little different. */
    async function savesOf(change: Partial<Effects> = {}): Promise<string[]> {
      const saves: string[] = [];
      const store = withCrashPoints(engine.store, (point) => {
        if (/^before (save|settle)$/.test(point)) saves.push(point.slice('before '.length));
      });
      await recordEvent(engine.store, anEvent('domain.created'), engine.now());
      const counted = { ...engine, store, effects: { ...engine.effects, ...change } };
      await advanceRecorded(counted, [shop], never);
      return saves;
    }

    it('together with that of the next step, where it does no harm twice', async () => {
      // The alias and DNS; a report, the request and the certificate; a report; the write, which is put off.
      assert.deepEqual(await savesOf(), ['save', 'save', 'save', 'settle']);
      assert.equal((await seen()).stage, 'done');
    });

    it('at once if the call took long, so that the claim lasts for the next step', async () => {
      const { aliasHost } = engine.effects;
      const add: typeof aliasHost.add = async (...asked) => {
        const outcome = await aliasHost.add(...asked);
        engine.clock.now += 3000;
        return outcome;
      };
      const saves = await savesOf({ aliasHost: { ...aliasHost, add } });
      assert.deepEqual(saves, ['save', 'save', 'save', 'save', 'settle']);
    });

    it('when the look that follows is interrupted, and gives the claim back', async () => {
      const stop = new AbortController();
      const { openPass } = engine.effects;
      const checkDns = async () => {
        stop.abort(new Error('the time is over'));
        throw stop.signal.reason;
      };
      const effects = { ...engine.effects, openPass: () => ({ ...openPass(), checkDns }) };
      await recordEvent(engine.store, anEvent('domain.created'), engine.now());
      await advanceRecorded({ ...engine, effects }, [shop], stop.signal);
      assert.equal((await seen()).alias, 'added');
      const claim = await engine.store.claim(shop, engine.now(), LEASE_MS);
      assert.equal(claim?.isTakenOver, false);
    });
  });

  it('saves a look at a live domain once, as it gives the claim back', async () => {
    await tell('domain.created');
    const { store } = engine;
    const calls: string[] = [];
    const save: typeof store.save = (...saved) => {
      calls.push('save');
      return store.save(...saved);
    };
    const settle: typeof store.settle = (...settled) => {
      calls.push('settle');
      return store.settle(...settled);
    };
    engine = { ...engine, store: { ...store, save, settle } };
    await advanceAt(engine.clock.now + 25 * 3_600_000);
    assert.deepEqual(calls, ['settle']);
    assert.equal(Date.parse((await seen()).lastCheckedAt ?? ''), engine.clock.now);
  });

  it('saves a claim that a crash may undo before it calls Closte', async () => {
    const { store, effects } = engine;
    const at = engine.clock.now;
    const record = aRecord({ alias: { state: 'pending', retry: { failures: 1, at } } });
    await store.update(record.domain, record.siteId, () => record);
    const calls: string[] = [];
    const save: typeof store.save = (...saved) => {
      calls.push('save');
      return store.save(...saved);
    };
    engine = { ...engine, store: { ...store, save } };
    change({
      aliasHost: {
        ...effects.aliasHost,
        add(...asked) {
          calls.push('add');
          return effects.aliasHost.add(...asked);
        },
      },
    });
    await advanceAt(at);
    assert.deepEqual(calls.slice(0, 3), ['save', 'add', 'save']);
  });

  it('applies a look to the record as an event has left it meanwhile', async () => {
    await tell('domain.created');
    const { checkCertificate } = engine.effects.openPass();
    const { openPass } = engine.effects;
    change({
      openPass: () => ({
        ...openPass(),
        async checkCertificate(...asked) {
          const occurredAt = new Date(engine.now()).toISOString();
          await recordEvent(engine.store, anEvent('domain.deleted', { occurredAt }), engine.now());
          return checkCertificate(...asked);
        },
      }),
    });
    await advanceAt(engine.clock.now + 25 * 3_600_000);
    assert.equal((await seen()).alias, 'removed');
    assert.deepEqual(outside.closte.aliases(), []);
  });

  it('logs nothing about a look at a live domain that finds nothing new', async () => {
    await tell('domain.created');
    const { length } = engine.lines;
    await advanceAt(engine.clock.now + 25 * 3_600_000);
    assert.ok((await seen()).lastCheckedAt, 'it was looked at');
    assert.deepEqual(engine.lines.slice(length), []);
  });

  it('logs how long a domain took from its event to being done, once', async () => {
    const occurredAt = new Date(engine.clock.now - 90_000).toISOString();
    await tell('domain.created', { occurredAt });
    for (let look = 0; look < 5; look += 1) {
      outside.zone.set('shop.example.com', 'A 127.0.0.9');
      await advanceAt(engine.clock.now + 25 * 3_600_000);
    }
    outside.zone.set('shop.example.com', 'A 127.0.0.1');
    await advanceAt(engine.clock.now + 25 * 3_600_000);
    assert.deepEqual(
      (await seen()).history.flatMap((entry) => ('to' in entry ? entry.to : [])).slice(-3),
      ['failed', 'checking-ssl-cert', 'done'],
    );
    const seconds = engine.lines.flatMap(({ secondsSinceEvent }) => secondsSinceEvent ?? []);
    assert.deepEqual(seconds, [90]);
  });
});
