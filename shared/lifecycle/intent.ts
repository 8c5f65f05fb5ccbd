import type { DomainName } from '../domain-name.ts';
import { asSetByHand, isSetByHand, isToBeKept } from './kept.ts';
import { isNewer, type Ordinal } from './ordinal.ts';
import {
  type Alias,
  type DomainRecord,
  firstCheck,
  type Intent,
  inStage,
  intentOf,
  lastHeard,
  NO_PROBLEMS,
  newRecord,
  type Retry,
} from './record.ts';
import { FIRST_STAGE, isFailed, isLive, type Stage } from './stage.ts';

/**
 * How long the memory of a removed domain or site is kept: the longest that Pub/Sub keeps a
 * message, so that no late event from before the removal finds it forgotten.
 */
export const TOMBSTONE_MS = 31 * 24 * 60 * 60 * 1000;

/** What an event says that the multisite wants of a domain. */
export interface Wish {
  readonly domain: DomainName;
  readonly intent: Intent;
  readonly siteId: number;
  readonly domainId: number | null;
  /** Whether the multisite has a domain record of it, and not only a site. */
  readonly hasDomainRecord: boolean;
  /** The stage in the multisite's record, if it was looked at; null if it is not known. */
  readonly stage: Stage | null;
  readonly ordinal: Ordinal;
}

/**
 * The record once the wish is heard: the same one if the wish is older than what decided it.
 *
 * @param siteDeletion the deletion of the wish's site, if there was one: a domain that was mapped
 *   to it before is unmapped, even when the event that mapped it is the later one to arrive
 */
export function recordWish(
  record: DomainRecord | undefined,
  wish: Wish,
  siteDeletion: Ordinal | undefined,
  now: number,
): DomainRecord {
  if (record && !isNewer(wish.ordinal, record.decidedBy)) return record;

  const siteIsGone = siteDeletion !== undefined && isNewer(siteDeletion, wish.ordinal);
  const intent = siteIsGone ? 'unmapped' : wish.intent;
  const origin = {
    siteId: wish.siteId,
    domainId: wish.domainId ?? idKnownOf(record, intent),
    hasDomainRecord: wish.hasDomainRecord,
    decidedBy: wish.ordinal,
  };
  const start = wish.stage !== null && isLive(wish.stage) ? wish.stage : FIRST_STAGE;
  if (!record) {
    const alias = intent === 'mapped' ? toBeAdded(now) : toBeRemoved(now);
    const begun = newRecord(wish.domain, { ...origin, alias }, now, start);
    return { ...begun, writtenStage: wish.stage ?? begun.writtenStage };
  }
  if (intent !== intentOf(record)) {
    return withIntent({ ...record, ...origin, writtenStage: wish.stage }, intent, now, start);
  }
  const isAnotherRecord = origin.domainId !== record.domainId;
  // What was listed before we wrote may be what we replaced.
  const isNewThere = record.write.at < wish.ordinal.occurredAt;
  if (wish.stage !== null && isNewThere && isSetByHand(wish.stage, record)) {
    return asSetByHand({ ...record, ...origin }, wish.stage, now);
  }
  return withFreshTombstone(
    {
      ...record,
      ...origin,
      ...(isAskedAnew(record, wish) ? { assertAgain: { failures: 0, at: now } } : {}),
      writtenStage: writtenStageFor(record, wish.stage, isAnotherRecord),
      // The multisite's new record of the domain starts at the first stage, and has to be told the rest.
      ...(isAnotherRecord && isNews(record, wish) ? { reportedStage: FIRST_STAGE } : {}),
    },
    now,
  );
}

/**
 * Whether it is asked for after Closte said that it is so: it may have become otherwise since. A site
 * and its domain are told by two events at a time; a listing says nothing of the alias.
 */
function isAskedAnew({ aliasSeenAt }: DomainRecord, { stage, ordinal }: Wish): boolean {
  return stage === null && ordinal.occurredAt > aliasSeenAt;
}

/** The record that a domain had before it was unmapped is gone, and so is its id. */
function idKnownOf(record: DomainRecord | undefined, intent: Intent): number | null {
  const isMappedAnew = record && intent === 'mapped' && intentOf(record) === 'unmapped';
  return record && !isMappedAnew ? record.domainId : null;
}

/** That a domain has an id, which its listing always tells, makes it no other record. */
function isNews(record: DomainRecord, wish: Wish): boolean {
  return record.domainId !== null || wish.stage === null;
}

/** Whether the multisite's record is to be written anew, now that something was heard of it. */
function writtenStageFor(
  record: DomainRecord,
  there: Stage | null,
  isAnotherRecord: boolean,
): Stage | null {
  if (there === null) return isAnotherRecord ? null : record.writtenStage;
  return isToBeKept(there, record) ? record.stage : there;
}

/**
 * The record once its site is deleted. `decidedBy` stays: the domain may have been mapped to
 * another site before that, in an event that is still on its way.
 */
export function recordSiteDeletion(
  record: DomainRecord,
  siteId: number,
  deletion: Ordinal,
  now: number,
): DomainRecord {
  const concerned = record.siteId === siteId && isNewer(deletion, record.decidedBy);
  if (!concerned) return record;
  return intentOf(record) === 'unmapped'
    ? withFreshTombstone(record, now)
    : withIntent(record, 'unmapped', now, FIRST_STAGE);
}

/** The record once a person asked to look again now. Only a mapped domain is looked at. */
export function recordCheckRequest(
  record: DomainRecord,
  request: Ordinal,
  now: number,
): DomainRecord {
  const heeded = !isNewer(request, lastHeard(record));
  if (heeded || intentOf(record) === 'unmapped') return record;

  const asked: DomainRecord = {
    ...dueNow(record, now),
    askedBy: request,
    assertAgain: { failures: 0, at: now },
    certificateRequestAt: 0,
    // Whoever asked may have changed the multisite's record by hand before.
    writtenStage: null,
    write: { failures: 0, at: now },
  };
  return isFailed(asked.stage) ? startOver(asked, 'a person asked to look again', now) : asked;
}

/** The record with whatever it waits for to be done now, and nothing forgotten of its tries. */
export function dueNow(record: DomainRecord, now: number): DomainRecord {
  const { alias } = record;
  switch (alias.state) {
    case 'removed':
      return record;
    case 'removing':
      return { ...record, alias: { ...alias, retry: { ...alias.retry, at: now } } };
  }
  const due: DomainRecord = {
    ...record,
    report: noLaterThan(now, record.report),
    write: noLaterThan(now, record.write),
    assertAgain: record.assertAgain && noLaterThan(now, record.assertAgain),
    nextCheckAt: now,
    seen: null,
  };
  return alias.state === 'pending'
    ? { ...due, alias: { ...alias, retry: { ...alias.retry, at: now } } }
    : due;
}

function noLaterThan(now: number, retry: Retry): Retry {
  return { ...retry, at: Math.min(retry.at, now) };
}

function withIntent(record: DomainRecord, intent: Intent, now: number, start: Stage): DomainRecord {
  const clean: DomainRecord = { ...record, problems: NO_PROBLEMS };
  if (intent === 'unmapped') return { ...clean, alias: toBeRemoved(now) };
  return {
    ...startOver(clean, 'the domain was mapped anew', now, start),
    // The multisite's own record is a new one, and starts there.
    reportedStage: start,
    write: { failures: 0, at: now },
    alias: toBeAdded(now),
    certificate: null,
  };
}

/** An event that unmaps what is unmapped already may have older ones behind it, too. */
function withFreshTombstone(record: DomainRecord, now: number): DomainRecord {
  const { alias } = record;
  return 'forgetAt' in alias
    ? { ...record, alias: { ...alias, forgetAt: now + TOMBSTONE_MS } }
    : record;
}

function startOver(
  record: DomainRecord,
  reason: string,
  now: number,
  start = FIRST_STAGE,
): DomainRecord {
  return {
    ...inStage(record, start, reason, now),
    ...firstCheck(now),
    problems: { ...NO_PROBLEMS, closte: record.problems.closte },
  };
}

function toBeAdded(now: number): Alias {
  return { state: 'pending', retry: { failures: 0, at: now } };
}

function toBeRemoved(now: number): Alias {
  return { state: 'removing', retry: { failures: 0, at: now }, forgetAt: now + TOMBSTONE_MS };
}
