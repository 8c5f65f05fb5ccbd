import type { RunKeeping } from './run-keeping.ts';
import type { Database } from './sqlite-database.ts';

/** The run and the sheets of a reconciliation in SQLite. */
export function sqliteRun(database: Database): RunKeeping {
  const { transaction } = database;
  const read = () => textIn(database.row('SELECT run AS json FROM reconciliation'));
  return {
    readRun: async () => read(),

    changeRun: async (change) =>
      transaction(() => {
        const before = read();
        const after = change(before);
        if (after === before) return after;
        if (after === undefined) database.run('DELETE FROM reconciliation');
        else database.run('INSERT OR REPLACE INTO reconciliation (id, run) VALUES (1, ?)', after);
        return after;
      }),

    async keepSheet({ run, name }, json) {
      const sql =
        'INSERT OR REPLACE INTO reconciliation_sheets (run, name, sheet) VALUES (?, ?, ?)';
      await transaction(() => database.run(sql, run, name, json));
    },

    async readSheet({ run, name }) {
      const sql = 'SELECT sheet AS json FROM reconciliation_sheets WHERE run = ? AND name = ?';
      return textIn(database.row(sql, run, name));
    },

    async forgetSheets(except = '') {
      await transaction(() =>
        database.run('DELETE FROM reconciliation_sheets WHERE run <> ?', except),
      );
    },
  };
}

function textIn(row: Record<string, unknown> | undefined): string | undefined {
  return typeof row?.json === 'string' ? row.json : undefined;
}
