import type { DomainName } from '../domain-name.ts';
import type { Mark } from '../lifecycle/marks.ts';
import type { Ordinal } from '../lifecycle/ordinal.ts';
import { type DomainRecord, intentOf } from '../lifecycle/record.ts';
import { isLive, isUnderway, type Stage } from '../lifecycle/stage.ts';
import type { Statistics } from '../lifecycle/statistics.ts';
import type { Damaged } from './damage.ts';
import type { NetworkSettings } from './network-settings.ts';

/**
 * A lease on one domain: until it is settled or expires, nobody else advances that domain.
 * Events still change what the record says meanwhile.
 */
export interface Claim {
  readonly domain: DomainName;
  /** Tells this claim from a later one on the same domain. */
  readonly token: string;
  /** Whether whoever claimed it before never gave it back: what they sent may still be carried out. */
  readonly isTakenOver: boolean;
  /**
   * The record as it was when it was claimed.
   *
   * @throws {Error} if it is damaged. Such a record can be claimed, so that it keeps no other one
   *   waiting, but not read.
   */
  readonly record: DomainRecord;
}

/** Thrown when a claim was not settled in time and has expired, or went to somebody else. */
export class ClaimLostError extends Error {
  override readonly name = 'ClaimLostError';

  constructor(domain: DomainName) {
    super(`The claim on ${domain} has expired; whoever claimed it since goes on with it`);
  }
}

/**
 * Until when a claim that is taken by `now` can last at most: the clocks of two machines differ by less
 * than a lease. One that lasts longer was taken by a clock that is wrong, and does not count.
 */
export function latestEnd(now: number, leaseMs: number): number {
  return now + 2 * leaseMs;
}

export interface ListFilter {
  /** Mapped domains in this stage only: see {@link mappedStageOf}. */
  readonly stage?: Stage;
  /** Domains that are mapped to this site, or that it shares with the one that they are mapped to. */
  readonly siteId?: number;
  /** Domains that have all of these, mapped or not. */
  readonly marks?: readonly Mark[];
  /** Part of the domain's name, in ASCII. */
  readonly q?: string;
  readonly limit: number;
  /** List what comes after this in the order of the domains, whether there is such a one or not. */
  readonly after?: string;
}

/** What a record is listed under by stage; null if its domain is unmapped, and so in none. */
export function mappedStageOf(record: DomainRecord): Stage | null {
  return intentOf(record) === 'mapped' ? record.stage : null;
}

/**
 * Whether somebody waits for the domain: it is to be added, to be removed, or not known yet to work. The
 * others, live or failed, are looked at once a day or so.
 */
export function comesFirst(record: DomainRecord): boolean {
  const stage = mappedStageOf(record);
  return stage === null || isUnderway(stage);
}

/**
 * What the looks at live domains are counted by: the last look at each, and at those that it proved lost.
 * Of a domain that was taken down, it is the look that did so.
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
 * Records in the order of their domains. A page with a `next` may have fewer than the limit, or none: a
 * store that has no index for what is asked looks through so many records and no more.
 */
export interface RecordPage {
  readonly records: readonly DomainRecord[];
  /** Those of the page that cannot be read, if there are any. */
  readonly damaged?: readonly Damaged[];
  /** What to pass as `after` to go on; absent at the end. */
  readonly next?: string;
}

/** What comes of a step, or of several: the record that it makes of the newest; undefined forgets it. */
export type Change = (record: DomainRecord) => DomainRecord | undefined;

/**
 * Where the records live. The functions that are passed in are pure, may be called more than once,
 * and see the newest record: what they return is saved in the same transaction, and the record's
 * due time with it. Times are milliseconds since the epoch.
 */
export interface Store {
  /**
   * Records what an event says of one domain, in one transaction, whoever has claimed it.
   *
   * @param decide gets the record and the deletion of site `siteId`, if they exist; of a record that is
   *   damaged what can be read, or nothing. To return the record that it got, or undefined, changes
   *   nothing.
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
   * Claims up to `limit` domains whose due time has come: those that come first, and then the others; of
   * either, the longest due first.
   */
  claimDue(now: number, limit: number, leaseMs: number): Promise<Claim[]>;

  /** Makes the domains due that are claimed for longer than can be: see {@link latestEnd}. */
  endFalseClaims(now: number, leaseMs: number): Promise<void>;

  /**
   * Saves a step's outcome under a claim. `change` gets the newest record; undefined forgets it.
   *
   * @param claimUntil when the claim ends from now on; as before if not given
   * @throws {ClaimLostError}
   */
  save(claim: Claim, change: Change, claimUntil?: number): Promise<DomainRecord | undefined>;

  /**
   * Saves what came of the last steps, as `save` does, and gives the claim back, unless an event has made the
   * record due meanwhile.
   *
   * @param change nothing to save if not given
   * @returns the newest record if it is due at `now` and so the claim is kept; else undefined
   * @throws {ClaimLostError}
   */
  settle(claim: Claim, now: number, change?: Change): Promise<DomainRecord | undefined>;

  /** Gives the claim back as it is, due or not. A claim that is lost already is no error. */
  abandon(claim: Claim): Promise<void>;

  /** When the next unclaimed domain, or expiring claim, comes due; undefined if none ever does. */
  nextDueAt(): Promise<number | undefined>;

  get(domain: DomainName): Promise<DomainRecord | undefined>;
  list(filter: ListFilter): Promise<RecordPage>;

  /** How many mapped domains are in each stage, those without any included. */
  countByStage(): Promise<ReadonlyMap<Stage, number>>;

  /** How many domains have each of these marks. */
  countByMark<M extends Mark>(marks: readonly M[]): Promise<ReadonlyMap<M, number>>;

  /** How many live domains were looked at since then, and at how many of them that proved them lost. */
  countLooks(since: number): Promise<{ readonly looked: number; readonly lost: number }>;

  readSettings(): Promise<NetworkSettings>;
  /** Changes the settings in one transaction. To return what it got changes nothing. */
  changeSettings(change: (settings: NetworkSettings) => NetworkSettings): Promise<NetworkSettings>;

  readStatistics(): Promise<Statistics>;
  /** Changes the statistics in one transaction. To return what it got changes nothing. */
  changeStatistics(change: (statistics: Statistics) => Statistics): Promise<Statistics>;

  close(): Promise<void>;
}
