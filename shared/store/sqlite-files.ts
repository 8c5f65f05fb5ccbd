import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/**
 * The files of an open database were deleted, moved away or replaced. SQLite goes on with the ones that
 * it has open, which nobody else will ever see.
 */
export class DatabaseGoneError extends Error {
  override readonly name = 'DatabaseGoneError';
}

/** Beside the database itself. What is in the first is part of it. */
const SUFFIXES = ['', '-wal', '-shm'];

/**
 * Remembers which files an open database has.
 *
 * @param path `:memory:` has none
 * @returns a function that throws a DatabaseGoneError once one of them is no more what its name leads to
 */
export function watchFiles(path: string): () => void {
  if (path === ':memory:') return () => {};
  // Where it is now: a program may change its folder.
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
 * Makes sure that the database can be written to. SQLite opens a file that it may only read without a
 * word, and goes on so for as long as it is open, whatever becomes of the file's permissions.
 *
 * @param table any table that there is
 * @throws {Error} if it cannot
 */
export function refuseReadOnly(database: DatabaseSync, table: string): void {
  database.exec(`BEGIN IMMEDIATE; DELETE FROM ${table} WHERE 0; ROLLBACK`);
}

function identityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}
