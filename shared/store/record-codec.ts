import * as v from 'valibot';
import { type DomainName, isCanonical } from '../domain-name.ts';
import { NO_DOUBTS } from '../lifecycle/doubts.ts';
import { MILESTONES } from '../lifecycle/milestone.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { STAGES } from '../lifecycle/stage.ts';
import { recordedProblems, storedProblem } from '../problems/recorded-problem.ts';
import { DamageError } from './damage-error.ts';
import { decode, ordinal, time } from './stored-value.ts';

const strings = v.array(v.string());
const retry = v.object({ failures: v.number(), at: time });
const stage = v.picklist(STAGES);

const domainName = v.custom<DomainName>(
  (value) => typeof value === 'string' && isCanonical(value),
  'not a domain name',
);

const seen = v.pipe(
  // Those of a version that did not know it: it counted from the end.
  v.object({ addresses: strings, at: time, begunAt: v.optional(time) }),
  v.transform((known) => ({ ...known, begunAt: known.begunAt ?? known.at })),
);

const problems = v.fallback(recordedProblems, []);

const word = v.object({ ordinal, siteId: v.number(), domainId: v.nullable(v.number()) });
const heard = v.object({
  last: word,
  mapped: v.nullable(word),
  identified: v.nullable(word),
  siteDeletion: v.nullable(ordinal),
  addresses: v.array(word),
  removals: v.array(word),
  isSharedByMore: v.exactOptional(v.literal(true)),
});

const domainRecord = v.object({
  domain: domainName,
  siteId: v.number(),
  domainId: v.nullable(v.number()),
  // Those of a version that did not know it: nobody can say.
  hasDomainRecord: v.optional(v.boolean(), false),
  alias: v.variant('state', [
    v.object({ state: v.literal('pending'), retry }),
    v.object({ state: v.literal('added') }),
    v.object({ state: v.literal('rejected') }),
    v.object({ state: v.literal('removing'), retry, forgetAt: time }),
    v.object({ state: v.literal('removed'), forgetAt: time }),
  ]),
  // Those of a version that did not know them: nothing is in doubt.
  aliasSeenAt: v.optional(time, 0),
  assertAgain: v.optional(v.nullable(retry), null),
  doubts: v.optional(
    v.object({
      adding: v.nullable(time),
      removing: v.nullable(time),
      writing: v.optional(v.nullable(v.object({ stage: v.nullable(stage), at: time })), null),
      reporting: v.optional(v.nullable(stage), null),
    }),
    NO_DOUBTS,
  ),
  decidedBy: ordinal,
  // Those of a version that did not keep it: what decided the record says it.
  heard: v.optional(v.nullable(heard), null),
  askedBy: v.nullable(ordinal),
  stage,
  reportedStage: stage,
  report: retry,
  // Those of a version that did not write anything.
  writtenStage: v.optional(v.nullable(stage), null),
  write: v.optional(retry, { failures: 0, at: 0 }),
  // Those of a version that told nobody.
  telling: v.optional(
    v.nullable(v.object({ told: v.nullable(v.string()), failures: v.number(), at: time })),
    null,
  ),
  // Those of a version that did not know it: a live one stays so until it is seen right.
  seenRight: v.optional(
    v.nullable(v.object({ at: time, by: v.picklist(['address', 'proof']) })),
    null,
  ),
  lostSince: v.optional(v.nullable(time), null),
  dnsTries: v.number(),
  certificateTries: v.number(),
  failedAt: v.nullable(time),
  looksInVain: v.number(),
  nextCheckAt: v.nullable(time),
  lastCheckedAt: v.nullable(time),
  seen: v.nullable(seen),
  certificateRequestAt: time,
  certificate: v.nullable(
    v.object({ issuer: v.string(), validFrom: v.string(), validTo: v.string(), names: strings }),
  ),
  problems: v.object({ closte: problems, dns: problems, certificate: problems }),
  history: v.array(v.object({ at: time, from: stage, to: stage, reason: v.string() })),
  // Those of a version that did not know them, or of one that knows more.
  milestones: v.fallback(v.array(v.object({ what: v.picklist(MILESTONES), at: time })), []),
});

const fields = domainRecord.entries;
const NOT_TRIED = { failures: 0, at: 0 };

/** What has to be known before anything is done: what is wanted, by which event, and where it stands. */
const mendableRecord = v.object({
  ...fields,
  siteId: v.union([fields.siteId, v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number))]),
  domainId: v.fallback(fields.domainId, null),
  hasDomainRecord: v.fallback(fields.hasDomainRecord, false),
  aliasSeenAt: v.fallback(fields.aliasSeenAt, 0),
  assertAgain: v.fallback(fields.assertAgain, null),
  doubts: v.fallback(fields.doubts, NO_DOUBTS),
  heard: v.fallback(fields.heard, null),
  askedBy: v.fallback(fields.askedBy, null),
  report: v.fallback(retry, NOT_TRIED),
  // Whatever the multisite has is looked at again.
  writtenStage: v.fallback(fields.writtenStage, null),
  write: v.fallback(fields.write, NOT_TRIED),
  telling: v.fallback(fields.telling, null),
  // A live domain stays so until it is seen right again.
  seenRight: v.fallback(fields.seenRight, null),
  lostSince: v.fallback(fields.lostSince, null),
  dnsTries: v.fallback(fields.dnsTries, 0),
  certificateTries: v.fallback(fields.certificateTries, 0),
  failedAt: v.fallback(fields.failedAt, null),
  looksInVain: v.fallback(fields.looksInVain, 0),
  nextCheckAt: v.fallback(fields.nextCheckAt, 0),
  lastCheckedAt: v.fallback(fields.lastCheckedAt, null),
  seen: v.fallback(fields.seen, null),
  certificateRequestAt: v.fallback(fields.certificateRequestAt, 0),
  certificate: v.fallback(fields.certificate, null),
  problems: v.fallback(fields.problems, { closte: [], dns: [], certificate: [] }),
  history: v.fallback(fields.history, []),
});

/** The record as it is stored: the version before this one can read it, too. */
export function encodeRecord(record: DomainRecord): DomainRecord {
  const { closte, dns, certificate } = record.problems;
  return {
    ...record,
    problems: {
      closte: closte.map(storedProblem),
      dns: dns.map(storedProblem),
      certificate: certificate.map(storedProblem),
    },
  };
}

/** @throws {Error} that names the domain and the first field that does not fit */
export function decodeRecord(domain: string, stored: unknown): DomainRecord {
  const what = `the record of ${domain}`;
  const record = decode(what, domainRecord, stored);
  if (record.domain === domain) return record;
  throw new DamageError(what, 'domain', `it is that of ${record.domain}`);
}

/**
 * The record as far as it can be read; what cannot begins anew. Undefined if that is something that
 * decides what is done with the domain.
 */
export function mendRecord(domain: string, stored: unknown): DomainRecord | undefined {
  try {
    const record = decode(`the record of ${domain}`, mendableRecord, stored);
    return record.domain === domain ? record : undefined;
  } catch (error) {
    if (error instanceof DamageError) return undefined;
    throw error;
  }
}
