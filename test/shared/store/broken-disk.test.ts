import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import type { Store } from '../../../shared/store/store.ts';
import { aRecord } from '../../support/records.ts';
import { type SmallDisk, smallDiskOrSkip } from '../../support/small-disk.ts';

const RECORDS = 20;
const nameOf = (n: number) => parseDomainName(`shop-${String(n).padStart(4, '0')}.example.com`);

/** Writes a record in a transaction of its own. */
async function put(store: Store, n: number): Promise<void> {
  const record = aRecord({ domain: nameOf(n) });
  await store.update(record.domain, record.siteId, () => record);
}

/** The numbers of the stored records, all of which have to be readable. */
async function numbersIn(store: Store): Promise<number[]> {
  const { records, damaged } = await store.list({ limit: 5000 });
  assert.equal(damaged, undefined);
  return records.map(({ domain }) => Number(domain.slice(5, 9)));
}

function isSound(path: string): void {
  const database = new DatabaseSync(path);
  const found = database.prepare('PRAGMA integrity_check').get();
  database.close();
  assert.deepEqual({ ...found }, { integrity_check: 'ok' });
}

describe('An SQLite file of a process that died', () => {
  let folder: string;
  let files: { readonly database: Buffer; readonly log: Buffer };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'closte-broken-'));
    const path = join(folder, 'written.db');
    const store = await sqliteStore(path);
    for (let n = 0; n < RECORDS; n += 1) await put(store, n);
    // The files of an open store, whose records are only in the log.
    await copyFile(path, join(folder, 'copied.db'));
    files = {
      database: await readFile(join(folder, 'copied.db')),
      log: await readFile(`${path}-wal`),
    };
    await store.close();
  });
  after(() => rm(folder, { recursive: true }));

  async function withLog(name: string, log: Buffer): Promise<number[]> {
    const path = join(folder, `${name}.db`);
    await writeFile(path, files.database);
    await writeFile(`${path}-wal`, log);
    const store = await sqliteStore(path);
    const found = await numbersIn(store);
    await put(store, RECORDS);
    assert.deepEqual(await numbersIn(store), [...found, RECORDS]);
    await store.close();
    isSound(path);
    return found;
  }
  const first = (count: number) => Array.from({ length: count }, (_, n) => n);

  it('has everything that was written if its log is intact', async () => {
    assert.deepEqual(await withLog('whole', files.log), first(RECORDS));
  });

  for (const share of [0.2, 0.5, 0.8, 0.99]) {
    it(`has what was written before, and no partial write, if its log ends after ${share * 100} %`, async () => {
      const log = files.log.subarray(0, Math.floor(files.log.length * share));
      const found = await withLog(`cut-${share}`, log);
      assert.ok(found.length < RECORDS && found.length >= Math.floor(RECORDS * (share - 0.3)));
      assert.deepEqual(found, first(found.length));
    });

    it(`has what was written before, and no partial write, if its log is damaged after ${share * 100} %`, async () => {
      const log = Buffer.from(files.log);
      const at = Math.floor(log.length * share);
      log.fill(0xa5, at, at + 64);
      const found = await withLog(`damaged-${share}`, log);
      assert.ok(found.length < RECORDS && found.length >= Math.floor(RECORDS * (share - 0.3)));
      assert.deepEqual(found, first(found.length));
    });
  }
});

describe('An SQLite file on a full disk', () => {
  let disk: SmallDisk;
  beforeEach(function () {
    disk = smallDiskOrSkip(this);
  });
  afterEach(() => disk?.[Symbol.dispose]());

  it('makes no partial write, reports why, and goes on once there is room', async () => {
    const path = join(disk.directory, 'domains.db');
    const store = await sqliteStore(path);
    const taken: number[] = [];
    await put(store, 0);
    taken.push(0);
    disk.fill();
    const write = async () => {
      for (let n = 1; n < 5000; n += 1) {
        await put(store, n);
        taken.push(n);
      }
    };
    await assert.rejects(write, /database or disk is full/);
    assert.deepEqual(await numbersIn(store), taken);

    disk.empty();
    await put(store, 5000);
    assert.deepEqual(await numbersIn(store), [...taken, 5000]);
    await store.close();
    isSound(path);
  });
});
