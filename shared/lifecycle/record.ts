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

/** The state that the multisite last asked for. */
export type Intent = 'mapped' | 'unmapped';

/** The state of something that is tried until it succeeds. */
export interface Retry {
  /** Failures in a row so far. */
  readonly failures: number;
  /** When to try next, in milliseconds since the epoch. */
  readonly at: number;
}

/** The diagnosis that the plugin in WordPress has received, and the earliest time of the next one. */
export interface Telling extends Retry {
  /** The fingerprint of the diagnosis that the plugin received last; null if it received none. */
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

/** A change of the stage. `at` is milliseconds since the epoch. */
export interface StageChange {
  readonly at: number;
  readonly from: Stage;
  readonly to: Stage;
  readonly reason: string;
}

/** How visitors were seen to get here: by the network's addresses, or by a proof through a proxy. */
export interface SeenRight {
  readonly at: number;
  readonly by: 'address' | 'proof';
  /** The proxy's addresses; earlier versions did not keep them. */
  readonly proxy?: readonly string[];
}

/** Everything that is known about one domain. Times are milliseconds since the epoch. */
export interface DomainRecord {
  readonly domain: DomainName;
  readonly siteId: number;
  /** The id of the multisite's item, if known from an event, the listing or a look-up. */
  readonly domainId: number | null;
  /**
   * Whether the multisite had an item for the domain when the intent was decided. Only then does a missing
   * item mean anything: a site's own domain may never have had one.
   */
  readonly hasDomainRecord: boolean;

  readonly alias: Alias;
  /** When Closte last said that the alias is there, gone or refused; 0 if it never did. */
  readonly aliasSeenAt: number;
  /** When that state is asserted again although Closte has confirmed it; null if there is no reason to. */
  readonly assertAgain: Retry | null;
  readonly doubts: Doubts;
  /** The newest event that was heard. It need not be the one that decided the intent. */
  readonly decidedBy: Ordinal;
  /**
   * The events heard about the domain, which determine the intent; null if the version that wrote the record
   * did not keep them.
   */
  readonly heard: Heard | null;
  /** The newest `domain.check` that was acted on. */
  readonly askedBy: Ordinal | null;

  readonly stage: Stage;
  /** The stage last reported on the topic; if it differs from `stage`, a report is due. */
  readonly reportedStage: Stage;
  readonly report: Retry;

  /** The stage in the multisite's item, as far as we know; null if it may be any. */
  readonly writtenStage: Stage | null;
  readonly write: Retry;

  /** The state of the plugin's diagnosis; null without a multisite. */
  readonly telling: Telling | null;

  /**
   * When our own check last found everything right, and how it knew that visitors get here. Null if it never
   * did since checking began: if the multisite has the domain live, it then stays live.
   */
  readonly seenRight: SeenRight | null;
  /** When the first of the consecutive looks that prove a live domain lost had its result. */
  readonly lostSince: number | null;

  /** Tries in a row that did not find DNS right; for a live domain, those that prove it lost. */
  readonly dnsTries: number;
  /**
   * Tries that did not find the certificate right since the domain was last done or started over; for a
   * live domain, those in a row that prove it lost.
   */
  readonly certificateTries: number;
  /** When the tries ran out; null while there are some left. */
  readonly failedAt: number | null;
  /**
   * Looks since the tries ran out, or looks at a live domain that prove nothing. The wait grows with each.
   */
  readonly looksInVain: number;

  /** When to look next; null once the looks have ended for good. */
  readonly nextCheckAt: number | null;
  /** When the last look was begun; the wait for the next one counts from then. */
  readonly lastCheckedAt: number | null;
  /**
   * The addresses that the DNS check just found right, for the certificate check that follows it, and when
   * that look was begun.
   */
  readonly seen: {
    readonly addresses: readonly string[];
    readonly at: number;
    readonly begunAt: number;
  } | null;
  /** The earliest time at which Closte is asked for the certificate. */
  readonly certificateRequestAt: number;
  readonly certificate: Certificate | null;

  readonly problems: {
    readonly closte: readonly RecordedProblem[];
    readonly dns: readonly RecordedProblem[];
    readonly certificate: readonly RecordedProblem[];
  };
  /** The latest stage changes, oldest first. */
  readonly history: readonly StageChange[];
  /** The latest milestones, oldest first. */
  readonly milestones: readonly Milestone[];
}

export const NO_PROBLEMS: DomainRecord['problems'] = { closte: [], dns: [], certificate: [] };

/** The state that the multisite wants, which the state of the alias implies. */
export function intentOf(record: DomainRecord): Intent {
  return record.alias.state === 'removing' || record.alias.state === 'removed'
    ? 'unmapped'
    : 'mapped';
}

/** The newest event that was acted on. */
export function lastHeard({ askedBy, decidedBy }: DomainRecord): Ordinal {
  return askedBy && isNewer(askedBy, decidedBy) ? askedBy : decidedBy;
}

/** The problems that keep the domain from working, the one to fix first in front. */
export function problemsOf({ problems, stage }: DomainRecord): RecordedProblem[] {
  const all = inOrderToFix([...problems.closte, ...problems.dns, ...problems.certificate]);
  return asTheyStand(all, { isOutOfTries: stage === 'ssl-failed' });
}

/** Consecutive tries without success at the check that the domain is in. */
export function triesOf(record: DomainRecord): number {
  return record.dnsTries > 0 ? record.dnsTries : record.certificateTries;
}

/**
 * The record of a domain that was unknown before.
 *
 * @param stage where it begins, which is the stage that the multisite has
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
    // The multisite's new item starts in this stage as well, so there is nothing to report.
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

/** The record in another stage, with the change in its history; the same record if the stage stays. */
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
