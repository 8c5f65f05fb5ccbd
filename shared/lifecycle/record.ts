import type { DomainName } from '../domain-name.ts';
import type { Certificate } from '../problems/findings.ts';
import { inOrderToFix } from '../problems/order.ts';
import type { RecordedProblem } from '../problems/recorded-problem.ts';
import { asTheyStand } from '../problems/standing.ts';
import { type Doubts, NO_DOUBTS } from './doubts.ts';
import type { Heard } from './heard.ts';
import type { Milestone } from './milestone.ts';
import { isNewer, type Ordinal } from './ordinal.ts';
import { FIRST_STAGE, type Stage } from './stage.ts';

/** What the multisite last asked for. */
export type Intent = 'mapped' | 'unmapped';

/** Something that is tried until it succeeds. */
export interface Retry {
  /** Failures in a row so far. */
  readonly failures: number;
  /** When to try next, in milliseconds since the epoch. */
  readonly at: number;
}

/** What the plugin in WordPress was told of a domain, and when it is told the next time at the earliest. */
export interface Telling extends Retry {
  /** The fingerprint of what it was told last; null if it was told nothing. */
  readonly told: string | null;
}

/**
 * The domain as Closte knows it, as far as we know. The first three states belong to a mapped
 * domain, the last two to an unmapped one, so that alias and intent never contradict each other.
 */
export type Alias =
  | { readonly state: 'pending'; readonly retry: Retry }
  | { readonly state: 'added' }
  | { readonly state: 'rejected' }
  | { readonly state: 'removing'; readonly retry: Retry; readonly forgetAt: number }
  | { readonly state: 'removed'; readonly forgetAt: number };

export interface StageChange {
  readonly at: number;
  readonly from: Stage;
  readonly to: Stage;
  readonly reason: string;
}

/** All that is known of one domain. Times are milliseconds since the epoch. */
export interface DomainRecord {
  readonly domain: DomainName;
  readonly siteId: number;
  /** Ultimate Multisite's record id, if an event, the listing or a look-up has told it. */
  readonly domainId: number | null;
  /**
   * Whether the multisite had a domain record of it when the intent was decided. Only then does it
   * mean something that there is none any more: a site's own domain may never have had one.
   */
  readonly hasDomainRecord: boolean;

  readonly alias: Alias;
  /** When Closte last said that the alias is there, gone or refused, as it is known; 0 if never. */
  readonly aliasSeenAt: number;
  /** When that is asserted again in any case, though it was seen; null if nothing speaks against it. */
  readonly assertAgain: Retry | null;
  readonly doubts: Doubts;
  /** The newest event that was heard; it alone need not have decided the intent. */
  readonly decidedBy: Ordinal;
  /** What was heard of it, from which the intent follows; null if a version recorded it that did not keep that. */
  readonly heard: Heard | null;
  /** The newest `domain.check` that was heeded. */
  readonly askedBy: Ordinal | null;

  readonly stage: Stage;
  /** The stage that the multisite was last told; what differs from `stage` is still to be told. */
  readonly reportedStage: Stage;
  readonly report: Retry;

  /** The stage in the multisite's own record, as far as we know; null if it may be any. */
  readonly writtenStage: Stage | null;
  readonly write: Retry;

  /** What the plugin in WordPress was told; null where nobody is told. */
  readonly telling: Telling | null;

  /**
   * When our own check last found all right, and how it knew that visitors get here: by the network's
   * addresses, or by a proof through a proxy. Null if it never did since checking began: the multisite
   * has the domain live, and that stands.
   */
  readonly seenRight: { readonly at: number; readonly by: 'address' | 'proof' } | null;
  /** When the first of the looks in a row was that prove a live domain lost to all its visitors. */
  readonly lostSince: number | null;

  /** Tries in a row that did not find DNS right; of a live domain, those that prove it lost. */
  readonly dnsTries: number;
  /**
   * Tries that did not find the certificate right, since the domain was last done or started over; of a
   * live domain, those in a row that prove it lost.
   */
  readonly certificateTries: number;
  /** When the tries ran out; null while there are some left. */
  readonly failedAt: number | null;
  /** Looks since then, or looks at a live domain that prove nothing: each waits longer. */
  readonly looksInVain: number;

  /** When to look next; null when it was looked at in vain for too long. */
  readonly nextCheckAt: number | null;
  /** When the last look was begun: what the next one waits for counts from then. */
  readonly lastCheckedAt: number | null;
  /**
   * Addresses that the DNS check just found right, for the certificate check that follows it, and when
   * that look was begun.
   */
  readonly seen: {
    readonly addresses: readonly string[];
    readonly at: number;
    readonly begunAt: number;
  } | null;
  /** Closte is asked for the certificate at this time at the earliest. */
  readonly certificateRequestAt: number;
  readonly certificate: Certificate | null;

  readonly problems: {
    readonly closte: readonly RecordedProblem[];
    readonly dns: readonly RecordedProblem[];
    readonly certificate: readonly RecordedProblem[];
  };
  /** The latest stage changes, oldest first. */
  readonly history: readonly StageChange[];
  /** The latest of what else happened, oldest first. */
  readonly milestones: readonly Milestone[];
}

export const NO_PROBLEMS: DomainRecord['problems'] = { closte: [], dns: [], certificate: [] };

export function intentOf(record: DomainRecord): Intent {
  return record.alias.state === 'removing' || record.alias.state === 'removed'
    ? 'unmapped'
    : 'mapped';
}

/** The newest event that was heeded. */
export function lastHeard({ askedBy, decidedBy }: DomainRecord): Ordinal {
  return askedBy && isNewer(askedBy, decidedBy) ? askedBy : decidedBy;
}

/** What keeps the domain from working, the one to fix first in front. */
export function problemsOf({ problems, stage }: DomainRecord): RecordedProblem[] {
  const all = inOrderToFix([...problems.closte, ...problems.dns, ...problems.certificate]);
  return asTheyStand(all, { isOutOfTries: stage === 'ssl-failed' });
}

/** Tries in a row without success at what the domain is being checked for. */
export function triesOf(record: DomainRecord): number {
  return record.dnsTries > 0 ? record.dnsTries : record.certificateTries;
}

/**
 * A domain that was never heard of before.
 *
 * @param stage where it begins, which is where the multisite has it
 */
export function newRecord(
  domain: DomainName,
  origin: {
    siteId: number;
    domainId: number | null;
    hasDomainRecord: boolean;
    decidedBy: Ordinal;
    heard?: Heard;
    alias: Alias;
  },
  now: number,
  stage: Stage = FIRST_STAGE,
): DomainRecord {
  return {
    domain,
    heard: null,
    ...origin,
    aliasSeenAt: 0,
    assertAgain: null,
    doubts: NO_DOUBTS,
    askedBy: null,
    stage,
    // A new domain record starts there in the multisite as well, so there is nothing to tell.
    reportedStage: stage,
    report: { failures: 0, at: 0 },
    writtenStage: stage,
    write: { failures: 0, at: 0 },
    telling: null,
    ...firstCheck(now),
    lastCheckedAt: null,
    certificate: null,
    problems: NO_PROBLEMS,
    history: [],
    milestones: [],
  };
}

/** The part of a record with which checking begins, or begins again. */
export function firstCheck(now: number) {
  return {
    dnsTries: 0,
    certificateTries: 0,
    failedAt: null,
    looksInVain: 0,
    seenRight: null,
    lostSince: null,
    nextCheckAt: now,
    seen: null,
    certificateRequestAt: 0,
  };
}

const HISTORY_LENGTH = 50;

/** The record in another stage, with the change in its history; the same record if it is no change. */
export function inStage(
  record: DomainRecord,
  stage: Stage,
  reason: string,
  now: number,
): DomainRecord {
  if (stage === record.stage) return record;
  const change: StageChange = { at: now, from: record.stage, to: stage, reason };
  return { ...record, stage, history: [...record.history, change].slice(-HISTORY_LENGTH) };
}
