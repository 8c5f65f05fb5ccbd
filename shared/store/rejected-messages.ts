import type { Access } from './sqlite-database.ts';
import { openDatabase } from './sqlite-database.ts';

/** A message that was rejected, as it was sent out: JSON. */
export interface RejectedMessage {
  /** The id of the message. */
  readonly id: string;
  readonly json: string;
}

/** The rejected messages of a system on one machine, where no topic keeps them. */
export interface RejectedMessages {
  /** Keeps a message; only the latest thousand are kept. */
  keep(message: RejectedMessage): Promise<void>;
  /** All messages that are kept, the latest first. */
  list(): RejectedMessage[];
  /** Removes a message that somebody has dealt with. */
  remove(id: string): Promise<void>;
  close(): void;
}

const KEPT = 1000;

/** @param path of the store's file */
export async function openRejectedMessages(
  path: string,
  access?: Access,
): Promise<RejectedMessages> {
  const database = await openDatabase(path, access);
  return {
    async keep({ id, json }) {
      await database.transaction(() => {
        database.run('DELETE FROM rejected_messages WHERE id = ?', id);
        database.run('INSERT INTO rejected_messages (id, message) VALUES (?, ?)', id, json);
        database.run(
          `DELETE FROM rejected_messages WHERE number <=
             (SELECT max(number) FROM rejected_messages) - ${KEPT}`,
        );
      });
    },
    list: () =>
      database
        .rows('SELECT id, message FROM rejected_messages ORDER BY number DESC')
        .map(({ id, message }) => ({ id: String(id), json: String(message) })),
    async remove(id) {
      await database.transaction(() =>
        database.run('DELETE FROM rejected_messages WHERE id = ?', id),
      );
    },
    close: () => database.close(),
  };
}
