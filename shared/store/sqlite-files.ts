import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/**
 * The files of an open database were deleted, moved away or replaced. SQLite keeps using the ones that it
 * has open, which nobody else will ever see.
 */
export class DatabaseGoneError extends Error {
  override readonly name = 'DatabaseGoneError';
}

/** The files of a database, by their suffixes. Part of the database's content is in the `-wal` file. */
const SUFFIXES = ['', '-wal', '-shm'];

/**
 * Remembers which files an open database has.
 *
 * @param path `:memory:` has no files
 * @returns a function that throws a DatabaseGoneError once a name no longer leads to the same file
 */
export function watchFiles(path: string): () => void {
  if (path === ':memory:') return () => {};
  // Resolved now, since a program may change its working directory.
  const whole = resolve(path);
  const opened = SUFFIXES.flatMap((suffix) => {
    const file = whole + suffix;
    const identity = identityOf(file);
    return identity === undefined ? [] : [{ file, identity }];
  });
  return () => {
    const gone = opened.find(({ file, identity }) => identityOf(file) !== identity);
    if (!gone) return;
    throw new DatabaseGoneError(
      `${gone.file} was deleted or replaced while it was in use, so nothing can be recorded; put it back, or start the program again`,
    );
  };
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

function identityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}
