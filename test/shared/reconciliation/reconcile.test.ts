import assert from 'node:assert/strict';
import { pino } from 'pino';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { intentOf } from '../../../shared/lifecycle/record.ts';
import { multisiteClient } from '../../../shared/multisite/client.ts';
import { credentialsIn } from '../../../shared/multisite/credentials.ts';
import { MultisiteError } from '../../../shared/multisite/failure.ts';
import { reconcile } from '../../../shared/reconciliation/reconcile.ts';
import { recordEvent } from '../../../shared/record-event.ts';
import { fixedSecret } from '../../../shared/secret.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import type { Store } from '../../../shared/store/store.ts';
import { anEvent } from '../../support/events.ts';
import { type MultisiteApi, multisiteApi } from '../../support/multisite-api.ts';

const NEVER = new AbortController().signal;
const MINUTE = 60_000;

describe('reconciliation', () => {
  let api: MultisiteApi;
  let store: Store;
  let lines: Record<string, unknown>[];
  beforeEach(async () => {
    api = await multisiteApi();
    store = await sqliteStore(':memory:');
    lines = [];
  });
  afterEach(async () => {
    await store.close();
    await api[Symbol.asyncDispose]();
  });

  function run(options: { dryRun?: boolean; force?: boolean } = {}, at = api) {
    const multisite = multisiteClient({
      apiUrl: at.url,
      credentials: credentialsIn(fixedSecret('key:secret'), 'it'),
    });
    const log = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
    const wait = async () => {};
    return reconcile(
      { store, multisite, log, wait, now: Date.now, allowSpecialUse: false },
      { dryRun: false, force: false, ...options },
      NEVER,
    );
  }

  /** An event of a minute ago, unless it says otherwise. */
  async function tell(
    type: string,
    change: Readonly<Record<string, unknown>> = {},
    agoMs = MINUTE,
  ) {
    const occurredAt = new Date(Date.now() - agoMs).toISOString();
    await recordEvent(store, anEvent(type, { occurredAt, ...change }), Date.now());
  }

  /** As many domains in both, with their ids. */
  async function both(count: number) {
    for (let n = 1; n <= count; n += 1) {
      const { id, domain, blog_id } = api.add(`d${n}.example.com`);
      await tell('domain.created', { domain, siteId: blog_id, domainId: id });
    }
  }

  async function intentOfDomain(domain: string) {
    const record = await store.get(parseDomainName(domain));
    return record && intentOf(record);
  }

  it('maps what no event told of, and what is due is done by the sweep', async () => {
    await both(2);
    api.add('new.example.com', { id: 77, blog_id: 9 });
    assert.deepEqual(await run(), { multisite: 3, stored: 2, mapped: 1, unmapped: 0 });
    const record = await store.get(parseDomainName('new.example.com'));
    assert.deepEqual([record?.siteId, record?.domainId, record?.alias.state], [9, 77, 'pending']);
    assert.equal((await store.claimDue(Date.now(), 10, 1000)).length, 3);
    assert.deepEqual(await run(), { multisite: 3, stored: 3, mapped: 0, unmapped: 0 });
  });

  it('unmaps what was removed without an event', async () => {
    await both(3);
    api.rows.delete(2);
    assert.deepEqual(await run(), { multisite: 2, stored: 3, mapped: 0, unmapped: 1 });
    assert.equal(await intentOfDomain('d2.example.com'), 'unmapped');
    assert.deepEqual(await run(), { multisite: 2, stored: 2, mapped: 0, unmapped: 0 });
  });

  it('unmaps one whose events did not tell its id as well', async () => {
    await tell('domain.created', { domain: 'shop.example.com' });
    assert.deepEqual(await run(), { multisite: 0, stored: 1, mapped: 0, unmapped: 1 });
  });

  it('never unmaps the own domain of a site, which may have no record in the multisite', async () => {
    await tell('domain.created', { domain: 'site.example.com', domainId: 5 }, 3 * MINUTE);
    await tell('domain.deleted', { domain: 'site.example.com', domainId: 5 }, 2 * MINUTE);
    await tell('site.created', { domain: 'site.example.com' });
    assert.deepEqual(await run(), { multisite: 0, stored: 1, mapped: 0, unmapped: 0 });
    assert.equal(await intentOfDomain('site.example.com'), 'mapped');
  });

  it('unmaps that too once the multisite had a record of it, and has it no more', async () => {
    await tell('site.created', { domain: 'site.example.com' });
    api.add('site.example.com', { id: 5, blog_id: 12 });
    assert.deepEqual(await run(), { multisite: 1, stored: 1, mapped: 0, unmapped: 0 });
    api.rows.clear();
    await new Promise((later) => setTimeout(later, 5));
    assert.deepEqual(await run(), { multisite: 0, stored: 1, mapped: 0, unmapped: 1 });
  });

  it('changes nothing that was heard since it began', async () => {
    await both(1);
    api.add('gone.example.com', { id: 50 });
    api.onCall = ({ query }) => {
      if (query.get('page') !== '1') return undefined;
      api.onCall = () => undefined;
      void tell('domain.deleted', { domain: 'gone.example.com', domainId: 50 }, -1000);
      void tell('domain.created', { domain: 'new.example.com' }, -1000);
      return undefined;
    };
    assert.deepEqual(await run(), { multisite: 2, stored: 2, mapped: 0, unmapped: 0 });
    assert.equal(await intentOfDomain('gone.example.com'), 'unmapped');
    assert.equal(await intentOfDomain('new.example.com'), 'mapped');
  });

  it('maps a domain anew that was unmapped, but not to a site that is deleted', async () => {
    await both(2);
    await tell('domain.deleted', { domain: 'd1.example.com', siteId: 1 }, 1000);
    await tell('site.deleted', { domain: undefined, siteId: 2 }, 1000);
    assert.deepEqual(await run(), { multisite: 2, stored: 0, mapped: 1, unmapped: 0 });
    assert.equal(await intentOfDomain('d1.example.com'), 'mapped');
    assert.equal(await intentOfDomain('d2.example.com'), 'unmapped');
  });

  it('learns a new site and a new id of a domain, which counts as neither', async () => {
    await tell('domain.created', { domain: 'shop.example.com', siteId: 12 });
    api.add('shop.example.com', { id: 34, blog_id: 13 });
    assert.deepEqual(await run(), { multisite: 1, stored: 1, mapped: 0, unmapped: 0 });
    const { siteId, domainId } = (await store.get(parseDomainName('shop.example.com'))) ?? {};
    assert.deepEqual([siteId, domainId], [13, 34]);
  });

  it('takes a domain over live that is live, so that no site goes down', async () => {
    api.add('live.example.com', { stage: 'done', secure: true });
    api.add('other.example.com', { stage: 'checking-ssl-cert' });
    await run();
    const stages = (await store.list({ limit: 9 })).records.map((one) => [
      one.stage,
      one.writtenStage,
    ]);
    assert.deepEqual(stages, [
      ['done', 'done'],
      ['checking-dns', 'checking-ssl-cert'],
    ]);
  });

  it('skips what cannot be mapped, and says how much', async () => {
    for (const name of ['127.0.0.1', 'not a name', 'shop.test', '']) api.add(name);
    api.add('damaged.example.com', { blog_id: Number.NaN });
    api.add('shop.example.com');
    assert.deepEqual(await run(), { multisite: 6, stored: 0, mapped: 1, unmapped: 0, skipped: 5 });
    assert.ok(lines.some(({ msg }) => msg === '5 domains cannot be mapped'));
  });

  it('in a dry run says what it would do, and does nothing', async () => {
    await both(3);
    api.rows.delete(2);
    api.add('new.example.com');
    const before = await store.list({ limit: 10 });
    const told = { multisite: 3, stored: 3, mapped: 1, unmapped: 1 };
    assert.deepEqual(await run({ dryRun: true }), told);
    assert.deepEqual(await store.list({ limit: 10 }), before);
    assert.deepEqual(await run(), told);
  });

  it('unmaps no more than 10 and a fifth, unless it is told to', async () => {
    await both(50);
    for (let id = 1; id <= 11; id += 1) api.rows.delete(id);
    const { refused, ...rest } = await run();
    assert.deepEqual(rest, { multisite: 39, stored: 50, mapped: 0, unmapped: 0 });
    assert.match(`${refused}`, /^11 missing there are not unmapped: .* 20 % of 50; force it/);
    const forced = await run({ force: true });
    assert.deepEqual(forced, { multisite: 39, stored: 50, mapped: 0, unmapped: 11 });
  });

  it('asks after each domain before it unmaps it, by its name and its id', async () => {
    await both(2);
    api.rows.delete(2);
    await run();
    const asked = api.calls.map(({ path, query }) => `${path} ${query.get('domain') ?? ''}`.trim());
    assert.deepEqual(asked, ['/domain', '/domain d2.example.com', '/domain/2']);
  });

  it('does not unmap one that only moved while it was read', async () => {
    await both(150);
    api.onCall = ({ query }) => {
      // With the first page read, all records after its last move up by one.
      if (query.get('page') === '2') api.rows.delete([...api.rows.keys()][0] ?? 0);
      return undefined;
    };
    const { refused, unmapped } = await run();
    assert.deepEqual([unmapped, await intentOfDomain('d101.example.com')], [0, 'mapped']);
    assert.match(`${refused}`, /the listing is not to be relied upon: /);
  });

  it('reads the listing again if it changed, and relies on it once it did not', async () => {
    await both(150);
    api.onCall = (_, number) => {
      if (number === 2) api.rows.delete(1);
      return undefined;
    };
    assert.deepEqual(await run(), { multisite: 149, stored: 150, mapped: 0, unmapped: 1 });
  });

  it('waits for a multisite that is down for a moment', async () => {
    await both(150);
    api.rows.delete(7);
    api.onCall = ({ query }, number) =>
      query.has('page') && number % 2 === 0 ? 'down-503' : undefined;
    const { unmapped, refused } = await run();
    assert.deepEqual([unmapped, refused], [1, undefined]);
  });

  it('maps what it has read, and unmaps nothing, if not all can be read', async () => {
    await both(20);
    for (let n = 1; n <= 100; n += 1) api.add(`new${n}.example.com`);
    api.rows.delete(3);
    api.onCall = ({ query }) => (query.get('page') === '2' ? 'truncated' : undefined);
    const { refused, ...rest } = await run();
    assert.deepEqual(rest, { multisite: 100, stored: 20, mapped: 81, unmapped: 0 });
    assert.match(`${refused}`, /page 2 cannot be read: the multisite's answer is not JSON/);
  });

  it('fails if nothing can be read, and changes nothing', async () => {
    await both(2);
    api.onCall = () => 'login-page';
    await assert.rejects(run(), (error) => error instanceof MultisiteError);
    assert.equal(await intentOfDomain('d1.example.com'), 'mapped');
  });

  it('tells people once in an hour that the credentials are refused', async () => {
    api.credentials = 'others:now';
    for (const _ of [1, 2, 3]) await assert.rejects(run(), /refuses the credentials/);
    const told = lines.filter(({ multisiteFailure }) => multisiteFailure === 'unauthorized');
    assert.deepEqual(
      told.map(({ level }) => level),
      [50],
    );
    api.credentials = 'key:secret';
    await run();
    assert.equal((await store.readSettings()).multisiteRefusal, undefined);
  });

  it('has an older clock of the multisite decide what is newer', async () => {
    await tell('domain.created', { domain: 'shop.example.com' }, 30_000);
    const hourAgo = new Date(Date.now() - 60 * MINUTE).toUTCString();
    await using behind = await multisiteApi();
    behind.onCall = () => undefined;
    behind.date = hourAgo;
    assert.equal((await run({}, behind)).unmapped, 0);
  });

  it('reads versions of 2025, which tell no number of pages', async () => {
    await using old = await multisiteApi({ version: '2025' });
    for (let n = 1; n <= 250; n += 1) old.add(`d${n}.example.com`);
    await tell('domain.created', { domain: 'gone.example.com' });
    const result = await run({}, old);
    assert.deepEqual(result, { multisite: 250, stored: 1, mapped: 250, unmapped: 1 });
  });
});
