import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { isBusy } from './sqlite-error.ts';

/**
 * The files of an open database were deleted, moved away, replaced or cut short. SQLite keeps using the ones
 * that it has open, which nobody else will ever see, and does not notice that a part of them is missing.
 */
export class DatabaseGoneError extends Error {
  override readonly name = 'DatabaseGoneError';
}

/** The log, which has a part of the database's content. */
const LOG = '-wal';

/** The files of a database, by their suffixes. */
const SUFFIXES = ['', LOG, '-shm'];

/**
 * Remembers which files an open database has, and how long they are.
 *
 * @param path `:memory:` has no files
 * @returns a function that throws a DatabaseGoneError once a name no longer leads to the same file, or if
 *   anybody but SQLite has shortened the file. It is not to be called within a transaction.
 */
export function watchFiles(path: string, database: DatabaseSync): () => void {
  if (path === ':memory:') return () => {};
  // Resolved now, since a program may change its working directory.
  const whole = resolve(path);
  const opened = SUFFIXES.flatMap((suffix) => {
    const file = whole + suffix;
    const known = stateOf(file);
    return known ? [{ suffix, file, ...known }] : [];
  });
  let cut: DatabaseGoneError | undefined;
  return () => {
    if (cut) throw cut;
    for (const known of opened) {
      const { suffix, file } = known;
      const found = stateOf(file);
      if (found?.identity !== known.identity) {
        throw new DatabaseGoneError(
          `${file} was deleted or replaced while it was in use, so nothing can be recorded; put it back, or start the program again`,
        );
      }
      if (found.size < known.size && !isWhole(database, suffix, file)) {
        cut = new DatabaseGoneError(
          `${file} was cut short while it was in use, so nothing can be recorded, and the latest records may be lost; start the program again, then compare with the multisite: closte-domains reconcile`,
        );
        throw cut;
      }
      known.size = found.size;
    }
  };
}

/** Whether SQLite itself has shortened the file: the log by emptying it, the database by a VACUUM. */
function isWhole(database: DatabaseSync, suffix: string, file: string): boolean {
  try {
    if (suffix === LOG) {
      const needed = bytesOfLog(database);
      return (stateOf(file)?.size ?? 0n) >= needed;
    }
    // Pages that are in memory would be taken for those of the file.
    database.exec('PRAGMA shrink_memory');
    return database.prepare('PRAGMA integrity_check(1)').get()?.integrity_check === 'ok';
  } catch (error) {
    if (isBusy(error)) throw error;
    return false;
  }
}

/**
 * The least length of the log, by what SQLite remembers to have written to it
 * (https://sqlite.org/fileformat2.html#the_write_ahead_log).
 *
 * @throws {Error} if a part of the log that is still needed is missing
 */
function bytesOfLog(database: DatabaseSync): number {
  const frames = Number(database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get()?.log);
  const pageSize = Number(database.prepare('PRAGMA page_size').get()?.page_size);
  return frames > 0 ? 32 + frames * (24 + pageSize) : 0;
}

/**
 * Makes sure that the database can be written to. SQLite opens a file that it may only read without an
 * error, and keeps it read-only while it is open, even if the file's permissions change.
 *
 * @param table any existing table
 * @throws {Error} if the database cannot be written to
 */
export function refuseReadOnly(database: DatabaseSync, table: string): void {
  database.exec(`BEGIN IMMEDIATE; DELETE FROM ${table} WHERE 0; ROLLBACK`);
}

function stateOf(file: string): { readonly identity: string; size: bigint } | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && { identity: `${found.dev}:${found.ino}`, size: found.size };
}
