import { DatabaseSync } from 'node:sqlite';
import { parseDomainName } from '../../shared/domain-name.ts';
import { type DomainRecord, NO_PROBLEMS } from '../../shared/lifecycle/record.ts';
import { STAGES } from '../../shared/lifecycle/stage.ts';
import { bucketOf, type Day, dayOf, type Statistics } from '../../shared/lifecycle/statistics.ts';
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

/** Creates a store with `count` domains, quickly: in one transaction. */
export async function storeOfMany(path: string, count: number): Promise<void> {
  const store = await sqliteStore(path);
  if (count > 0) await store.changeStatistics(() => aMonth(count));
  await store.close();
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

/** Thirty days, on each of which the network was a little larger. */
function aMonth(count: number): Statistics {
  const now = Date.now();
  const days = Array.from({ length: 30 }, (_, n): Day => {
    const done = Math.floor((count * (n + 20)) / 50);
    const failed = Math.floor((count * ((n * 7) % 5)) / 50);
    return {
      day: dayOf(now - (29 - n) * DAY),
      stages: { ...NONE_IN_ANY, done, failed, 'checking-dns': Math.floor(count / 20) },
      timesToLive: { [bucketOf(200 + 40 * ((n * 3) % 7))]: 19, [bucketOf(3000 + 100 * n)]: 2 },
      closteErrors: n % 9 === 4 ? n : 0,
    };
  });
  return { sweptAt: now, counted: null, days };
}

const NONE_IN_ANY = {
  'checking-dns': 0,
  'checking-ssl-cert': 0,
  done: 0,
  'done-without-ssl': 0,
  failed: 0,
  'ssl-failed': 0,
};
