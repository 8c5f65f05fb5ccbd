import type { DomainName } from '../domain-name.ts';
import type { Mark } from '../lifecycle/marks.ts';
import type { Ordinal } from '../lifecycle/ordinal.ts';
import { type DomainRecord, intentOf } from '../lifecycle/record.ts';
import { CALLING_SHARD, type Shard, shardOf } from '../lifecycle/shard.ts';
import { isLive, isUnderway, type Stage } from '../lifecycle/stage.ts';
import type { Statistics } from '../lifecycle/statistics.ts';
import type { Damaged } from './damage.ts';
import type { NetworkSettings } from './network-settings.ts';
import type { RunKeeping } from './run-keeping.ts';

/**
 * A lease on one domain: until it is settled or expires, nobody else advances that domain.
 * Events still change what the record says meanwhile.
 */
export interface Claim {
  readonly domain: DomainName;
  /** Distinguishes this claim from later ones on the same domain. */
  readonly token: string;
  /** Whether the previous claim was never released: requests made under it may still be carried out. */
  readonly isTakenOver: boolean;
  /**
   * Whether a crash of the machine may undo the claim. Nothing is changed outside under such a claim before
   * something is saved under it.
   */
  readonly mayBeUndone: boolean;
  /**
   * The record as it was when it was claimed.
   *
   * @throws {Error} if the record is damaged. It can be claimed, so that it does not hold up other records,
   * but it cannot be read.
   */
  readonly record: DomainRecord;
}

/** Thrown when a claim was not settled in time and has expired, or was taken over. */
export class ClaimLostError extends Error {
  override readonly name = 'ClaimLostError';

  constructor(domain: DomainName) {
    super(`The claim on ${domain} has expired; another worker may have claimed it since`);
  }
}

/**
 * The latest time at which a claim taken by `now` can end, since the clocks of two machines differ by less
 * than a lease. A claim that lasts longer was taken by a wrong clock, and does not count.
 */
export function latestEnd(now: number, leaseMs: number): number {
  return now + 2 * leaseMs;
}

/** The records that a list shows: those that meet every condition given. */
export interface ListFilter {
  /** Mapped domains in this stage only: see {@link mappedStageOf}. */
  readonly stage?: Stage;
  /** Domains that are mapped to this site, or shared by it. */
  readonly siteId?: number;
  /** Domains that have all of these marks, mapped or not. */
  readonly marks?: readonly Mark[];
  /** Part of the domain's name, in lower case: see `isPartOf` in domain-name.ts. */
  readonly q?: string;
  readonly limit: number;
  /** List what follows this name in the order of the domains, whether a domain has the name or not. */
  readonly after?: string;
}

/** The stage under which a record is listed; null if its domain is unmapped, and so is in no stage. */
export function mappedStageOf(record: DomainRecord): Stage | null {
  return intentOf(record) === 'mapped' ? record.stage : null;
}

/**
 * Whether somebody waits for the domain: it is to be added or removed, or is not yet known to work; or it
 * needs a call to Closte or the multisite, without which it is not served. The other domains, live or failed,
 * are looked at about once a day.
 */
export function comesFirst(record: DomainRecord): boolean {
  const stage = mappedStageOf(record);
  return stage === null || isUnderway(stage) || shardOf(record) === CALLING_SHARD;
}

/**
 * The look by which a domain counts among the looks at live domains: the last look at it, and whether that
 * look proves it lost. For a domain that was taken down, it is the look that took it down.
 */
export function liveLookOf(record: DomainRecord): {
  readonly liveCheckedAt: number | null;
  readonly lostCheckedAt: number | null;
} {
  const { stage, lastCheckedAt, lostSince, failedAt } = record;
  const isLost = lostSince !== null;
  const isCounted = intentOf(record) === 'mapped' && (isLive(stage) || isLost);
  const liveCheckedAt = isCounted ? (isLive(stage) ? lastCheckedAt : failedAt) : null;
  return { liveCheckedAt, lostCheckedAt: isLost ? liveCheckedAt : null };
}

/**
 * Records in the order of their domains. A page with a `next` may have fewer records than the limit, or
 * none: a store without an index for the filter looks through a limited number of records.
 */
export interface RecordPage {
  readonly records: readonly DomainRecord[];
  /** Records of the page that cannot be read; absent if there are none. */
  readonly damaged?: readonly Damaged[];
  /** Pass this as `after` to continue; absent at the end. */
  readonly next?: string;
}

/** The result of one or several steps: makes a new record from the newest one; undefined forgets it. */
export type Change = (record: DomainRecord) => DomainRecord | undefined;

/**
 * Where the records live. The functions that are passed in are pure, and may be called more than once: the
 * result for the newest record is saved, all or nothing, together with the record's due time. Times are
 * milliseconds since the epoch.
 */
export interface Store extends RunKeeping {
  /**
   * Records an event about one domain, in one transaction, whether the domain is claimed or not.
   *
   * @param decide gets the record and the deletion of site `siteId`, if they exist; of a damaged record it
   *   gets whatever can be read, or nothing. Returning the same record, or undefined, changes nothing.
   */
  update(
    domain: DomainName,
    siteId: number,
    decide: (
      record: DomainRecord | undefined,
      siteDeletion: Ordinal | undefined,
    ) => DomainRecord | undefined,
  ): Promise<DomainRecord | undefined>;

  /**
   * Remembers that a site was deleted, until `forgetAt`; an older deletion changes nothing.
   * Deletions whose time has come by `now` are forgotten.
   */
  recordSiteDeletion(
    siteId: number,
    deletion: Ordinal,
    times: { readonly now: number; readonly forgetAt: number },
  ): Promise<void>;

  /**
   * Claims one domain, due or not; undefined if there is no such domain or it is claimed: see
   * {@link latestEnd}.
   */
  claim(domain: DomainName, now: number, leaseMs: number): Promise<Claim | undefined>;

  /**
   * Claims up to `limit` domains whose due time has come: those that come first, then the others; of each
   * group, the longest due first.
   *
   * @param shards only domains of these shards. A record that a version without shards wrote is in every
   *   shard in SQLite, and in none in Firestore, whose indexes do not have it.
   */
  claimDue(
    now: number,
    limit: number,
    leaseMs: number,
    shards?: readonly Shard[],
  ): Promise<Claim[]>;

  /** How many domains could be claimed now, counted up to `most`. */
  countDue(now: number, most: number): Promise<number>;

  /** Makes domains due whose claim lasts longer than any can: see {@link latestEnd}. */
  endFalseClaims(now: number, leaseMs: number): Promise<void>;

  /**
   * Saves a step's outcome under a claim. `change` gets the newest record; undefined forgets it.
   *
   * @param claimUntil the new end of the claim; unchanged if not given
   * @throws {ClaimLostError}
   */
  save(claim: Claim, change: Change, claimUntil?: number): Promise<DomainRecord | undefined>;

  /**
   * Saves the result of the last steps, as `save` does, and releases the claim, unless an event has made the
   * record due meanwhile.
   *
   * @param change if not given, nothing is saved
   * @param isRepeatable whether a crash of the machine may undo this, since the steps are only looks, which
   * are then repeated. Default: false.
   * @returns the newest record if it is due at `now` and the claim is therefore kept; else undefined
   * @throws {ClaimLostError}
   */
  settle(
    claim: Claim,
    now: number,
    change?: Change,
    isRepeatable?: boolean,
  ): Promise<DomainRecord | undefined>;

  /** Releases the claim without a change, due or not. A lost claim is not an error. */
  abandon(claim: Claim): Promise<void>;

  /**
   * The earliest time at which an unclaimed domain becomes due or a claim expires; undefined if there is
   * none.
   */
  nextDueAt(): Promise<number | undefined>;

  get(domain: DomainName): Promise<DomainRecord | undefined>;
  list(filter: ListFilter): Promise<RecordPage>;

  /** How many mapped domains are in each stage, including stages with none. */
  countByStage(): Promise<ReadonlyMap<Stage, number>>;

  /** How many domains have each of these marks. */
  countByMark<M extends Mark>(marks: readonly M[]): Promise<ReadonlyMap<M, number>>;

  /** How many live domains were looked at since then, and how many of these looks proved the domain lost. */
  countLooks(since: number): Promise<{ readonly looked: number; readonly lost: number }>;

  readSettings(): Promise<NetworkSettings>;
  /** Changes the settings in one transaction. Returning the same settings changes nothing. */
  changeSettings(change: (settings: NetworkSettings) => NetworkSettings): Promise<NetworkSettings>;

  readStatistics(): Promise<Statistics>;
  /** Changes the statistics in one transaction. Returning the same statistics changes nothing. */
  changeStatistics(change: (statistics: Statistics) => Statistics): Promise<Statistics>;

  close(): Promise<void>;
}

/** The part of a store that concerns claims. */
export type Claims = Pick<
  Store,
  'claim' | 'claimDue' | 'endFalseClaims' | 'save' | 'settle' | 'abandon'
>;
