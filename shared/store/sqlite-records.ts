import { otherSitesOf } from '../lifecycle/holder.ts';
import { dueAt } from '../lifecycle/next-step.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { shardOf } from '../lifecycle/shard.ts';
import { decodeOrMend } from './damage.ts';
import { decodeRecord, encodeRecord } from './record-codec.ts';
import type { Database } from './sqlite-database.ts';
import { mappedStageOf } from './store.ts';

/** The record as it is stored, whether it can be read or not. */
export function rowOf(database: Database, domain: string) {
  const row = database.row('SELECT record FROM domains WHERE domain = ?', domain);
  return row && { domain, record: row.record };
}

/** @throws {DamageError} */
export function readRecord(database: Database, domain: string): DomainRecord | undefined {
  const row = rowOf(database, domain);
  return row && decodeRecord(domain, row.record);
}

/** The record; of a damaged one, whatever can be read, or undefined. */
export function readOrMend(database: Database, domain: string): DomainRecord | undefined {
  const row = rowOf(database, domain);
  return row && decodeOrMend(domain, row.record);
}

/**
 * Writes the record and, unless the domain is claimed and so due when the claim ends, its due time.
 *
 * @returns the record in its JSON
 */
export function writeRecord(database: Database, record: DomainRecord): string {
  const json = JSON.stringify(encodeRecord(record));
  database.run(
    `INSERT INTO domains (domain, site_id, mapped_stage, due_at, shard, record) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (domain) DO UPDATE SET
       site_id = excluded.site_id,
       mapped_stage = excluded.mapped_stage,
       due_at = coalesce(claimed_until, excluded.due_at),
       shard = excluded.shard,
       record = excluded.record`,
    record.domain,
    record.siteId,
    mappedStageOf(record),
    dueAt(record),
    shardOf(record),
    json,
  );
  database.run('DELETE FROM other_sites WHERE domain = ?', record.domain);
  for (const siteId of otherSitesOf(record)) {
    database.run('INSERT INTO other_sites (domain, site_id) VALUES (?, ?)', record.domain, siteId);
  }
  return json;
}
