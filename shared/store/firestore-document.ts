import { isDeepStrictEqual } from 'node:util';
import type { DocumentSnapshot } from '@google-cloud/firestore';
import { otherSitesOf } from '../lifecycle/holder.ts';
import { marksOf } from '../lifecycle/marks.ts';
import { dueAt } from '../lifecycle/next-step.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { shardOf } from '../lifecycle/shard.ts';
import { decodeOrMend } from './damage.ts';
import { decodeRecord, encodeRecord } from './record-codec.ts';
import { type Claim, ClaimLostError, comesFirst, liveLookOf, mappedStageOf } from './store.ts';

/** The collections. `infra/deploy/inventory.sh` names those that are deployed with the store as well. */
export const COLLECTIONS = {
  domains: 'domains',
  siteDeletions: 'siteDeletions',
  settings: 'settings',
  reconciliationSheets: 'reconciliationSheets',
} as const;

/** How long a domain is claimed: until `until`, in milliseconds since the epoch. */
export interface Lease {
  readonly token: string;
  readonly until: number;
}

/** The content of a domain's document. */
export interface Held {
  readonly record: DomainRecord;
  /** Undefined once the claim is given back. */
  readonly lease: Lease | undefined;
}

/**
 * The document of a domain: its record, and beside it the fields that are queried. `dueAt` is when the
 * record next needs a step or, while the domain is claimed, when the claim expires: so one index answers
 * which domains may be claimed now. `firstDueAt` is the same for domains that come first and are not
 * claimed. Documents of a version without `marks` or `shard` get these when they are next written; domains
 * that are looked at daily have them within a day. Firestore may delete the document at `expireAt`, if its
 * policy says so.
 */
export function toDocument(record: DomainRecord, lease: Lease | undefined) {
  const { domain, siteId, alias } = record;
  return {
    domain,
    siteId,
    otherSites: otherSitesOf(record),
    mappedStage: mappedStageOf(record),
    marks: marksOf(record),
    shard: shardOf(record),
    ...liveLookOf(record),
    ...(lease ? leased(lease) : notLeased(record)),
    ...(alias.state === 'removed' ? { expireAt: new Date(alias.forgetAt) } : {}),
    record: encodeRecord(record),
  };
}

/** The fields of a document that mark its domain as claimed. */
export function leased({ token, until }: Lease) {
  return { claimToken: token, claimedUntil: until, dueAt: until, firstDueAt: null };
}

/** The same fields once the domain is not claimed. */
export function notLeased(record: DomainRecord) {
  const due = dueAt(record);
  const firstDueAt = comesFirst(record) ? due : null;
  return { claimToken: null, claimedUntil: null, dueAt: due, firstDueAt };
}

/** The lease in a document, which may have expired. */
export function leaseOf(document: DocumentSnapshot | undefined): Lease | undefined {
  const token: unknown = document?.get('claimToken');
  const until: unknown = document?.get('claimedUntil');
  return typeof token === 'string' && typeof until === 'number' ? { token, until } : undefined;
}

/** The record in a document; undefined if there is no such document. */
export function recordIn(document: DocumentSnapshot | undefined): DomainRecord | undefined {
  return document?.exists ? decodeRecord(document.id, document.get('record')) : undefined;
}

/** The same; of a damaged record, whatever can be read. */
export function mendedRecordIn(document: DocumentSnapshot | undefined): DomainRecord | undefined {
  return document?.exists ? decodeOrMend(document.id, document.get('record')) : undefined;
}

/** Whether a document has this content; undefined stands for no document. */
export function hasContent(document: DocumentSnapshot, content: Held | undefined): boolean {
  if (!content || !document.exists) return !content && !document.exists;
  const { record, lease } = content;
  const stored: unknown = JSON.parse(JSON.stringify(encodeRecord(record)));
  return (
    isDeepStrictEqual(leaseOf(document), lease) && isDeepStrictEqual(document.get('record'), stored)
  );
}

/** Whether the claim still holds. An expired claim does, until somebody else claims the domain. */
function isHeld(claim: Claim, document: DocumentSnapshot): boolean {
  return leaseOf(document)?.token === claim.token;
}

/** @throws {ClaimLostError} */
export function claimedRecordIn(document: DocumentSnapshot, claim: Claim): DomainRecord {
  const record = isHeld(claim, document) ? recordIn(document) : undefined;
  if (!record) throw new ClaimLostError(claim.domain);
  return record;
}
