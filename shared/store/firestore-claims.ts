import { randomUUID } from 'node:crypto';
import type { CollectionReference, DocumentSnapshot } from '@google-cloud/firestore';
import { dueAt } from '../lifecycle/next-step.ts';
import type { Shard } from '../lifecycle/shard.ts';
import { claimOn } from './claim-on.ts';
import { claimedDocuments } from './firestore-claimed.ts';
import type { Connection } from './firestore-connection.ts';
import { type Lease, leased, leaseOf } from './firestore-document.ts';
import { isLostRace } from './firestore-error.ts';
import { type Claim, ClaimLostError, type Claims, latestEnd } from './store.ts';

/** The claims of a store on Firestore. */
export function firestoreClaims(connection: Connection, domains: CollectionReference): Claims {
  const { answer } = connection;
  const { remember, change: changeClaimed } = claimedDocuments(connection, domains);

  /** Takes a domain, unless another worker has written its document meanwhile. */
  async function take(document: DocumentSnapshot, lease: Lease): Promise<Claim | undefined> {
    const { ref, updateTime } = document;
    if (!updateTime) return undefined;
    try {
      const { writeTime } = await answer(ref.update(leased(lease), { lastUpdateTime: updateTime }));
      const before = leaseOf(document)?.token;
      const claim = claimOn(document.id, lease.token, document.get('record'), before);
      remember(claim, lease, writeTime);
      return claim;
    } catch (error) {
      if (isLostRace(error)) return undefined;
      throw error;
    }
  }

  /** The longest due first. */
  async function dueBy(
    field: 'dueAt' | 'firstDueAt',
    now: number,
    limit: number,
    shards: readonly Shard[] | undefined,
  ) {
    const among = shards ? domains.where('shard', 'in', shards) : domains;
    const { docs } = await answer(among.where(field, '<=', now).orderBy(field).limit(limit).get());
    // A version that does not know the other field does not change it when it claims a domain.
    return docs.filter((document) => document.get('dueAt') <= now);
  }

  /** The order matters only if more domains are due than the limit. */
  async function due(now: number, limit: number, shards: readonly Shard[] | undefined) {
    const found = await dueBy('dueAt', now, limit, shards);
    if (found.length < limit) return found;
    const first = await dueBy('firstDueAt', now, limit, shards);
    const comeFirst = new Set(first.map(({ id }) => id));
    return [...first, ...found.filter(({ id }) => !comeFirst.has(id))].slice(0, limit);
  }

  return {
    async claim(domain, now, leaseMs) {
      for (;;) {
        const document = await answer(domains.doc(domain).get());
        const theirs = leaseOf(document);
        const latest = latestEnd(now, leaseMs);
        const isTheirs = theirs !== undefined && theirs.until > now && theirs.until <= latest;
        if (!document.exists || isTheirs) return undefined;
        const claim = await take(document, { token: randomUUID(), until: now + leaseMs });
        if (claim) return claim;
      }
    },

    async claimDue(now, limit, leaseMs, shards) {
      const lease = { token: randomUUID(), until: now + leaseMs };
      for (;;) {
        const documents = await due(now, limit, shards);
        const takes = await Promise.allSettled(documents.map((document) => take(document, lease)));
        const claims = takes.flatMap((taken) =>
          taken.status === 'fulfilled' && taken.value ? [taken.value] : [],
        );
        // The domains that were claimed are advanced, whatever failed with the others, which stay due.
        if (claims.length > 0 || documents.length === 0) return claims;
        for (const taken of takes) if (taken.status === 'rejected') throw taken.reason;
        // Others have claimed all of them, so they are no longer due; more domains may be.
      }
    },

    async endFalseClaims(now, leaseMs) {
      const falseClaims = domains.where('claimedUntil', '>', latestEnd(now, leaseMs));
      const { docs } = await answer(falseClaims.get());
      for (const { ref, updateTime } of docs) {
        const ended = { claimedUntil: now, dueAt: now };
        await answer(ref.update(ended, { lastUpdateTime: updateTime })).catch((error: unknown) => {
          if (!isLostRace(error)) throw error;
        });
      }
    },

    async save(claim, change, claimUntil) {
      const { token } = claim;
      const longer = claimUntil === undefined ? undefined : { token, until: claimUntil };
      const saved = await changeClaimed(claim, ({ record, lease }) => {
        const after = change(record);
        return after && { record: after, lease: longer ?? lease };
      });
      return saved?.record;
    },

    async settle(claim, now, change = (record) => record) {
      const settled = await changeClaimed(claim, ({ record, lease }) => {
        const after = change(record);
        const due = after && dueAt(after);
        const isDue = typeof due === 'number' && due <= now;
        return after && { record: after, lease: isDue ? lease : undefined };
      });
      return settled?.lease && settled.record;
    },

    async abandon(claim) {
      try {
        await changeClaimed(claim, ({ record }) => ({ record, lease: undefined }));
      } catch (error) {
        if (!(error instanceof ClaimLostError)) throw error;
      }
    },
  };
}
