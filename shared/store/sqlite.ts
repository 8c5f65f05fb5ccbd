import { isNewer } from '../lifecycle/ordinal.ts';
import { NO_STATISTICS, type Statistics } from '../lifecycle/statistics.ts';
import type { NetworkSettings } from './network-settings.ts';
import { decodeSettings } from './settings-codec.ts';
import { decodeSiteDeletion } from './site-deletion-codec.ts';
import { sqliteClaims } from './sqlite-claims.ts';
import { sqliteCounts } from './sqlite-count.ts';
import { type Access, type Database, openDatabase } from './sqlite-database.ts';
import { COUNT_DUE, NEXT_DUE } from './sqlite-due.ts';
import { listPage } from './sqlite-list.ts';
import { readOrMend, readRecord, writeRecord } from './sqlite-records.ts';
import { sqliteRun } from './sqlite-run.ts';
import { decodeStatistics } from './statistics-codec.ts';
import type { Store } from './store.ts';

/** The store for one machine: an SQLite file at `path`, which several processes may have open. */
export async function sqliteStore(path: string, access?: Access): Promise<Store> {
  const database = await openDatabase(path, access);
  const { transaction } = database;
  const readSettings = settingsIn(database);
  return {
    ...sqliteClaims(database),
    ...sqliteCounts(database),
    ...sqliteRun(database),

    async update(domain, siteId, decide) {
      return transaction(() => {
        const before = readOrMend(database, domain);
        const after = decide(before, readSiteDeletion(database, siteId));
        if (after && after !== before) writeRecord(database, after);
        return after;
      });
    },

    async recordSiteDeletion(siteId, deletion, { now, forgetAt }) {
      await transaction(() => {
        database.run('DELETE FROM site_deletions WHERE forget_at <= ?', now);
        const known = readSiteDeletion(database, siteId);
        if (known && !isNewer(deletion, known)) return;
        database.run(
          'INSERT OR REPLACE INTO site_deletions (site_id, deletion, forget_at) VALUES (?, ?, ?)',
          siteId,
          JSON.stringify(deletion),
          forgetAt,
        );
      });
    },

    async countDue(now, most) {
      return Number(database.row(COUNT_DUE, now, most)?.due ?? 0);
    },

    async nextDueAt() {
      const row = database.row(NEXT_DUE);
      return typeof row?.due_at === 'number' ? row.due_at : undefined;
    },

    async get(domain) {
      return readRecord(database, domain);
    },

    async list(filter) {
      return listPage(database, filter);
    },

    async readSettings() {
      return readSettings();
    },

    async changeSettings(change) {
      return transaction(() => {
        const before = readSettings();
        const after = change(before);
        if (after !== before) {
          database.run(
            'INSERT OR REPLACE INTO settings (id, settings) VALUES (1, ?)',
            JSON.stringify(after),
          );
        }
        return after;
      });
    },

    async readStatistics() {
      return readStatistics(database);
    },

    async changeStatistics(change) {
      return transaction(() => {
        const before = readStatistics(database);
        const after = change(before);
        if (after !== before) {
          database.run(
            'INSERT OR REPLACE INTO statistics (id, statistics) VALUES (1, ?)',
            JSON.stringify(after),
          );
        }
        return after;
      });
    },

    async close() {
      database.close();
    },
  };
}

function readSiteDeletion(database: Database, siteId: number) {
  const sql = 'SELECT deletion, forget_at FROM site_deletions WHERE site_id = ?';
  const row = database.row(sql, siteId);
  return row && decodeSiteDeletion(row.deletion, Number(row.forget_at));
}

/** Reads the settings; their JSON is parsed again only if it has changed, since each call needs them. */
function settingsIn(database: Database): () => NetworkSettings {
  let last: { readonly stored: unknown; readonly settings: NetworkSettings } | undefined;
  return () => {
    const stored = database.row('SELECT settings FROM settings')?.settings;
    if (stored === undefined) return {};
    if (!last || last.stored !== stored) last = { stored, settings: decodeSettings(stored) };
    return last.settings;
  };
}

function readStatistics(database: Database): Statistics {
  const row = database.row('SELECT statistics FROM statistics');
  return row ? decodeStatistics(row.statistics) : NO_STATISTICS;
}
