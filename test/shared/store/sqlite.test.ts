import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { DomainName } from '../../../shared/domain-name.ts';
import { shardByName } from '../../../shared/lifecycle/shard.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { openDatabase } from '../../../shared/store/sqlite-database.ts';
import { COUNT_DUE, DUE, NEXT_DUE } from '../../../shared/store/sqlite-due.ts';
import { addFunctions } from '../../../shared/store/sqlite-functions.ts';
import { namesLetThrough } from '../../../shared/store/sqlite-list.ts';
import type { Store } from '../../../shared/store/store.ts';
import { aRecord, dnsWrong, shop, T0 } from '../../support/records.ts';
import type { Place } from './contract/store-under-test.ts';
import { LEASE, putDue, seenBy } from './contract/stored.ts';
import { describeStore } from './store-contract.ts';

const WORKER = fileURLToPath(new URL('sqlite-worker.ts', import.meta.url));

const newFolder = () => mkdtemp(join(tmpdir(), 'closte-domain-sync-'));
const remove = (folder: string) => rm(folder, { recursive: true, force: true });

describeStore('SQLite as a store', async (): Promise<Place> => {
  const folder = await newFolder();
  const path = join(folder, 'domains.db');
  const aside = new DatabaseSync(path, { timeout: 10_000 });
  return {
    open: () => sqliteStore(path),
    revision: async () => String(aside.prepare('PRAGMA data_version').get()?.data_version),
    async damage(domain: DomainName, field: string, value: unknown) {
      aside
        .prepare('UPDATE domains SET record = json_set(record, ?, json(?)) WHERE domain = ?')
        .run(`$.${field}`, JSON.stringify(value), domain);
    },
    async replace(domain, record) {
      aside
        .prepare('UPDATE domains SET record = ? WHERE domain = ?')
        .run(JSON.stringify(record), domain);
    },
    async stored(domain) {
      const row = aside.prepare('SELECT record FROM domains WHERE domain = ?').get(domain);
      return JSON.parse(String(row?.record));
    },
    async close() {
      aside.close();
      await remove(folder);
    },
  };
});

describe('An SQLite file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await newFolder();
    path = join(folder, 'new', 'domains.db');
  });
  afterEach(() => remove(folder));

  const work = (...args: string[]) =>
    spawn(process.execPath, [WORKER, path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });

  /** The output of the workers, each in a process of its own, all at once. */
  const linesOf = async (...workers: string[][]) => {
    const outputs = workers.map((args) => text(work(...args).stdout));
    return (await Promise.all(outputs)).flatMap((output) => output.split('\n').filter(Boolean));
  };

  /** Reads the file once all processes have closed it. */
  async function reopened<Result>(read: (database: DatabaseSync) => Result): Promise<Result> {
    const database = new DatabaseSync(path);
    addFunctions(database);
    try {
      return read(database);
    } finally {
      database.close();
    }
  }

  describe('that several processes have open', () => {
    it('can be opened by all of them at the moment of its creation', async () => {
      const soon = String(Date.now() + 1500);
      const opened = await linesOf(...Array.from({ length: 4 }, () => ['open', soon, '20']));
      assert.equal(opened.length, 80);
    });

    it('is created by the first of them, and loses nothing that they record', async () => {
      const workers = ['a', 'b', 'c', 'd'].map((who) => ['record', who, '50']);
      const recorded = await linesOf(...workers);
      assert.equal(recorded.length, 200);
      const store = await sqliteStore(path);
      assert.deepEqual(seenBy(await store.get(shop)).toSorted(), recorded.toSorted());
      await store.close();
    });

    it('has each of its due domains claimed by one of them', async () => {
      const store = await sqliteStore(path);
      const names = Array.from({ length: 200 }, (_, n) => `${n}.example.com`);
      for (const name of names) await putDue(store, name, T0);
      await store.close();
      const claimed = await linesOf(['claim'], ['claim'], ['claim'], ['claim']);
      assert.deepEqual(claimed.toSorted(), names.toSorted());
    });
  });

  it('has everything that was recorded, and remains usable, after its process was killed', async () => {
    const acknowledged: string[] = [];
    for (const who of ['a', 'b', 'c']) {
      const child = work('record', who, '1000000');
      let lines = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged.push(line);
        lines += 1;
        if (lines === 20) child.kill('SIGKILL');
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      assert.equal(child.signalCode, 'SIGKILL');
    }
    const store = await sqliteStore(path);
    const seen = new Set(seenBy(await store.get(shop)));
    assert.deepEqual(
      acknowledged.filter((what) => !seen.has(what)),
      [],
    );
    assert.ok(await store.claim(shop, T0, LEASE));
    await store.close();
    const check = await reopened((database) => database.prepare('PRAGMA integrity_check').all());
    assert.deepEqual(
      check.map((row) => Object.values(row)),
      [['ok']],
    );
  });

  for (const [what, query, values] of [
    ['what is due', DUE, [T0, 10]],
    ['how much is due', COUNT_DUE, [T0, 10]],
    ['what comes due next', NEXT_DUE, []],
  ] as const) {
    it(`finds ${what} with an index only, whatever else is stored`, async () => {
      await (await sqliteStore(path)).close();
      const plan = await reopened((database) =>
        database.prepare(`EXPLAIN QUERY PLAN ${query}`).all(...values),
      );
      const steps = plan.map(({ detail }) => String(detail)).filter((step) => /domains/.test(step));
      assert.equal(steps.length, 1);
      assert.match(steps[0] ?? '', /^SEARCH domains USING (COVERING )?INDEX domains_by_due_at /);
    });
  }

  it('of the version without shards lets any sweep claim its records, and assigns shards once they are written', async () => {
    const store = await sqliteStore(path);
    await putDue(store, 'shop.example.com', T0);
    await store.close();
    await reopened((database) =>
      database.exec('DROP INDEX domains_first_due; ALTER TABLE domains DROP COLUMN shard'),
    );
    const again = await sqliteStore(path);
    const other = [shardByName(shop) + 1];
    const [claim] = await again.claimDue(T0, 1, LEASE, other);
    assert.equal(claim?.domain, shop);
    await again.save(claim, (record) => ({ ...record, dnsTries: 1 }));
    await again.abandon(claim);
    assert.deepEqual(await again.claimDue(T0, 1, LEASE, other), []);
    assert.equal((await again.claimDue(T0, 1, LEASE, [shardByName(shop)])).length, 1);
    await again.close();
  });

  it('of the version without marks gets the marks of its records', async () => {
    const wrong = { closte: [], dns: dnsWrong.problems, certificate: [] };
    const store = await sqliteStore(path);
    await store.update(shop, 1, () => aRecord({ problems: wrong }));
    await store.close();
    await reopened((database) =>
      database.exec(`
        DROP TRIGGER marks_of_new_domain; DROP TRIGGER marks_of_changed_domain;
        DROP TRIGGER marks_of_forgotten_domain; DROP VIEW stored_problems; DROP TABLE marks;`),
    );
    const again = await sqliteStore(path);
    const { records } = await again.list({ limit: 1, marks: ['needs-customer'] });
    assert.equal(records[0]?.domain, shop);
    await again.close();
  });

  for (const [what, filter] of [
    ['all', {}],
    ['those of a name', { q: 'shop' }],
    ['those of a stage', { stage: 'done' }],
    ['those of a site', { siteId: 1, q: 'shop' }],
    ['those with a problem', { marks: ['dns-no-records'] }],
    ['those of a stage with a problem', { marks: ['dns-no-records'], stage: 'failed' }],
  ] as const) {
    it(`lists ${what} without reading the records of the others`, async () => {
      await (await sqliteStore(path)).close();
      const { sql, values } = namesLetThrough({ ...filter, limit: 50 });
      const plan = await reopened((database) =>
        database.prepare(`EXPLAIN QUERY PLAN ${sql} LIMIT 51`).all(...values),
      );
      for (const { detail } of plan) {
        // The primary key is the requested order, so only one page is read.
        assert.match(
          String(detail),
          /COVERING INDEX|USING PRIMARY KEY \(|^USE TEMP B-TREE FOR ORDER BY$|SUBQUERY|^COMPOUND QUERY$|^UNION ALL$/,
        );
      }
    });
  }

  describe('that cannot be used is an error that names it', () => {
    const isRefused = (reason: RegExp) => (error: unknown) =>
      error instanceof Error &&
      error.message.startsWith(`The store cannot be opened at ${path}: `) &&
      reason.test(error.message);

    it('because its folder is a file', async () => {
      await writeFile(join(folder, 'new'), '');
      await assert.rejects(sqliteStore(path), isRefused(/EEXIST|ENOTDIR/));
    });

    it('because it is a folder', async () => {
      await mkdir(path, { recursive: true });
      await assert.rejects(sqliteStore(path), isRefused(/unable to open database file/));
    });

    it('because it is read-only, unless it is opened for reading', async () => {
      await (await sqliteStore(path)).close();
      for (const each of [folder, join(folder, 'new')]) await chmod(each, 0o777);
      await chmod(path, 0o444);
      const [refused = ''] = await linesOf(['read-only', 'write']);
      assert.match(
        refused,
        /The store cannot be opened at .*: attempt to write a readonly database/,
      );
      assert.deepEqual(await linesOf(['read-only', 'read']), ['opened with 0 settings']);
    });

    it('because it is not a database', async () => {
      await mkdir(join(folder, 'new'));
      await writeFile(path, 'These are notes, and long enough not to be taken for a new file.');
      await assert.rejects(sqliteStore(path), isRefused(/file is not a database/));
    });

    it('because it is the database of another program, which is left unchanged', async () => {
      await mkdir(join(folder, 'new'));
      const foreign = new DatabaseSync(path);
      foreign.exec('CREATE TABLE messages (id INTEGER)');
      foreign.close();
      const before = await readFile(path);
      for (const access of ['read', 'write'] as const) {
        await assert.rejects(
          sqliteStore(path, access),
          isRefused(/it is another database, with a table "messages"/),
        );
      }
      assert.deepEqual(await readFile(path), before);
    });
  });

  describe('that disappears while it is open', () => {
    const ways: [how: string, remove: () => Promise<void>][] = [
      ['deleted', () => rm(path)],
      ['moved away', () => rename(path, `${path}.old`)],
      [
        'replaced',
        async () => {
          await copyFile(path, `${path}.copy`);
          await rename(`${path}.copy`, path);
        },
      ],
      ['deleted with its folder', () => rm(join(folder, 'new'), { recursive: true })],
      ['left without its log', () => rm(`${path}-wal`)],
    ];
    for (const [how, removed] of ways) {
      it(`makes every call fail after it was ${how}`, async () => {
        const store = await sqliteStore(path);
        await putDue(store, 'shop.example.com', T0);
        await removed();
        const isGone = {
          name: 'DatabaseGoneError',
          message: /new\/domains\.db.* was deleted or replaced/,
        };
        const calls: Record<string, () => Promise<unknown>> = {
          update: () => store.update(shop, 1, (record) => record),
          recordSiteDeletion: () =>
            store.recordSiteDeletion(1, { occurredAt: T0, id: 'a' }, { now: T0, forgetAt: T0 + 1 }),
          claim: () => store.claim(shop, T0, LEASE),
          claimDue: () => store.claimDue(T0, 1, LEASE),
          nextDueAt: () => store.nextDueAt(),
          get: () => store.get(shop),
          list: () => store.list({ limit: 1 }),
          countByStage: () => store.countByStage(),
          readSettings: () => store.readSettings(),
          changeSettings: () =>
            store.changeSettings((settings) => ({ ...settings, checkIntervalMs: 1 })),
        };
        for (const [name, call] of Object.entries(calls)) await assert.rejects(call, isGone, name);
        await store.close();
      });
    }

    it('is used again once it is put back', async () => {
      const store = await sqliteStore(path);
      await rename(path, `${path}.old`);
      await assert.rejects(store.get(shop), { name: 'DatabaseGoneError' });
      await rename(`${path}.old`, path);
      await putDue(store, 'shop.example.com', T0);
      assert.ok(await store.get(shop));
      await store.close();
    });
  });

  describe('that is shortened while it is open', () => {
    /** A store with a part of its records in its log alone, and the file as it was before all of them. */
    async function grown(): Promise<{ store: Store; before: Buffer }> {
      const store = await sqliteStore(path);
      const putMany = (from: number) =>
        Promise.all(
          Array.from({ length: 300 }, (_, n) => putDue(store, `shop-${from + n}.example.com`, T0)),
        );
      const backup = join(folder, 'new', 'backup.db');
      await reopened((database) => database.exec(`VACUUM INTO '${backup}'`));
      await putMany(0);
      await reopened((database) => database.exec('PRAGMA wal_checkpoint'));
      await putMany(300);
      return { store, before: await readFile(backup) };
    }

    const ways: [how: string, shortened: (before: Buffer) => Promise<void>][] = [
      ['its log was emptied', () => truncate(`${path}-wal`)],
      ['its log was cut off after a while', () => truncate(`${path}-wal`, 10_000)],
      ['a backup was copied over it', (before) => writeFile(path, before)],
      ['it was emptied', () => truncate(path)],
    ];
    for (const [how, shortened] of ways) {
      it(`records nothing more once ${how}, and says what to do`, async () => {
        const { store, before } = await grown();
        await shortened(before);
        const isCut = {
          name: 'DatabaseGoneError',
          message:
            /domains\.db.* was cut short while it was in use, .*; start the program again, then .* reconcile$/,
        };
        const record = aRecord();
        await assert.rejects(
          store.update(record.domain, 1, () => record),
          isCut,
        );
        await assert.rejects(store.get(shop), isCut);
        await store.close();
      });
    }

    const byOthers: [how: string, sql: string][] = [
      ['has emptied its log', 'PRAGMA wal_checkpoint(TRUNCATE)'],
      ['has vacuumed it', 'VACUUM; PRAGMA wal_checkpoint(TRUNCATE)'],
    ];
    for (const [how, sql] of byOthers) {
      it(`is used as before once another program ${how} by means of SQLite`, async () => {
        const { store } = await grown();
        await reopened((database) => database.exec(`DELETE FROM domains; ${sql}`));
        assert.equal(await store.get(shop), undefined);
        await putDue(store, 'shop.example.com', T0);
        assert.ok(await store.get(shop));
        await store.close();
      });
    }
  });

  it('makes a commit wait for the disk unless it can be repeated', async () => {
    const database = await openDatabase(path);
    const mode = () => database.row('PRAGMA synchronous')?.synchronous;
    const [NORMAL, FULL] = [1, 2];
    assert.equal(await database.transaction(mode), FULL);
    assert.equal(await database.transaction(mode, true), NORMAL);
    assert.equal(await database.transaction(mode), FULL);
    database.close();
  });

  it('has claims that a crash of the machine may undo only if many are taken at once', async () => {
    const store = await sqliteStore(path);
    await putDue(store, 'shop.example.com', T0);
    await putDue(store, 'blog.example.com', T0);
    const one = await store.claim(shop, T0, LEASE);
    const [another] = await store.claimDue(T0, 2, LEASE);
    assert.deepEqual([one?.mayBeUndone, another?.mayBeUndone], [false, true]);
    await store.close();
  });

  it('with a record that is not JSON is an error that names the domain', async () => {
    const store = await sqliteStore(path);
    await putDue(store, 'shop.example.com', T0);
    await reopened((database) => database.exec(`UPDATE domains SET record = '{"domain":'`));
    await assert.rejects(store.get(shop), /the record of shop\.example\.com is damaged: it is not/);
    await store.close();
  });
});
