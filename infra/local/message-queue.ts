import { dirname } from 'node:path';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import * as v from 'valibot';
import { makeFolder } from '../../shared/store/make-folder.ts';
import { isFull } from '../../shared/store/sqlite-error.ts';
import { refuseReadOnly, watchFiles } from '../../shared/store/sqlite-files.ts';
import { StateFolderError } from './state-folder.ts';

/** A message as a publisher sends it. */
export interface PublishedMessage {
  /** Base64; empty if the message has attributes only. */
  readonly data: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly orderingKey: string;
}

export interface QueuedMessage extends PublishedMessage {
  readonly id: string;
  /** `projects/P/topics/T` */
  readonly topic: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
  /** Failed deliveries so far. */
  readonly failures: number;
}

/** A message that cannot be read. It stays where it is, for a person to look at. */
export interface DamagedMessage {
  readonly id: string;
  readonly damage: string;
}

/**
 * Messages that are not acknowledged yet, on disk. Times are milliseconds since the epoch. While the disk is
 * full or the file is gone, every method throws, and changes nothing.
 */
export interface MessageQueue {
  /** Adds all messages or none. Once it returns their ids, they survive a power cut. */
  add(topic: string, messages: readonly PublishedMessage[], now: number): string[];
  /** Up to `limit` messages to deliver now, the longest due first, but none of `except`. */
  due(now: number, limit: number, except: Iterable<string>): (QueuedMessage | DamagedMessage)[];
  /** When the next message is due, apart from those in `except`. */
  nextDueAt(except: Iterable<string>): number | undefined;
  /** Notes a failed delivery, and when the next one is due. */
  failed(id: string, failures: number, dueAt: number): void;
  /** Removes a message that was acknowledged. */
  remove(id: string): void;
  /** How many messages there are. */
  size(): number;
  close(): void;
}

/** Ids are never used twice, not even after a restart. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS messages (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    topic        TEXT NOT NULL,
    message      TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    failures     INTEGER NOT NULL DEFAULT 0,
    due_at       INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_by_due_at ON messages (due_at);
`;

const NOT_EXCEPTED = 'id NOT IN (SELECT value FROM json_each(?))';

/**
 * Opens or creates the file at `path`. Messages that were waiting for another try are due at once.
 *
 * @throws {Error} that names the path, if it cannot be written or is not a database
 */
export async function openMessageQueue(path: string): Promise<MessageQueue> {
  const { DatabaseSync } = await import('node:sqlite');
  makeFolder(dirname(path));
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 10_000 });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    database.exec(SCHEMA);
    refuseReadOnly(database, 'messages');
  } catch (cause) {
    database?.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StateFolderError(`The queue of messages cannot be opened at ${path}: ${reason}.`, {
      cause,
    });
  }
  makeDue(database);
  return queueIn(database, watchFiles(path, database));
}

/** Makes all messages due now. If the disk has no room for that, they stay due at their old times. */
function makeDue(database: DatabaseSync): void {
  try {
    // A message must not wait for a time that was set by a clock ahead of ours.
    database.prepare('UPDATE messages SET due_at = min(published_at, ?)').run(Date.now());
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}

function queueIn(database: DatabaseSync, checkFiles: () => void): MessageQueue {
  const insert = database.prepare(
    'INSERT INTO messages (topic, message, published_at, due_at) VALUES (?, ?, ?, ?) RETURNING id',
  );
  const select = database.prepare(
    `SELECT * FROM messages WHERE due_at <= ? AND ${NOT_EXCEPTED} ORDER BY due_at LIMIT ?`,
  );
  const selectNext = database.prepare(
    `SELECT min(due_at) AS due_at FROM messages WHERE ${NOT_EXCEPTED}`,
  );
  const update = database.prepare('UPDATE messages SET failures = ?, due_at = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM messages WHERE id = ?');
  const count = database.prepare('SELECT count(*) AS messages FROM messages');

  return {
    add(topic, messages, now) {
      checkFiles();
      database.exec('BEGIN IMMEDIATE');
      try {
        const ids = messages.map((message) =>
          String(insert.get(topic, JSON.stringify(message), now, now)?.id),
        );
        database.exec('COMMIT');
        // Checked after the commit: a commit to a file that is still there survives.
        checkFiles();
        return ids;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    due(now, limit, except) {
      checkFiles();
      return select.all(now, asJson(except), limit).map(queuedMessage);
    },
    nextDueAt(except) {
      const dueAt = selectNext.get(asJson(except))?.due_at;
      return typeof dueAt === 'number' ? dueAt : undefined;
    },
    failed: (id, failures, dueAt) => {
      checkFiles();
      update.run(failures, dueAt, Number(id));
    },
    remove: (id) => {
      checkFiles();
      remove.run(Number(id));
    },
    size: () => Number(count.get()?.messages),
    close: () => database.close(),
  };
}

function asJson(ids: Iterable<string>): string {
  return JSON.stringify(Array.from(ids, Number));
}

const storedMessage = v.object({
  data: v.string(),
  attributes: v.record(v.string(), v.string()),
  orderingKey: v.string(),
});

function queuedMessage(row: Record<string, SQLOutputValue>): QueuedMessage | DamagedMessage {
  const id = String(row.id);
  try {
    return {
      ...v.parse(storedMessage, JSON.parse(String(row.message))),
      id,
      topic: String(row.topic),
      publishedAt: Number(row.published_at),
      failures: Number(row.failures),
    };
  } catch (error) {
    return { id, damage: error instanceof Error ? error.message : String(error) };
  }
}
