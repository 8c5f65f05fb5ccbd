import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { groupCommit, type Transact } from './group-commit.ts';
import { isBusy } from './sqlite-error.ts';
import { refuseReadOnly, watchFiles } from './sqlite-files.ts';
import { MARKS_SCHEMA } from './sqlite-marks.ts';

/** `comesFirst` in `store.ts`, as the columns have it. */
export const COMES_FIRST =
  "(mapped_stage IS NULL OR mapped_stage IN ('checking-dns', 'checking-ssl-cert'))";

/**
 * `due_at` is when the record next needs something or, while it is claimed, when the claim
 * expires: so one index answers what may be claimed now. `other_sites` are those whose deletion concerns a
 * domain, beside the one that it is mapped to.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS domains (
    domain      TEXT PRIMARY KEY,
    site_id     INTEGER NOT NULL,
    mapped_stage TEXT,
    due_at      INTEGER,
    claim_token TEXT,
    claimed_until INTEGER,
    record      TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS domains_by_due_at ON domains (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX IF NOT EXISTS domains_that_come_first ON domains (due_at) WHERE due_at IS NOT NULL AND ${COMES_FIRST};
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
`;

/** How long one process waits for another's transaction. */
const BUSY_TIMEOUT_MS = 10_000;

export type Row = Record<string, unknown>;

/**
 * A database with its statements prepared once, and transactions that begin by taking the lock. Once
 * its file is gone, everything is a DatabaseGoneError.
 */
export interface Database {
  /** The first row, if any. */
  row(sql: string, ...values: SqlValue[]): Row | undefined;
  rows(sql: string, ...values: SqlValue[]): Row[];
  /** How many rows it changed. */
  run(sql: string, ...values: SqlValue[]): number;
  /** With others that are asked for at the same time, in one commit. */
  readonly transaction: Transact;
  /** Does what was asked for before. */
  close(): void;
}

export type SqlValue = string | number | null;

/** What a database is opened for. */
export type Access = 'read' | 'write';

/**
 * Opens or creates the file at `path`, safely for several processes; `:memory:` for none.
 *
 * @param access a file that may only be read is refused unless it is only to be read
 * @throws {Error} that names the path, if it cannot be written or is no database
 */
export async function openDatabase(path: string, access: Access = 'write'): Promise<Database> {
  const { DatabaseSync } = await import('node:sqlite');
  let database: DatabaseSync | undefined;
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    await begin(database, access);
  } catch (cause) {
    database?.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The store cannot be opened at ${path}: ${reason}`, { cause });
  }
  return withStatements(database, watchFiles(path));
}

/** SQLite waits for other processes by itself, except while one of them makes the file a WAL. */
async function begin(database: DatabaseSync, access: Access): Promise<void> {
  for (const giveUpAt = Date.now() + BUSY_TIMEOUT_MS; ; await sleep(10)) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      database.exec(SCHEMA);
      addMarks(database);
      if (access === 'write') refuseReadOnly(database, 'settings');
      return;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      if (!isBusy(error) || Date.now() > giveUpAt) throw error;
    }
  }
}

/** A file of the version that had none gets them with the records that it has. */
function addMarks(database: DatabaseSync): void {
  const hasMarks = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'marks'");
  if (hasMarks.get() !== undefined) return;
  database.exec('BEGIN IMMEDIATE');
  // Another process may have been first.
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
  const { transact, flush } = groupCommit({
    begin: () => database.exec('BEGIN IMMEDIATE'),
    commit() {
      database.exec('COMMIT');
      // Afterwards: what was committed to files that are there is safe.
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
