import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { advanceRecorded } from '../../../shared/engine/advance-event.ts';
import { LEASE_MS } from '../../../shared/engine/engine.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { abortedOnce } from '../../support/aborted-once.ts';
import { testEngine } from '../../support/engine.ts';
import { anEvent } from '../../support/events.ts';
import { aRecord, certificateRight, dnsRight, shop } from '../../support/records.ts';
import { never, newForEachTest } from './advancing.ts';

describe('advancing a domain', () => {
  const world = newForEachTest();
  const { tell, change, advanceAt, seen } = world;

  it("never asks Closte to add or remove the network's own domain", async () => {
    const own = await testEngine(world.outside, { NETWORK_DOMAIN: 'own.example.com' });
    const domain = parseDomainName('own.example.com');
    for (const type of ['domain.created', 'domain.deleted']) {
      const occurredAt = new Date(own.now()).toISOString();
      await recordEvent(own.store, anEvent(type, { domain, occurredAt }), own.now());
      await advanceRecorded(own, [domain], never);
      own.clock.now += 1000;
    }
    assert.equal((await own.store.get(domain))?.alias.state, 'removed');
    assert.deepEqual(world.outside.calls(domain), {});
    await own.store.close();
  });

  it("never asks Closte to add the network's domain that events name, even if NETWORK_DOMAIN is another one", async () => {
    const edge = await testEngine(world.outside, { NETWORK_DOMAIN: 'edge.example.com' });
    const domain = parseDomainName('own.example.com');
    await recordEvent(edge.store, anEvent('domain.created', { domain }), edge.now());
    const named = { domain: undefined, network: { domain }, settings: { dnsCheckInterval: 300 } };
    await recordEvent(edge.store, anEvent('settings.updated', named), edge.now());
    await advanceRecorded(edge, [domain], never);
    assert.equal((await edge.store.get(domain))?.alias.state, 'rejected');
    assert.deepEqual(world.outside.calls(domain), {});
    await edge.store.close();
  });

  it('takes a new domain to done in one go if nothing is missing', async () => {
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
    assert.deepEqual(world.outside.calls(), {
      '/adddomainalias': 1,
      '/ssl/install': 1,
      '/installssl': 1,
    });
    const [added] = world.outside.closte.calls;
    assert.deepEqual(added?.fields, { domain: 'shop.example.com', wildcard: '0' });
  });

  it('puts the calls of a worker in doubt that never released its claim', async () => {
    const at = world.engine.now();
    await recordEvent(world.engine.store, anEvent('domain.created', { domain: shop }), at);
    const doubts = async () => {
      const { adding, removing } = (await world.engine.store.get(shop))?.doubts ?? {};
      return [adding, removing];
    };
    assert.equal((await world.engine.store.claimDue(at, 1, LEASE_MS)).length, 1);
    assert.deepEqual(await doubts(), [null, null]);
    await advanceAt(at + LEASE_MS);
    assert.deepEqual(await doubts(), [at + LEASE_MS, at + LEASE_MS]);
  });

  it('reports each stage change', async () => {
    await tell('domain.created', { domainId: 34 });
    assert.deepEqual(
      world.engine.published.map(({ topic, message }) => ({ topic, ...message, at: undefined })),
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

  it('maps a wildcard, and requires a certificate that covers all of it', async () => {
    await tell('domain.created', { domain: '*.example.com' });
    assert.equal((await seen(parseDomainName('*.example.com'))).stage, 'done');
    assert.deepEqual(world.outside.closte.calls[0]?.fields, {
      domain: '*.example.com',
      wildcard: '1',
    });

    const probe = 'closte-domain-sync-probe.shops.example.com';
    world.outside.certificates.set(probe, await world.outside.authority.issue({ names: [probe] }));
    world.outside.zone.set('*.shops.example.com', 'A 127.0.0.1');
    await tell('domain.created', { domain: '*.shops.example.com' });
    const { stage, problems } = await seen(parseDomainName('*.shops.example.com'));
    assert.deepEqual(
      [stage, problems.map(({ code }) => code)],
      ['checking-ssl-cert', ['certificate-wildcard-missing']],
    );
  });

  it('waits for DNS, and says which record to change', async () => {
    world.outside.zone.set('shop.example.com', 'A 127.0.0.9');
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
    world.outside.zone.set('shop.example.com', 'A 127.0.0.1');
    assert.equal(await advanceAt(world.engine.clock.now + 300_000), 'rested');
    assert.equal((await seen()).stage, 'done');
  });

  it('asks DNS again for each event', async () => {
    await tell('domain.created');
    assert.equal(world.outside.dns.queries('example.com'), 1);
    await tell('domain.created', { domain: 'blog.example.com' });
    assert.equal(world.outside.dns.queries('example.com'), 2);
  });

  it('waits for the certificate, and asks Closte for it once', async () => {
    world.outside.certificates.set('shop.example.com', undefined);
    await tell('domain.created');
    for (let look = 0; look < 3; look += 1) await advanceAt(world.engine.clock.now + 300_000);
    const { stage, tries, problems } = await seen();
    assert.deepEqual([stage, tries], ['checking-ssl-cert', 4]);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['certificate-self-signed'],
    );
    assert.equal(world.outside.calls()['/installssl'], 1);

    world.outside.certificates.delete('shop.example.com');
    await advanceAt(world.engine.clock.now + 300_000);
    assert.equal((await seen()).stage, 'done');
  });

  it('remembers for the whole network which endpoint accepts certificate requests', async () => {
    await tell('domain.created');
    await tell('domain.created', { domain: 'blog.example.com' });
    assert.deepEqual(world.outside.calls('blog.example.com'), {
      '/adddomainalias': 1,
      '/installssl': 1,
    });
  });

  it('goes on checking when Closte refuses the domain, and says so', async () => {
    world.outside.refused.add('shop.example.com');
    await tell('domain.created');
    const { alias, stage, problems } = await seen();
    assert.deepEqual([alias, stage], ['rejected', 'done']);
    assert.deepEqual(
      problems.map(({ code, severity }) => [code, severity]),
      [['closte-refused-domain', 'warning']],
    );
    assert.deepEqual(world.outside.calls(), { '/adddomainalias': 1 });
  });

  it('removes the alias of an unmapped domain, and no longer checks it', async () => {
    await tell('domain.created');
    world.engine.clock.now += 1000;
    await tell('domain.deleted');
    const { intent, alias, secure, nextCheckAt } = await seen();
    assert.deepEqual([intent, alias, secure, nextCheckAt], ['unmapped', 'removed', false, null]);
    assert.deepEqual(world.outside.closte.aliases(), []);
    assert.equal(world.outside.calls()['/deletedomainalias'], 1);
  });

  it('forgets an unmapped domain after 31 days', async () => {
    await tell('domain.deleted');
    assert.equal(await advanceAt(world.engine.clock.now + 31 * 24 * 3_600_000), 'rested');
    assert.equal(await world.engine.store.get(shop), undefined);
    assert.equal(await world.engine.store.nextDueAt(), undefined);
  });

  it('retries an alias with backoff until Closte adds it', async () => {
    world.outside.closte.addFault({ kind: 'rate-limited', times: 2 });
    await tell('domain.created');
    assert.ok(
      world.engine.lines.some(
        ({ step, closteFailure }) => step === 'add-alias' && closteFailure === 'rate-limited',
      ),
      'logged with its kind',
    );
    const { alias, stage, problems, nextCheckAt } = await seen();
    assert.deepEqual(
      [alias, stage, problems[0]?.code],
      ['pending', 'checking-dns', 'closte-unavailable'],
    );
    assert.equal(
      Date.parse(nextCheckAt ?? ''),
      world.engine.clock.now + 30_000,
      'Retry-After is kept',
    );
    await advanceAt(world.engine.clock.now + 30_000);
    assert.equal((await seen()).alias, 'pending');
    await advanceAt(world.engine.clock.now + 45_000);
    assert.equal((await seen()).stage, 'done');
  });

  it('reports that Closte refuses the key, without showing the key', async () => {
    world.outside.closte.rotateKey('another-key');
    await tell('domain.created');
    assert.deepEqual(
      (await seen()).problems.map(({ code }) => code),
      ['closte-unauthorized'],
    );
    assert.ok(!JSON.stringify(world.engine.lines).includes('the-key-of-the-tests'));
  });

  it('reports a stage change later if the topic fails, and goes on with the checks', async () => {
    const { report } = world.engine.effects;
    change({ report: () => Promise.reject(new Error('no Pub/Sub')) });
    await tell('domain.created');
    assert.deepEqual([(await seen()).stage, world.engine.published.length], ['done', 0]);

    change({ report });
    await advanceAt(world.engine.clock.now + 60_000);
    assert.deepEqual(
      world.engine.published.map(({ message }) => 'stage' in message && message.stage),
      ['done'],
    );
  });

  it('notices a wish that changes meanwhile', async () => {
    const { aliasHost } = world.engine.effects;
    const deleted = anEvent('domain.deleted', {
      occurredAt: new Date(world.engine.clock.now + 1).toISOString(),
    });
    const add = async (...args: Parameters<typeof aliasHost.add>) => {
      const outcome = await aliasHost.add(...args);
      await recordEvent(world.engine.store, deleted, world.engine.now());
      return outcome;
    };
    change({ aliasHost: { ...aliasHost, add } });
    await tell('domain.created');
    assert.deepEqual([(await seen()).alias, world.outside.closte.aliases()], ['removed', []]);
  });

  it('is done by one worker at a time: a second event leaves the domain to the worker of the first', async () => {
    const claim = await world.engine.store.claim(shop, world.engine.now(), LEASE_MS);
    assert.equal(claim, undefined, 'not known yet');
    await recordEvent(world.engine.store, anEvent('domain.created'), world.engine.now());
    assert.ok(await world.engine.store.claim(shop, world.engine.now(), LEASE_MS));
    await advanceRecorded(world.engine, [shop], never);
    assert.deepEqual(world.outside.calls(), {});
  });

  for (const [what, record] of [
    ['all steps of a new domain', { alias: { state: 'pending', retry: { failures: 0, at: 0 } } }],
    ['a look that changes nothing, and a call', { stage: 'checking-ssl-cert' }],
  ] as const) {
    it(`keeps its claim throughout, however long its steps take together: ${what}`, async () => {
      const others: unknown[] = [];
      const slowly =
        <R>(result: R) =>
        async (): Promise<R> => {
          world.engine.clock.now += (2 / 3) * LEASE_MS;
          others.push(await world.engine.store.claim(shop, world.engine.now(), LEASE_MS));
          return result;
        };
      const { aliasHost, openPass } = world.engine.effects;
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
      const started = aRecord({ ...record, nextCheckAt: world.engine.now() });
      await world.engine.store.update(shop, 12, () => started);
      assert.equal(await advanceAt(world.engine.now()), 'rested');
      assert.ok(others.length >= 3);
      assert.deepEqual([...new Set(others)], [undefined]);
    });
  }

  for (const [what, slowClaimMs, slowSaveMs] of [
    ['claims', 40_000, 0],
    ['claims and saves', 40_000, 25_000],
  ] as const) {
    it(`calls Closte under a claim that outlasts the call, even if the store is slow when it ${what}`, async () => {
      const { aliasHost } = world.engine.effects;
      const { store } = world.engine;
      let slowMs = slowSaveMs;
      const claim: typeof store.claim = async (...asked) => {
        const claimed = await store.claim(...asked);
        world.engine.clock.now += slowClaimMs;
        return claimed;
      };
      const save: typeof store.save = async (...asked) => {
        const after = await store.save(...asked);
        [world.engine.clock.now, slowMs] = [world.engine.clock.now + slowMs, 0];
        return after;
      };
      const others: unknown[] = [];
      const add: typeof aliasHost.add = async () => {
        world.engine.clock.now += 45_000;
        others.push(await store.claim(shop, world.engine.now(), LEASE_MS));
        return { kind: 'done' };
      };
      change({ aliasHost: { ...aliasHost, add } });
      const slow = { ...world.engine, store: { ...store, claim, save } };
      const { domains } = await recordEvent(store, anEvent('domain.created'), world.engine.now());
      await advanceRecorded(slow, domains, never);
      assert.deepEqual(others, [undefined]);
    });
  }

  it('reports a domain that cannot be claimed, and holds up no other one', async () => {
    const { store } = world.engine;
    const domains = Array.from({ length: 20 }, (_, n) => parseDomainName(`d${n}.example.com`));
    for (const domain of domains) {
      await recordEvent(store, anEvent('domain.created', { domain }), world.engine.now());
    }
    const claim: typeof store.claim = async (domain, ...rest) => {
      if (domain === domains[0]) throw new Error('not this one');
      return store.claim(domain, ...rest);
    };
    world.engine = { ...world.engine, store: { ...store, claim } };
    await assert.rejects(advanceRecorded(world.engine, domains, never), /not this one/);
    const stages = await Promise.all(domains.map(async (domain) => (await seen(domain)).stage));
    assert.deepEqual(stages, ['checking-dns', ...domains.slice(1).map(() => 'done')]);
  });

  it('uses up no try when interrupted, and leaves the domain alone until its claim expires', async () => {
    world.outside.closte.addFault({ kind: 'hang', times: 1 });
    const occurredAt = new Date(world.engine.clock.now).toISOString();
    await recordEvent(
      world.engine.store,
      anEvent('domain.created', { occurredAt }),
      world.engine.now(),
    );
    const asked = abortedOnce(() => world.outside.closte.calls.length > 0);
    assert.equal(await advanceAt(world.engine.clock.now, asked), 'interrupted');
    const { alias, problems } = await seen();
    assert.deepEqual([alias, problems], ['pending', []]);
    // Closte may still be adding it: a deletion that comes now must not overtake that.
    await tell('domain.deleted', {
      occurredAt: new Date(world.engine.clock.now + 1).toISOString(),
    });
    assert.equal(world.outside.calls()['/deletedomainalias'], undefined);
    assert.equal(await advanceAt(world.engine.clock.now + LEASE_MS), 'rested');
    assert.equal((await seen()).alias, 'removed');
  });

  it('logs why it was interrupted, even if the store cannot record the doubt', async () => {
    world.outside.closte.addFault({ kind: 'hang', times: 1 });
    await recordEvent(world.engine.store, anEvent('domain.created'), world.engine.now());
    const update = () => Promise.reject(new Error('no store'));
    world.engine = { ...world.engine, store: { ...world.engine.store, update } };
    const asked = abortedOnce(() => world.outside.closte.calls.length > 0);
    assert.equal(await advanceAt(world.engine.clock.now, asked), 'interrupted');
    assert.ok(world.engine.lines.some(({ level, step }) => level === 40 && step === 'add-alias'));
  });

  it('does nothing once it has been aborted', async () => {
    await recordEvent(world.engine.store, anEvent('domain.created'), world.engine.now());
    assert.equal(await advanceAt(world.engine.clock.now, AbortSignal.abort()), 'interrupted');
    assert.deepEqual(world.outside.calls(), {});
    assert.equal(await advanceAt(world.engine.clock.now), 'rested');
  });

  it('is retried when the claim expires after a fault of our own', async () => {
    const { openPass } = world.engine.effects;
    const broken = () => Promise.reject(new TypeError('a bug'));
    change({ openPass: () => ({ ...openPass(), checkDns: broken }) });
    await tell('domain.created');
    assert.equal(await world.engine.store.nextDueAt(), world.engine.clock.now + LEASE_MS);
    assert.ok(world.engine.lines.some(({ level, domain }) => level === 50 && domain === shop));

    change({ openPass });
    await advanceAt(world.engine.clock.now + LEASE_MS);
    assert.equal((await seen()).stage, 'done');
  });

  it('asks for the certificate again a day later if there is none', async () => {
    world.outside.certificates.set('shop.example.com', undefined);
    await tell('domain.created');
    for (let look = 0; look < 30; look += 1) {
      const due = await world.engine.store.nextDueAt();
      await advanceAt(due ?? assert.fail('never due'));
    }
    assert.equal((await seen()).stage, 'ssl-failed');
    const days =
      (world.engine.clock.now - Date.parse((await seen()).history[0]?.at ?? '')) / 86_400_000;
    const asked = world.outside.calls()['/installssl'] ?? 0;
    assert.ok(asked >= 2 && asked <= Math.ceil(days) + 1, `${asked} times in ${days} days`);
  });

  it('does not ask for a certificate at each look while one of the endpoints fails', async () => {
    world.outside.closte.addFault({ endpoint: '/installssl', kind: 'error-500', times: 1000 });
    const shops = Array.from({ length: 10 }, (_, n) => `shop-${n}.example.com`);
    for (const domain of shops) {
      world.outside.certificates.set(domain, undefined);
      await tell('domain.created', { domain });
    }
    const until = world.engine.clock.now + 24 * 3_600_000;
    for (let due = await world.engine.store.nextDueAt(); due && due < until; ) {
      await advanceAt(Math.max(due, world.engine.clock.now));
      due = await world.engine.store.nextDueAt();
    }
    assert.equal(world.outside.calls()['/installssl'], 1);
  });

  it('restores an alias that was removed by hand once the certificate is missing', async () => {
    await tell('domain.created');
    await world.outside.removeByHand('shop.example.com');
    world.outside.certificates.set('shop.example.com', undefined);
    await advanceAt(world.engine.clock.now + 24 * 3_600_000);
    assert.deepEqual(
      world.outside.closte.aliases().map(({ domain }) => domain),
      ['shop.example.com'],
    );
  });

  for (const type of ['domain.check', 'domain.created']) {
    it(`restores an alias that was removed by hand when ${type} arrives`, async () => {
      await tell('domain.created');
      await world.outside.removeByHand('shop.example.com');
      world.engine.clock.now += 3_600_000;
      await tell(type);
      assert.equal(world.outside.closte.aliases().length, 1);
    });
  }

  it('asks once a day whether Closte accepts a domain that it refused', async () => {
    world.outside.refused.add('shop.example.com');
    await tell('domain.created');
    world.outside.refused.delete('shop.example.com');
    const until = world.engine.clock.now + 24 * 3_600_000;
    for (let due = await world.engine.store.nextDueAt(); due && due < until; ) {
      await advanceAt(due);
      due = await world.engine.store.nextDueAt();
    }
    const { alias, problems } = await seen();
    assert.deepEqual([alias, problems], ['added', []]);
    assert.equal(world.outside.calls()['/adddomainalias'], 2);
  });

  it('remembers a good certificate endpoint through a failure of it', async () => {
    await tell('domain.created');
    world.outside.closte.addFault({ endpoint: '/installssl', kind: 'error-500', times: 1 });
    await tell('domain.created', { domain: 'blog.example.com' });
    const { aliasHostMemory } = await world.engine.store.readSettings();
    assert.partialDeepStrictEqual(aliasHostMemory, { answeredBefore: '/installssl' });
  });
});
