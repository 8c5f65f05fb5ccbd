import { DatabaseSync } from 'node:sqlite';
import { parseDomainName } from '../../shared/domain-name.ts';
import { type DomainRecord, NO_PROBLEMS } from '../../shared/lifecycle/record.ts';
import { STAGES } from '../../shared/lifecycle/stage.ts';
import { encodeRecord } from '../../shared/store/record-codec.ts';
import { sqliteStore } from '../../shared/store/sqlite.ts';
import { mappedStageOf } from '../../shared/store/store.ts';
import { aRecord, certificate, DAY, dnsWrong } from './records.ts';

/** The n-th of many domains: most of them are live, and some are in each stage. */
export function manyDomains(n: number): DomainRecord {
  const domain = parseDomainName(`shop-${String(n).padStart(6, '0')}.example.com`);
  const stage = n % 20 === 0 ? (STAGES[(n / 20) % STAGES.length] ?? 'done') : 'done';
  const isWrong = stage === 'failed' || stage === 'checking-dns';
  return aRecord({
    domain,
    siteId: 1 + (n % 5000),
    stage,
    nextCheckAt: Date.now() + DAY,
    lastCheckedAt: Date.now(),
    certificate: stage === 'done' ? certificate : null,
    problems: isWrong ? { ...NO_PROBLEMS, dns: dnsWrong.problems } : NO_PROBLEMS,
  });
}

/** Makes a store with so many domains, which is quick: all of them are one transaction. */
export async function storeOfMany(path: string, count: number): Promise<void> {
  await (await sqliteStore(path)).close();
  const database = new DatabaseSync(path);
  const insert = database.prepare(
    'INSERT INTO domains (domain, site_id, mapped_stage, due_at, record) VALUES (?, ?, ?, ?, ?)',
  );
  database.exec('BEGIN');
  for (let n = 0; n < count; n += 1) {
    const record = manyDomains(n);
    const stored = JSON.stringify(encodeRecord(record));
    const { domain, siteId, nextCheckAt } = record;
    insert.run(domain, siteId, mappedStageOf(record), nextCheckAt, stored);
  }
  database.exec('COMMIT');
  database.close();
}
