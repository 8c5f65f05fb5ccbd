import assert from 'node:assert/strict';
import { type DnsServer, dnsServer } from '../../infra/local/sandbox/dns-server.ts';
import { inParallel } from '../../shared/async/in-parallel.ts';
import { type DomainName, parseDomainName, probeName } from '../../shared/domain-name.ts';
import { recordEvent } from '../../shared/engine/record-event.ts';
import { EVERY_MINUTE, sweep } from '../../shared/engine/sweep.ts';
import type { DomainRecord } from '../../shared/lifecycle/record.ts';
import { isLive } from '../../shared/lifecycle/stage.ts';
import { type TestEngine, testEngine } from '../support/engine.ts';
import { anEvent } from '../support/events.ts';
import { freePort } from '../support/free-port.ts';
import { type MultisiteApi, multisiteApi } from '../support/multisite-api.ts';
import { type Outside, startOutside } from '../support/outside.ts';
import { DAY } from '../support/records.ts';
import { type Case, DEPARTURES, MISHAPS } from './live-domains/cases.ts';
import { NETWORK_V6, type Places, SECOND, SECRET, startPlaces } from './live-domains/places.ts';

const CASES: readonly Case[] = [...MISHAPS, ...DEPARTURES];
const LOOKS = 10;
const NEVER = new AbortController().signal;

const domainOf = ({ domain }: Case) => parseDomainName(domain);

describe('live domains that something happens to', () => {
  let world: World;
  /** Each domain's record after each look. */
  const seen = new Map<DomainName, DomainRecord[]>();
  before(async () => {
    world = await startWorld();
    for (const one of CASES) {
      const { stage, seenRight } = await world.record(one);
      assert.deepEqual([one.what, stage, seenRight !== null], [one.what, 'done', true]);
    }
    await world.happen();
    for (let look = 0; look < LOOKS; look += 1) {
      world.engine.clock.now += DAY;
      await sweep(world.engine, EVERY_MINUTE, NEVER);
      for (const one of CASES) {
        const record = await world.record(one);
        seen.set(record.domain, [...(seen.get(record.domain) ?? []), record]);
      }
    }
  });
  after(() => world.close());

  const looksAt = (one: Case) => seen.get(domainOf(one)) ?? assert.fail('never looked at');
  const codesOf = ({ problems }: DomainRecord) =>
    [...problems.dns, ...problems.certificate].map(({ code }) => code);

  it('are 40 and more, each looked at ten times', () => {
    assert.ok(CASES.length >= 40);
    for (const one of CASES) {
      const times = looksAt(one).map(({ lastCheckedAt }) => lastCheckedAt);
      assert.equal(new Set(times).size, LOOKS, one.what);
    }
  });

  describe('stay live, with the problem reported, in the case of', () => {
    for (const one of MISHAPS) {
      it(`${one.what}: ${one.told.join(', ')}`, () => {
        for (const record of looksAt(one)) {
          const codes = codesOf(record).filter((code) => code !== 'dns-proxied');
          assert.deepEqual([record.stage, codes], ['done', one.told]);
        }
        assert.deepEqual(world.stageThere(one), ['done', true]);
      });
    }
  });

  describe('are taken down, with a report, in the case of', () => {
    for (const one of DEPARTURES) {
      it(`${one.what}: ${one.stage}`, () => {
        const looks = looksAt(one);
        const [first] = looks;
        assert.ok(first && isLive(first.stage), 'it was taken down by the first look');
        assert.equal(looks.at(-1)?.stage, one.stage);
        assert.deepEqual(codesOf(looks.at(-1) ?? first), one.told);
        assert.deepEqual(world.stageThere(one), [one.stage, false]);
      });
    }
  });
});

interface World {
  readonly engine: TestEngine;
  /** Makes the case of each domain happen. */
  happen(): Promise<void>;
  record(one: Case): Promise<DomainRecord>;
  /** The stage of the multisite's item, and whether it is secure. */
  stageThere(one: Case): readonly [stage: string | undefined, secure: boolean | undefined];
  close(): Promise<void>;
}

async function startWorld(): Promise<World> {
  const [outside, api, httpPort] = await Promise.all([startOutside(), multisiteApi(), freePort()]);
  const places = await startPlaces(outside, httpPort);
  const withoutCaa = new Set<string>();
  const dns = await dnsServer({
    resolve: (name, type) =>
      type === 'CAA' && withoutCaa.has(name)
        ? { code: 'SERVFAIL', records: [] }
        : outside.zone.resolve(name, type),
  });
  const engine = await testEngine(outside, {
    MULTISITE_API_URL: api.url,
    MULTISITE_API_SECRET: SECRET,
    CLOSTE_CONCURRENCY: '100',
    MULTISITE_CONCURRENCY: '100',
    NETWORK_ADDRESSES: `127.0.0.1,${SECOND},127.2.0.3,${NETWORK_V6}`,
    DNS_SERVERS: dns.server,
    HTTP_PORT: String(httpPort),
    SSL_MAX_TRIES: '5',
  });
  await map(engine, outside, api);
  return {
    engine,
    happen: () => happen(outside, places, withoutCaa),
    record: async (one) => (await engine.store.get(domainOf(one))) ?? assert.fail(one.domain),
    stageThere(one) {
      const row = [...api.rows.values()].find(({ domain }) => domain === one.domain);
      return [row?.stage, row?.secure];
    },
    close: () => closeAll(engine, outside, api, places, dns),
  };
}

/** Maps all domains, and waits until they are found right. */
async function map(engine: TestEngine, outside: Outside, api: MultisiteApi): Promise<void> {
  await inParallel(CASES, 8, async (one) => {
    const domain = domainOf(one);
    outside.zone.set(domain, ...one.records);
    const { id } = api.add(one.domain);
    const occurredAt = new Date(engine.now()).toISOString();
    const event = anEvent('domain.created', { domain, domainId: id, occurredAt });
    await recordEvent(engine.store, event, engine.now());
  });
  await sweep(engine, EVERY_MINUTE, NEVER);
}

async function happen(outside: Outside, places: Places, withoutCaa: Set<string>): Promise<void> {
  places.happen();
  // Two certificates that expire a second apart would be two problems.
  const now = Date.now();
  const intermediate = await outside.authority.intermediate();
  for (const { domain, later, others = {}, caaFails, expiredAt = [], isAlone } of CASES) {
    const name = parseDomainName(domain);
    if (later === 'gone') outside.zone.remove(name);
    else if (typeof later === 'string') outside.zone.fail(name, later);
    else if (later) outside.zone.set(name, ...later);
    for (const [other, records] of Object.entries(others)) outside.zone.set(other, ...records);
    if (caaFails) withoutCaa.add(name.replace(/^\*\./, ''));
    if (isAlone) {
      const names = [name];
      const issuerUrl = 'http://authority.example/issuer.der';
      const whole = await intermediate.issue({ names, issuerUrl });
      const [alone = ''] = whole.certificatePem.split(/(?<=-----END CERTIFICATE-----\n)/);
      outside.certificates.set(name, { ...whole, certificatePem: alone });
    }
    for (const address of expiredAt) {
      const asked = probeName(name);
      const expired = await outside.authority.issue({
        names: [name],
        validFrom: new Date(now - 90 * DAY),
        validTo: new Date(now - DAY),
      });
      outside.certificates.set(address === '127.0.0.1' ? asked : `${address} ${asked}`, expired);
    }
  }
}

async function closeAll(
  engine: TestEngine,
  outside: Outside,
  api: MultisiteApi,
  places: Places,
  dns: DnsServer,
): Promise<void> {
  await engine.store.close();
  await Promise.all([dns.close(), places[Symbol.asyncDispose](), api[Symbol.asyncDispose]()]);
  await outside.close();
}
