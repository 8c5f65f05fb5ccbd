import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { makeFolder } from '../../shared/store/make-folder.ts';
import { isBusy } from '../../shared/store/sqlite-error.ts';
import type { MadeWith } from './foreign-state.ts';

/** The state on disk cannot be used: the message says why, and what to do. */
export class StateFolderError extends Error {
  override readonly name = 'StateFolderError';
}

/** The folder in which one run of the program keeps its state. Disposing of it frees it for the next run. */
export interface StateFolder extends Disposable {
  /** The Closte that its contents were made with; undefined if it is empty. */
  readonly madeWith: MadeWith | undefined;
  /** Whether the folder remembers that; otherwise it was inferred from the files of a version that did not remember it. */
  readonly isRemembered: boolean;
  /** Remembers the Closte that the folder is used with. */
  remember(madeWith: MadeWith): void;
}

/** Files of a version that did not remember which Closte it used. */
const LEFT_BY_SANDBOX = 'sandbox-ca.crt';
const LEFT_BY_BOTH = 'messages.db';

/**
 * Takes the folder for this process alone, and makes it if there is none. The lock is SQLite's, on a
 * separate file, so that it ends with the process, however that ends.
 *
 * @throws {StateFolderError} if another process has it, or it cannot be written to
 */
export async function openStateFolder(directory: string): Promise<StateFolder> {
  const { DatabaseSync } = await import('node:sqlite');
  makeFolder(directory);
  const leftBefore = madeBefore(directory);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(directory, 'folder.db'), { timeout: 0 });
    const opened = database;
    lock(opened);
    const row = opened.prepare('SELECT made_with FROM folder').get();
    return {
      madeWith: row ? kindOf(row.made_with) : leftBefore,
      isRemembered: row !== undefined,
      remember(madeWith) {
        opened.prepare('INSERT OR REPLACE INTO folder (id, made_with) VALUES (1, ?)').run(madeWith);
      },
      [Symbol.dispose]: () => opened.close(),
    };
  } catch (error) {
    database?.close();
    throw new StateFolderError(faultOf(error, resolve(directory)), { cause: error });
  }
}

/** The lock is held until the database is closed, since in this locking mode SQLite never gives it back. */
function lock(database: DatabaseSync): void {
  database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  database.exec(
    `CREATE TABLE IF NOT EXISTS folder (
       id INTEGER PRIMARY KEY CHECK (id = 1), made_with TEXT NOT NULL
     ) STRICT`,
  );
  database.exec('COMMIT');
}

function madeBefore(directory: string): MadeWith | undefined {
  if (existsSync(join(directory, LEFT_BY_SANDBOX))) return 'sandbox';
  return existsSync(join(directory, LEFT_BY_BOTH)) ? 'closte' : undefined;
}

function kindOf(stored: unknown): MadeWith {
  return stored === 'sandbox' ? 'sandbox' : 'closte';
}

function faultOf(error: unknown, directory: string): string {
  if (isBusy(error)) {
    return `${directory} is in use by another "npm start"; end that one, or set DATA_DIR to another folder.`;
  }
  const reason = error instanceof Error ? error.message : String(error);
  return `No state can be kept in ${directory} (${reason}); make sure that it has room and can be written to, or set DATA_DIR to another folder.`;
}
