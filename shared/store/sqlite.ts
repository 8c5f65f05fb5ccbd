import { randomUUID } from 'node:crypto';
import { otherSitesOf } from '../lifecycle/holder.ts';
import { dueAt } from '../lifecycle/next-step.ts';
import { isNewer } from '../lifecycle/ordinal.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { STAGES } from '../lifecycle/stage.ts';
import { NO_STATISTICS, type Statistics } from '../lifecycle/statistics.ts';
import { claimOn } from './claim-on.ts';
import { decodeEach, decodeOrMend } from './damage.ts';
import type { NetworkSettings } from './network-settings.ts';

import { decodeRecord, encodeRecord } from './record-codec.ts';
import { decodeSettings } from './settings-codec.ts';
import { decodeSiteDeletion } from './site-deletion-codec.ts';
import { type Access, COMES_FIRST, type Database, openDatabase } from './sqlite-database.ts';

import { namesLetThrough } from './sqlite-list.ts';
import { decodeStatistics } from './statistics-codec.ts';
import {
  type Change,
  type Claim,
  ClaimLostError,
  type ListFilter,
  latestEnd,
  mappedStageOf,
  type RecordPage,
  type Store,
} from './store.ts';

/** Exported to be explained: its cost must follow what is due, not how many domains there are. */
export const DUE =
  'SELECT domain, record, claim_token FROM domains WHERE due_at <= ? ORDER BY due_at LIMIT ?';
export const FIRST_DUE = `
  SELECT domain, record, claim_token FROM domains
  WHERE due_at <= ? AND due_at IS NOT NULL AND ${COMES_FIRST} ORDER BY due_at LIMIT ?`;
export const NEXT_DUE =
  'SELECT due_at FROM domains WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1';

/** Seldom asked: only where a live domain would be taken down. A damaged record counts as none. */
const COUNT_LOOKS = `
  WITH fields AS (
    SELECT
      mapped_stage IN ('done', 'done-without-ssl') AS is_live,
      CASE WHEN json_valid(record) THEN json_extract(record, '$.lastCheckedAt') END AS checked_at,
      CASE WHEN json_valid(record) THEN json_extract(record, '$.failedAt') END AS failed_at,
      CASE WHEN json_valid(record) THEN json_extract(record, '$.lostSince') END AS lost_since
    FROM domains WHERE mapped_stage IS NOT NULL
  ), looks AS (
    SELECT lost_since, CASE WHEN is_live THEN checked_at ELSE failed_at END AS looked_at
    FROM fields WHERE is_live OR lost_since IS NOT NULL
  )
  SELECT count(*) AS looked, count(lost_since) AS lost FROM looks WHERE looked_at >= ?`;

/** The store for one machine: an SQLite file at `path`, which several processes may have open. */
export async function sqliteStore(path: string, access?: Access): Promise<Store> {
  const database = await openDatabase(path, access);
  const { transaction } = database;
  return {
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

    async claim(domain, now, leaseMs) {
      return transaction(() => {
        const row = database.row(
          `SELECT record, claim_token FROM domains
           WHERE domain = ? AND (claimed_until IS NULL OR claimed_until <= ? OR claimed_until > ?)`,
          domain,
          now,
          latestEnd(now, leaseMs),
        );
        if (!row) return undefined;
        const claim = claimOn(domain, randomUUID(), row.record, row.claim_token);
        lease(database, claim, now + leaseMs);
        return claim;
      });
    },

    async claimDue(now, limit, leaseMs) {
      const token = randomUUID();
      return transaction(() => {
        const take = (sql: string, most: number) => {
          const claims = database
            .rows(sql, now, most)
            .map((row) => claimOn(String(row.domain), token, row.record, row.claim_token));
          for (const claim of claims) lease(database, claim, now + leaseMs);
          return claims;
        };
        const first = take(FIRST_DUE, limit);
        return first.length < limit ? [...first, ...take(DUE, limit - first.length)] : first;
      });
    },

    async endFalseClaims(now, leaseMs) {
      database.run(
        'UPDATE domains SET claimed_until = ?, due_at = ? WHERE claimed_until > ?',
        now,
        now,
        latestEnd(now, leaseMs),
      );
    },

    async save(claim, change, claimUntil) {
      return transaction(() => {
        const after = changeClaimed(database, claim, change);
        if (after && claimUntil !== undefined) {
          database.run(
            'UPDATE domains SET claimed_until = ?, due_at = ? WHERE domain = ?',
            claimUntil,
            claimUntil,
            claim.domain,
          );
        }
        return after;
      });
    },

    async settle(claim, now, change = (record) => record) {
      return transaction(() => {
        const record = changeClaimed(database, claim, change);
        if (!record) return undefined;
        const due = dueAt(record);
        if (due !== null && due <= now) return record;
        giveBack(database, record);
        return undefined;
      });
    },

    async abandon(claim) {
      await transaction(() => {
        const record = readRecord(database, claim.domain);
        if (record && holds(database, claim)) giveBack(database, record);
      });
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

    async countByMark(marks) {
      const count = (mark: string) =>
        Number(database.row('SELECT count(*) AS domains FROM marks WHERE mark = ?', mark)?.domains);
      return new Map(marks.map((mark) => [mark, count(mark)]));
    },

    async countByStage() {
      const rows = database.rows(
        'SELECT mapped_stage, count(*) AS domains FROM domains GROUP BY mapped_stage',
      );
      const counted = new Map(rows.map((row) => [row.mapped_stage, Number(row.domains)]));
      return new Map(STAGES.map((stage) => [stage, counted.get(stage) ?? 0]));
    },

    async countLooks(since) {
      const row = database.row(COUNT_LOOKS, since);
      return { looked: Number(row?.looked ?? 0), lost: Number(row?.lost ?? 0) };
    },

    async readSettings() {
      return readSettings(database);
    },

    async changeSettings(change) {
      return transaction(() => {
        const before = readSettings(database);
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

function rowOf(database: Database, domain: string) {
  const row = database.row('SELECT record FROM domains WHERE domain = ?', domain);
  return row && { domain, record: row.record };
}

function readRecord(database: Database, domain: string): DomainRecord | undefined {
  const row = rowOf(database, domain);
  return row && decodeRecord(domain, row.record);
}

function readOrMend(database: Database, domain: string): DomainRecord | undefined {
  const row = rowOf(database, domain);
  return row && decodeOrMend(domain, row.record);
}

function readClaimed(database: Database, claim: Claim): DomainRecord {
  const record = holds(database, claim) ? readRecord(database, claim.domain) : undefined;
  if (!record) throw new ClaimLostError(claim.domain);
  return record;
}

/** @throws {ClaimLostError} */
function changeClaimed(database: Database, claim: Claim, change: Change): DomainRecord | undefined {
  const before = readClaimed(database, claim);
  const after = change(before);
  if (!after) database.run('DELETE FROM domains WHERE domain = ?', claim.domain);
  else if (after !== before) writeRecord(database, after);
  return after;
}

/** An expired claim that nobody else has taken yet still holds. */
function holds(database: Database, { domain, token }: Claim): boolean {
  const row = database.row('SELECT claim_token FROM domains WHERE domain = ?', domain);
  return row?.claim_token === token;
}

/** Writes the record; its due time as well, unless it is claimed and so due when the claim ends. */
function writeRecord(database: Database, record: DomainRecord): void {
  database.run(
    `INSERT INTO domains (domain, site_id, mapped_stage, due_at, record) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (domain) DO UPDATE SET
       site_id = excluded.site_id,
       mapped_stage = excluded.mapped_stage,
       due_at = coalesce(claimed_until, excluded.due_at),
       record = excluded.record`,
    record.domain,
    record.siteId,
    mappedStageOf(record),
    dueAt(record),
    JSON.stringify(encodeRecord(record)),
  );
  database.run('DELETE FROM other_sites WHERE domain = ?', record.domain);
  for (const siteId of otherSitesOf(record)) {
    database.run('INSERT INTO other_sites (domain, site_id) VALUES (?, ?)', record.domain, siteId);
  }
}

function lease(database: Database, { domain, token }: Claim, until: number): void {
  database.run(
    'UPDATE domains SET claim_token = ?, claimed_until = ?, due_at = ? WHERE domain = ?',
    token,
    until,
    until,
    domain,
  );
}

function giveBack(database: Database, record: DomainRecord): void {
  database.run(
    'UPDATE domains SET claim_token = NULL, claimed_until = NULL, due_at = ? WHERE domain = ?',
    dueAt(record),
    record.domain,
  );
}

function readSiteDeletion(database: Database, siteId: number) {
  const sql = 'SELECT deletion, forget_at FROM site_deletions WHERE site_id = ?';
  const row = database.row(sql, siteId);
  return row && decodeSiteDeletion(row.deletion, Number(row.forget_at));
}

function readSettings(database: Database): NetworkSettings {
  const row = database.row('SELECT settings FROM settings');
  return row ? decodeSettings(row.settings) : {};
}

function readStatistics(database: Database): Statistics {
  const row = database.row('SELECT statistics FROM statistics');
  return row ? decodeStatistics(row.statistics) : NO_STATISTICS;
}

/**
 * One page of the domains that the filter lets through. Their names are found in an index first, since the
 * records are most of the file.
 */
function listPage(database: Database, filter: ListFilter): RecordPage {
  const { sql, values } = namesLetThrough(filter);
  // One more than asked for tells whether there is a next page.
  const names = database.rows(`${sql} LIMIT ?`, ...values, filter.limit + 1);
  const page = decodeEach(
    names.slice(0, filter.limit).flatMap(({ domain }) => rowOf(database, String(domain)) ?? []),
  );
  const last = names.at(filter.limit - 1);
  return names.length > filter.limit && last ? { ...page, next: String(last.domain) } : page;
}
