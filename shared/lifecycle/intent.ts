import type { DomainName } from '../domain-name.ts';
import { isNewer, type Ordinal } from './ordinal.ts';
import {
  type Alias,
  type DomainRecord,
  firstCheck,
  type Intent,
  inStage,
  intentOf,
  NO_PROBLEMS,
  newRecord,
} from './record.ts';
import { FIRST_STAGE, isFailed } from './stage.ts';

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
    domainId: wish.domainId ?? record?.domainId ?? null,
    decidedBy: wish.ordinal,
  };
  if (!record) {
    const alias = intent === 'mapped' ? toBeAdded(now) : toBeRemoved(now);
    return newRecord(wish.domain, { ...origin, alias }, now);
  }
  const isAnotherRecord = origin.domainId !== record.domainId;
  return withIntent(
    // The multisite's new record of the domain starts at the first stage, and has to be told the rest.
    { ...record, ...origin, ...(isAnotherRecord ? { reportedStage: FIRST_STAGE } : {}) },
    intent,
    now,
  );
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
  return concerned ? withIntent(record, 'unmapped', now) : record;
}

/** The record once a person asked to look again now. Only a mapped domain is looked at. */
export function recordCheckRequest(
  record: DomainRecord,
  request: Ordinal,
  now: number,
): DomainRecord {
  const heeded = !isNewer(request, record.askedBy ?? record.decidedBy);
  if (heeded || intentOf(record) === 'unmapped') return record;

  const asked = { ...dueNow(record, now), askedBy: request };
  return isFailed(asked.stage) ? startOver(asked, 'a person asked to look again', now) : asked;
}

/** The record with whatever it waits for to be done now, and nothing forgotten of its tries. */
export function dueNow(record: DomainRecord, now: number): DomainRecord {
  switch (record.alias.state) {
    case 'removed':
      return record;
    case 'removing':
      return { ...record, alias: { ...record.alias, retry: { ...record.alias.retry, at: now } } };
    case 'pending': {
      const alias = { ...record.alias, retry: { ...record.alias.retry, at: now } };
      return { ...record, alias, nextCheckAt: now, seen: null };
    }
    default:
      return { ...record, nextCheckAt: now, seen: null };
  }
}

function withIntent(record: DomainRecord, intent: Intent, now: number): DomainRecord {
  if (intent === intentOf(record)) return withFreshTombstone(record, now);
  const clean: DomainRecord = { ...record, problems: NO_PROBLEMS };
  if (intent === 'unmapped') return { ...clean, alias: toBeRemoved(now) };
  return {
    ...startOver(clean, 'the domain was mapped anew', now),
    // The multisite's own record is a new one, and starts there.
    reportedStage: FIRST_STAGE,
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

function startOver(record: DomainRecord, reason: string, now: number): DomainRecord {
  return {
    ...inStage(record, FIRST_STAGE, reason, now),
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
