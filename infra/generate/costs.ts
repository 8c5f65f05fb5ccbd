/** The cost of a month at Google Cloud's list prices, from the operations of one look and one sweep. */

/**
 * Operations as `npm run bench -- --only=operations` counted them on 2026-11-26. The times are estimates: CPU as in
 * docs/performance.md, doubled for the time spent waiting.
 */
export const COUNTED = {
  /** A daily look at a live domain, which is not logged as long as it changes nothing. */
  look: { reads: 1.04, writes: 2, seconds: 0.01 },
  idleSweep: { reads: 2, seconds: 0.5, logBytes: 400 },
  /** Every five minutes, a sweep is noted in the statistics. */
  note: { reads: 1, writes: 1 },
  /** The extra work of one sweep in each quarter of an hour; Firestore also charges a read for each 1,000 index entries that it counts. */
  census: { queries: 15, entriesPerRead: 1000, indexes: 2 },
  /** For each domain, once a day: its record is read and compared. */
  reconciliation: { reads: 1, seconds: 0.0005 },
  /** The size of a domain's document with its indexes. */
  storedBytes: 5000,
} as const;

/**
 * List prices in USD as known on 2026-11-26; only those of Firestore's reads and writes were looked up.
 * Firestore in eur3 or nam5, a single region being cheaper; Cloud Run in tier 1.
 */
export const PRICES = {
  read: 0.06 / 100_000,
  write: 0.18 / 100_000,
  storedGiB: 0.18,
  backupGiB: 0.03,
  cpuSecond: 0.000_024,
  memoryGiBSecond: 0.000_002_5,
  logGiB: 0.5,
  secretVersion: 0.06,
  alertCondition: 0.1,
} as const;

/** Free each month. Firestore's quota is a daily one. */
const FREE = {
  reads: 30 * 50_000,
  writes: 30 * 20_000,
  storedGiB: 1,
  cpuSeconds: 180_000,
  memoryGiBSeconds: 360_000,
  logGiB: 50,
} as const;

const DAYS = 30;
const SWEEPS = DAYS * 24 * 60;
const NOTES = DAYS * 24 * 12;
const CENSUSES = DAYS * 24 * 4;
const GIB = 2 ** 30;
const BACKUPS_KEPT = 7;
const SECRETS = 2;
const ALERT_CONDITIONS = 12;
const MEMORY_GIB = 0.25;

export interface Month {
  readonly reads: number;
  readonly writes: number;
  readonly cpuSeconds: number;
  /** Costs in USD. */
  readonly firestore: number;
  readonly cloudRun: number;
  readonly others: number;
}

/**
 * The operations and costs of a month.
 *
 * @param domains mapped ones, all live, each looked at once a day
 */
export function monthOf(domains: number): Month {
  const { look, idleSweep, note, census, reconciliation, storedBytes } = COUNTED;
  const looks = domains * DAYS;
  const readsOfCensus = census.queries + (census.indexes * domains) / census.entriesPerRead;
  const compared = domains * DAYS;
  const reads =
    looks * look.reads +
    SWEEPS * idleSweep.reads +
    NOTES * note.reads +
    CENSUSES * readsOfCensus +
    compared * reconciliation.reads;
  const writes = looks * look.writes + NOTES * note.writes;
  const cpuSeconds =
    looks * look.seconds + SWEEPS * idleSweep.seconds + compared * reconciliation.seconds;
  const storedGiB = (domains * storedBytes) / GIB;
  const logGiB = (SWEEPS * idleSweep.logBytes) / GIB;
  const beyond = (used: number, free: number) => Math.max(0, used - free);
  return {
    reads,
    writes,
    cpuSeconds,
    firestore:
      beyond(reads, FREE.reads) * PRICES.read +
      beyond(writes, FREE.writes) * PRICES.write +
      // Point-in-time recovery stores the same amount again, without a free quota.
      (beyond(storedGiB, FREE.storedGiB) + storedGiB) * PRICES.storedGiB +
      BACKUPS_KEPT * storedGiB * PRICES.backupGiB,
    cloudRun:
      beyond(cpuSeconds, FREE.cpuSeconds) * PRICES.cpuSecond +
      beyond(cpuSeconds * MEMORY_GIB, FREE.memoryGiBSeconds) * PRICES.memoryGiBSecond,
    others:
      beyond(logGiB, FREE.logGiB) * PRICES.logGiB +
      SECRETS * PRICES.secretVersion +
      ALERT_CONDITIONS * PRICES.alertCondition,
  };
}
