import type { CollectionReference, Timestamp, UpdateData } from '@google-cloud/firestore';
import { DamageError } from './damage-error.ts';
import type { Connection } from './firestore-connection.ts';
import {
  claimedRecordIn,
  type Held,
  hasContent,
  type Lease,
  leased,
  leaseOf,
  notLeased,
  toDocument,
} from './firestore-document.ts';
import { isLostRace } from './firestore-error.ts';
import type { Claim } from './store.ts';

/** What was to be written; undefined if the document was to be deleted. */
interface Tried {
  readonly after: Held | undefined;
}

/**
 * The documents of claimed domains. The worker that claimed a domain was the last to write its document, and
 * knows its content. So the result of a step is written without reading the document again, on the condition
 * that nobody else has written it since. Otherwise, for example after an event, the document is read and
 * written in a transaction. If the answer to a write is lost, Google's client retries it; the conflicting write
 * is then our own, and its change is not made twice.
 */
export function claimedDocuments(
  { answer, transaction, absent }: Connection,
  domains: CollectionReference,
) {
  const known = new WeakMap<Claim, { readonly held: Held; readonly writtenAt: Timestamp }>();

  /** The fields of a document that change; undefined if none does. */
  function news(before: Held, after: Held): UpdateData<object> | undefined {
    const { record, lease } = after;
    if (record !== before.record) return { expireAt: absent, ...toDocument(record, lease) };
    if (lease !== before.lease) return lease ? leased(lease) : notLeased(record);
    return undefined;
  }

  function remember(claim: Claim, lease: Lease, writtenAt: Timestamp): void {
    try {
      known.set(claim, { held: { record: claim.record, lease }, writtenAt });
    } catch (error) {
      // The record may have been mended meanwhile.
      if (!(error instanceof DamageError)) throw error;
    }
  }

  /** Tries to write the document as last known; if that fails, or nothing is known, it must be read. */
  async function changeKnown(
    claim: Claim,
    change: (held: Held) => Held | undefined,
  ): Promise<(Tried & { readonly isWritten: boolean }) | undefined> {
    const last = known.get(claim);
    if (!last) return undefined;
    const { held: before, writtenAt } = last;
    const after = change(before);
    const fields = after && news(before, after);
    if (after && !fields) return undefined;
    const ref = domains.doc(claim.domain);
    const unchanged = { lastUpdateTime: writtenAt };
    known.delete(claim);
    try {
      const { writeTime } = await answer(
        fields ? ref.update(fields, unchanged) : ref.delete(unchanged),
      );
      if (after?.lease) known.set(claim, { held: after, writtenAt: writeTime });
      return { after, isWritten: true };
    } catch (error) {
      if (isLostRace(error)) return { after, isWritten: false };
      throw error;
    }
  }

  return {
    /** To be called when a domain has just been claimed. */
    remember,

    /**
     * @param change makes the new content from the newest; undefined deletes the document. It may be called
     *   more than once
     * @throws {ClaimLostError}
     */
    async change(
      claim: Claim,
      change: (held: Held) => Held | undefined,
    ): Promise<Held | undefined> {
      const changed = await changeKnown(claim, change);
      if (changed?.isWritten) return changed.after;
      let tried: Tried | undefined = changed;
      return transaction(claim.domain, async (tx) => {
        const document = await tx.get(domains.doc(claim.domain));
        if (tried && hasContent(document, tried.after)) return tried.after;
        const before = { record: claimedRecordIn(document, claim), lease: leaseOf(document) };
        const after = change(before);
        tried = { after };
        const fields = after && news(before, after);
        if (!after) tx.delete(document.ref);
        else if (fields) tx.update(document.ref, fields);
        return after;
      });
    },
  };
}
