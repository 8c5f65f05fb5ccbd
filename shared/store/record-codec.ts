import * as v from 'valibot';
import { type DomainName, isCanonical } from '../domain-name.ts';
import { NO_DOUBTS } from '../lifecycle/doubts.ts';
import { MILESTONES } from '../lifecycle/milestone.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { STAGES } from '../lifecycle/stage.ts';
import { recordedProblems, storedProblem } from '../problems/recorded-problem.ts';
import { DamageError, NewerRecordError } from './damage-error.ts';
import { decode, ordinal, storedValue, time } from './stored-value.ts';

/**
 * The version of the form in which records are written. It is incremented by a change that the previous
 * version would misread; an additional field with a default for older records is no such change. Records
 * without a version are of the first.
 */
export const RECORD_VERSION = 1;

/** A record in the form in which it is stored. */
export type StoredRecord = DomainRecord & { readonly version: number };

const strings = v.array(v.string());
const retry = v.object({ failures: v.number(), at: time });
const stage = v.picklist(STAGES);

const domainName = v.custom<DomainName>(
  (value) => typeof value === 'string' && isCanonical(value),
  'not a domain name',
);

const seen = v.pipe(
  // Records of a version that did not store `begunAt` counted from the end of the look.
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
  // Records of a version that did not store it: nobody can tell.
  hasDomainRecord: v.optional(v.boolean(), false),
  alias: v.variant('state', [
    v.object({ state: v.literal('pending'), retry }),
    v.object({ state: v.literal('added') }),
    v.object({ state: v.literal('rejected') }),
    v.object({ state: v.literal('removing'), retry, forgetAt: time }),
    v.object({ state: v.literal('removed'), forgetAt: time }),
  ]),
  // Records of a version that did not store these: nothing is in doubt.
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
  // Records of a version that did not store it: it follows from the event that decided the record.
  heard: v.optional(v.nullable(heard), null),
  askedBy: v.nullable(ordinal),
  stage,
  reportedStage: stage,
  report: retry,
  // Records of a version that did not write stages.
  writtenStage: v.optional(v.nullable(stage), null),
  write: v.optional(retry, { failures: 0, at: 0 }),
  // Records of a version that did not tell a plugin.
  telling: v.optional(
    v.nullable(v.object({ told: v.nullable(v.string()), failures: v.number(), at: time })),
    null,
  ),
  // Records of a version that did not store it: a live domain stays live until it is seen right.
  seenRight: v.optional(
    v.nullable(
      v.object({
        at: time,
        by: v.picklist(['address', 'proof']),
        proxy: v.exactOptional(strings),
      }),
    ),
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
  // Records of a version that did not store these, or of one that has other milestones.
  milestones: v.fallback(v.array(v.object({ what: v.picklist(MILESTONES), at: time })), []),
});

const fields = domainRecord.entries;
const NOT_TRIED = { failures: 0, at: 0 };

/** The essential fields: the wish, the event that decided it, and the stage. */
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
  // The multisite's item is read again, whatever it has.
  writtenStage: v.fallback(fields.writtenStage, null),
  write: v.fallback(fields.write, NOT_TRIED),
  telling: v.fallback(fields.telling, null),
  // A live domain stays live until it is seen right again.
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

/** The record in the form in which it is stored, which the previous version can read as well. */
export function encodeRecord(record: DomainRecord): StoredRecord {
  const { closte, dns, certificate } = record.problems;
  return {
    version: RECORD_VERSION,
    ...record,
    problems: {
      closte: closte.map(storedProblem),
      dns: dns.map(storedProblem),
      certificate: certificate.map(storedProblem),
    },
  };
}

/**
 * @throws {DamageError} that names the domain and the first field that does not fit
 * @throws {NewerRecordError} if a newer version wrote it in another form
 */
export function decodeRecord(domain: string, stored: unknown): DomainRecord {
  const what = `the record of ${domain}`;
  const record = decode(what, domainRecord, readable(what, stored));
  if (record.domain === domain) return record;
  throw new DamageError(what, 'domain', `it is that of ${record.domain}`);
}

/**
 * The record as far as it can be read; the fields that cannot be read start afresh. Undefined if one of those
 * is essential.
 *
 * @throws {NewerRecordError} if a newer version wrote it in another form: no part of it is replaced
 */
export function mendRecord(domain: string, stored: unknown): DomainRecord | undefined {
  const what = `the record of ${domain}`;
  try {
    const record = decode(what, mendableRecord, readable(what, stored));
    return record.domain === domain ? record : undefined;
  } catch (error) {
    if (error instanceof DamageError && !(error instanceof NewerRecordError)) return undefined;
    throw error;
  }
}

const versioned = v.object({ version: v.number() });

/** @throws {NewerRecordError} if the stored value's version is newer than this program can read */
function readable(what: string, stored: unknown): unknown {
  const value = storedValue(what, stored);
  const told = v.safeParse(versioned, value);
  if (told.success && told.output.version > RECORD_VERSION) {
    throw new NewerRecordError(what, told.output.version, RECORD_VERSION);
  }
  return value;
}
