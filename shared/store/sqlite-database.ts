import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { CALLING_SHARD } from '../lifecycle/shard.ts';
import { groupCommit, type Transact } from './group-commit.ts';
import { makeFolder } from './make-folder.ts';
import { isBusy } from './sqlite-error.ts';
import { refuseReadOnly, watchFiles } from './sqlite-files.ts';
import { addFunctions } from './sqlite-functions.ts';
import { MARKS_SCHEMA } from './sqlite-marks.ts';

/** `comesFirst` in `store.ts`, as the columns have it. */
export const COMES_FIRST = `(mapped_stage IS NULL OR mapped_stage IN ('checking-dns', 'checking-ssl-cert') OR shard = ${CALLING_SHARD})`;

/**
 * `due_at` is when the record next needs a step or, while the domain is claimed, when the claim expires: so
 * one index answers which domains may be claimed now. `shard` is null until a version that has shards
 * writes the record. `other_sites` has the sites whose deletion concerns a domain, apart from the one that
 * it is mapped to.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS domains (
    domain      TEXT PRIMARY KEY,
    site_id     INTEGER NOT NULL,
    mapped_stage TEXT,
    due_at      INTEGER,
    claim_token TEXT,
    claimed_until INTEGER,
    record      TEXT NOT NULL,
    shard       INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS domains_by_due_at ON domains (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX IF NOT EXISTS domains_by_site ON domains (site_id, domain);
  CREATE INDEX IF NOT EXISTS domains_by_stage ON domains (mapped_stage, domain);
  CREATE INDEX IF NOT EXISTS domains_by_claim ON domains (claimed_until)
    WHERE claimed_until IS NOT NULL;
  CREATE TABLE IF NOT EXISTS other_sites (
    domain  TEXT NOT NULL,
    site_id INTEGER NOT NULL,
    PRIMARY KEY (domain, site_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS other_sites_by_site ON other_sites (site_id, domain);
  CREATE TRIGGER IF NOT EXISTS other_sites_of_forgotten_domain AFTER DELETE ON domains BEGIN
    DELETE FROM other_sites WHERE domain = old.domain;
  END;
  CREATE VIEW IF NOT EXISTS sites AS
    SELECT site_id, domain FROM domains UNION ALL SELECT site_id, domain FROM other_sites;
  CREATE TABLE IF NOT EXISTS site_deletions (
    site_id   INTEGER PRIMARY KEY,
    deletion  TEXT NOT NULL,
    forget_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS settings (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    settings TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS rejected_messages (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    id      TEXT NOT NULL UNIQUE,
    message TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS statistics (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    statistics TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS reconciliation (
    id  INTEGER PRIMARY KEY CHECK (id = 1),
    run TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS reconciliation_sheets (
    run   TEXT NOT NULL,
    name  TEXT NOT NULL,
    sheet TEXT NOT NULL,
    PRIMARY KEY (run, name)
  ) STRICT, WITHOUT ROWID;
`;

/** Replaces the index of the previous version, which left out the domains that need a call next. */
const FIRST_DUE_INDEX = `
  CREATE INDEX IF NOT EXISTS domains_first_due ON domains (due_at)
    WHERE due_at IS NOT NULL AND ${COMES_FIRST};
  DROP INDEX IF EXISTS domains_that_come_first;
`;

/** How long a process waits for another process's transaction. */
const BUSY_TIMEOUT_MS = 10_000;

export type Row = Record<string, unknown>;

/**
 * A database with its statements prepared once, and transactions that begin by taking the lock. Once its
 * file is gone or cut short, every call throws a DatabaseGoneError.
 */
export interface Database {
  /** The first row, if any. */
  row(sql: string, ...values: SqlValue[]): Row | undefined;
  rows(sql: string, ...values: SqlValue[]): Row[];
  /** Returns how many rows it changed. */
  run(sql: string, ...values: SqlValue[]): number;
  /** Runs in one commit with other transactions that are requested at the same time. */
  readonly transaction: Transact;
  /** Runs what was requested before, then closes. */
  close(): void;
}

export type SqlValue = string | number | null;

/** The purpose for which a database is opened. */
export type Access = 'read' | 'write';

/**
 * Opens or creates the file at `path`, safely for several processes; `:memory:` has no file.
 *
 * @param access `write` refuses a file that may only be read
 * @throws {Error} that names the path, if the file cannot be written or is no database
 */
export async function openDatabase(path: string, access: Access = 'write'): Promise<Database> {
  const { DatabaseSync } = await import('node:sqlite');
  let database: DatabaseSync | undefined;
  try {
    if (path !== ':memory:') makeFolder(dirname(path));
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    addFunctions(database);
    await begin(database, access);
  } catch (cause) {
    database?.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The store cannot be opened at ${path}: ${reason}`, { cause });
  }
  return withStatements(database, watchFiles(path, database));
}

/** SQLite itself waits for other processes, except while one of them switches the file to WAL. */
async function begin(database: DatabaseSync, access: Access): Promise<void> {
  for (const giveUpAt = Date.now() + BUSY_TIMEOUT_MS; ; await sleep(10)) {
    try {
      refuseForeign(database);
      database.exec('PRAGMA journal_mode = WAL');
      database.exec(SCHEMA);
      addShards(database);
      addMarks(database);
      database.exec(FIRST_DUE_INDEX);
      if (access === 'write') refuseReadOnly(database, 'settings');
      return;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      if (!isBusy(error) || Date.now() > giveUpAt) throw error;
    }
  }
}

/**
 * Does not touch the database of another program: a path is easily mistaken, and the queue of messages lies
 * beside the store. Our own table `domains` is made first, so no other process can be seen without it.
 */
function refuseForeign(database: DatabaseSync): void {
  const foreign = database.prepare(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
       AND NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'domains') LIMIT 1`,
  );
  const found = foreign.get();
  if (found) throw new Error(`it is another database, with a table "${found.name}"`);
}

/** Adds the column to a file of a version without it; each record gets its shard when it is next written. */
function addShards(database: DatabaseSync): void {
  const hasShards = database.prepare(
    "SELECT 1 FROM pragma_table_info('domains') WHERE name = 'shard'",
  );
  if (hasShards.get() !== undefined) return;
  database.exec('BEGIN IMMEDIATE');
  // Another process may have added it first.
  if (hasShards.get() === undefined) database.exec('ALTER TABLE domains ADD COLUMN shard INTEGER');
  database.exec('COMMIT');
}

/** Adds the table to a file of a version without it, filled from the existing records. */
function addMarks(database: DatabaseSync): void {
  const hasMarks = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'marks'");
  if (hasMarks.get() !== undefined) return;
  database.exec('BEGIN IMMEDIATE');
  // Another process may have added it first.
  if (hasMarks.get() === undefined) database.exec(MARKS_SCHEMA);
  database.exec('COMMIT');
}

function withStatements(database: DatabaseSync, checkFiles: () => void): Database {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string) => {
    if (!database.isTransaction) checkFiles();
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const waitForDisk = diskWaits(database);
  const { transact, flush } = groupCommit({
    begin(isRepeatable) {
      // Whatever was written beyond the end of a log that was cut short would be lost.
      checkFiles();
      waitForDisk(!isRepeatable);
      database.exec('BEGIN IMMEDIATE');
    },
    commit() {
      database.exec('COMMIT');
      // Checked after the commit: if the files are still there then, the commit is in them.
      checkFiles();
    },
    rollBack() {
      if (database.isTransaction) database.exec('ROLLBACK');
    },
    part: {
      begin: () => database.exec('SAVEPOINT part'),
      commit: () => database.exec('RELEASE part'),
      rollBack: () => database.exec('ROLLBACK TO part; RELEASE part'),
    },
  });
  return {
    row: (sql, ...values) => prepared(sql).get(...values),
    rows: (sql, ...values) => prepared(sql).all(...values),
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    transaction: transact,
    close() {
      flush();
      database.close();
    },
  };
}

/**
 * Returns a function that decides whether later commits wait until they are on the disk, which takes longer
 * than the rest of a commit. Those that do not wait are nevertheless in the file, in the order of the
 * commits, and reach the disk with the next one that waits: a crash of the machine, unlike the end of the
 * process, may undo the last of them.
 */
function diskWaits(database: DatabaseSync): (isWaited: boolean) => void {
  let last: boolean | undefined;
  return (isWaited) => {
    if (isWaited !== last) database.exec(`PRAGMA synchronous = ${isWaited ? 'FULL' : 'NORMAL'}`);
    last = isWaited;
  };
}
