import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { advanceRecorded } from '../../../shared/engine/advance-event.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { EVERY_MINUTE, sweep, sweepOne } from '../../../shared/engine/sweep.ts';
import { multisiteClient } from '../../../shared/multisite/client.ts';
import { reconcile } from '../../../shared/reconciliation/reconcile.ts';
import { credentialsIn } from '../../../shared/settings/multisite-credentials.ts';
import { fixedSecret } from '../../../shared/settings/secret.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { type TestEngine, testEngine } from '../../support/engine.ts';
import { anEvent } from '../../support/events.ts';
import { multisiteApi } from '../../support/multisite-api.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { DAY, shop } from '../../support/records.ts';

const never = new AbortController().signal;
const other = parseDomainName('other.example.com');

describe('a damaged record', () => {
  let outside: Outside;
  let engine: TestEngine;
  let file: string;
  beforeEach(async () => {
    outside = await startOutside();
    file = join(outside.folder, 'damaged.db');
    engine = await testEngine(outside, {}, await sqliteStore(file));
    await tell('domain.created', { domain: shop });
    await tell('domain.created', { domain: other });
  });
  afterEach(async () => {
    await engine.store.close();
    await outside.close();
  });

  async function tell(type: string, change: Readonly<Record<string, unknown>> = {}) {
    engine.clock.now += 1000;
    const occurredAt = new Date(engine.clock.now).toISOString();
    const event = anEvent(type, { occurredAt, ...change });
    const { domains } = await recordEvent(engine.store, event, engine.clock.now);
    await advanceRecorded(engine, domains, never);
  }

  async function sweepAfter(ms: number) {
    engine.clock.now += ms;
    return sweep(engine, EVERY_MINUTE, never);
  }

  function damage(field: string, value: unknown, domain = shop) {
    const database = new DatabaseSync(file);
    const sql = 'UPDATE domains SET record = json_set(record, ?, json(?)) WHERE domain = ?';
    database.prepare(sql).run(`$.${field}`, JSON.stringify(value), domain);
    database.close();
  }

  const aliases = () => outside.closte.aliases().map(({ domain }) => domain);
  const named = () => engine.lines.filter(({ level, domain }) => level === 50 && domain === shop);

  it('is repaired by the sweep if the lost fields can start afresh, which is logged', async () => {
    damage('history', 'long');
    const { advanced } = await sweepAfter(DAY);
    const record = await engine.store.get(shop);
    assert.deepEqual([advanced, record?.stage, record?.history], [2, 'done', []]);
    assert.deepEqual(
      named().map(({ msg }) => msg),
      ['repaired: the unreadable parts of its record start afresh'],
    );
  });

  it('is repaired as well by a sweep of that domain alone', async () => {
    damage('history', 'long');
    engine.clock.now += DAY;
    const swept = await sweepOne(engine, shop, never);
    const record = await engine.store.get(shop);
    assert.deepEqual([swept?.advanced, record?.stage, record?.history], [1, 'done', []]);
  });

  it('that cannot be repaired does not stop the sweep of others, and is logged', async () => {
    damage('stage', 'finished');
    const { claimed, advanced, failed } = await sweepAfter(DAY);
    assert.deepEqual([claimed, advanced, failed], [2, 1, 1]);
    assert.equal(named().length, 1);
  });

  for (const field of ['stage', 'history', 'alias', 'decidedBy']) {
    it(`(${field}) is unmapped with its site, like the others`, async () => {
      damage(field, 'damaged');
      await tell('site.deleted', { domain: undefined });
      assert.deepEqual(aliases(), []);
      assert.equal((await engine.store.get(shop))?.alias.state, 'removed');
    });

    it(`(${field}) is unmapped by its own deletion`, async () => {
      damage(field, 'damaged');
      await tell('domain.deleted', { domain: shop });
      assert.deepEqual(aliases(), [other]);
      assert.equal((await engine.store.get(shop))?.alias.state, 'removed');
    });

    it(`(${field}) is replaced when the multisite is reconciled`, async () => {
      damage(field, 'damaged');
      await using api = await multisiteApi();
      for (const domain of [shop, other]) api.add(domain, { blog_id: 12, stage: 'done' });
      const credentials = credentialsIn(fixedSecret(api.credentials), 'it');
      const multisite = multisiteClient({ apiUrl: api.url, credentials });
      engine.clock.now += 60_000;
      const reconciling = { ...engine, multisite, allowSpecialUse: false };
      await reconcile(reconciling, { dryRun: false, force: false }, never);
      assert.ok(named().length > 0);
      await sweepAfter(DAY);
      const record = await engine.store.get(shop);
      assert.deepEqual([record?.stage, record?.alias.state], ['done', 'added']);
      assert.deepEqual(
        record?.history.filter(({ to }) => to === 'checking-dns'),
        [],
      );
    });
  }

  describe('of a newer version', () => {
    const raw = () => {
      const database = new DatabaseSync(file);
      const row = database.prepare('SELECT record FROM domains WHERE domain = ?').get(shop);
      database.close();
      return row?.record;
    };
    let before: unknown;
    beforeEach(() => {
      damage('version', 2);
      before = raw();
    });
    afterEach(() => assert.equal(raw(), before, 'it stays as it is'));

    it('is left to that version by the sweep, which names it and sweeps the others', async () => {
      const { claimed, advanced, failed } = await sweepAfter(DAY);
      assert.deepEqual([claimed, advanced, failed], [2, 1, 1]);
      assert.equal(named().length, 1);
    });

    it('has its events redelivered until that version records them', async () => {
      await assert.rejects(tell('domain.deleted', { domain: shop }), /upgrade it/);
      assert.deepEqual(aliases().sort(), [other, shop].sort());
    });

    it('has the deletion of its site redelivered, which unmaps the others', async () => {
      await assert.rejects(tell('site.deleted', { domain: undefined }), /upgrade it/);
      await sweepAfter(1000);
      assert.deepEqual(aliases(), [shop]);
    });

    it('does not stop a damaged one from being unmapped with their site', async () => {
      const last = parseDomainName('zoo.example.com');
      await tell('domain.created', { domain: last });
      damage('stage', 'damaged', last);
      await assert.rejects(tell('site.deleted', { domain: undefined }), /upgrade it/);
      await sweepAfter(1000);
      assert.deepEqual(aliases(), [shop]);
    });

    it('is not reconciled, but the others are', async () => {
      await using api = await multisiteApi();
      const third = 'third.example.com';
      for (const domain of [shop, other, third]) api.add(domain, { blog_id: 13, stage: 'done' });
      const credentials = credentialsIn(fixedSecret(api.credentials), 'it');
      const multisite = multisiteClient({ apiUrl: api.url, credentials });
      engine.clock.now += 60_000;
      const reconciling = { ...engine, multisite, allowSpecialUse: false };
      const { mapped } = await reconcile(reconciling, { dryRun: false, force: false }, never);
      assert.equal(mapped, 1);
      assert.equal((await engine.store.get(parseDomainName(third)))?.siteId, 13);
      assert.match(String(named().at(-1)?.msg), /upgrade it; it is not reconciled$/);
    });
  });

  function damageSettings(sql: string, ...values: string[]) {
    const database = new DatabaseSync(file);
    assert.equal(database.prepare(sql).run(...values).changes, 1);
    database.close();
  }

  describe('among the settings', () => {
    const network = { id: 1, domain: 'network.example.com', addresses: ['127.0.0.1'] };
    const errors = () => engine.lines.filter(({ level }) => level === 50).map(({ msg }) => msg);

    it('stops neither sweeps nor events, and is reported once', async () => {
      await tell('domain.check', { domain: other, network });
      const sql = "UPDATE settings SET settings = json_set(settings, '$.network.value', 7)";
      damageSettings(sql);
      await tell('domain.created', { domain: 'new.example.com' });
      assert.ok(aliases().includes('new.example.com'));
      const { failed } = await sweepAfter(DAY);
      await sweepAfter(DAY);
      const { network: left, servedNetwork, lost } = await engine.store.readSettings();
      assert.deepEqual([failed, left, servedNetwork?.id, lost], [0, undefined, 1, undefined]);
      assert.deepEqual(errors(), [
        'the settings in the store were damaged, and start afresh: network',
      ]);
      await tell('domain.check', { domain: other, network });
      assert.deepEqual((await engine.store.readSettings()).network?.value.addresses, ['127.0.0.1']);
    });

    it('is replaced entirely if it is not JSON', async () => {
      await tell('domain.check', { domain: other, network });
      damageSettings('UPDATE settings SET settings = ?', '{"network":');
      assert.equal((await sweepAfter(DAY)).failed, 0);
      assert.deepEqual(errors(), [
        'the settings in the store were damaged, and start afresh: everything',
      ]);
      await tell('domain.check', { domain: other, network });
      assert.equal((await engine.store.readSettings()).servedNetwork?.id, 1);
    });
  });

  it('of a deleted site does not stop events of that site from being recorded', async () => {
    await tell('site.deleted', { domain: undefined });
    damageSettings("UPDATE site_deletions SET deletion = '{'");
    const late = { domain: 'late.example.com', occurredAt: new Date(0).toISOString() };
    await tell('domain.created', late);
    await tell('domain.created', { domain: 'site-13.example.com', siteId: 13 });
    assert.deepEqual(aliases(), ['site-13.example.com']);
    await tell('site.deleted', { domain: undefined });
  });
});
