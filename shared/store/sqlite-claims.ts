import { randomUUID } from 'node:crypto';
import { dueAt } from '../lifecycle/next-step.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { claimOn } from './claim-on.ts';
import { DamageError } from './damage-error.ts';
import { decodeRecord } from './record-codec.ts';
import type { Database } from './sqlite-database.ts';
import { DUE, DUE_IN_SHARDS, FIRST_DUE, FIRST_DUE_IN_SHARDS } from './sqlite-due.ts';
import { readRecord, writeRecord } from './sqlite-records.ts';
import { type Change, type Claim, ClaimLostError, type Claims, latestEnd } from './store.ts';

/** The content of a domain's row. */
interface Content {
  /** The record in its JSON. */
  readonly stored: string;
  readonly record: DomainRecord;
}

/** The claims of a store on SQLite: a claim holds as long as its token is in the domain's row. */
export function sqliteClaims(database: Database): Claims {
  const { transaction } = database;
  /**
   * The last content that a worker has seen under its claim, so that its JSON is not parsed again and again.
   */
  const seen = new WeakMap<Claim, Content>();
  const remember = (claim: Claim, stored: unknown) => {
    try {
      if (typeof stored === 'string') seen.set(claim, { stored, record: claim.record });
    } catch (error) {
      // A damaged record cannot be read.
      if (!(error instanceof DamageError)) throw error;
    }
    return claim;
  };

  /** @throws {ClaimLostError} */
  function changeClaimed(claim: Claim, change: Change): DomainRecord | undefined {
    const { domain } = claim;
    const row = database.row('SELECT record, claim_token FROM domains WHERE domain = ?', domain);
    if (row?.claim_token !== claim.token) throw new ClaimLostError(domain);
    const last = seen.get(claim);
    const isSeen = last !== undefined && last.stored === row.record;
    const before = isSeen ? last.record : decodeRecord(domain, row.record);
    const after = change(before);
    if (!after) database.run('DELETE FROM domains WHERE domain = ?', domain);
    else if (after !== before) {
      seen.set(claim, { stored: writeRecord(database, after), record: after });
    }
    return after;
  }

  return {
    async claim(domain, now, leaseMs) {
      return transaction(() => {
        const row = database.row(
          `SELECT record, claim_token FROM domains
           WHERE domain = ? AND (claimed_until IS NULL OR claimed_until <= ? OR claimed_until > ?)`,
          domain,
          now,
          latestEnd(now, leaseMs),
        );
        if (!row) return undefined;
        const claim = claimOn(domain, randomUUID(), row.record, row.claim_token);
        lease(database, claim, now + leaseMs);
        return remember(claim, row.record);
      });
    },

    async claimDue(now, limit, leaseMs, shards) {
      const token = randomUUID();
      const [firstDue, due] = shards ? [FIRST_DUE_IN_SHARDS, DUE_IN_SHARDS] : [FIRST_DUE, DUE];
      const which = shards ? [JSON.stringify(shards)] : [];
      return transaction(() => {
        const take = (sql: string, most: number) => {
          const claims = database.rows(sql, now, most, ...which).map((row) => {
            const { domain, record, claim_token: theirs } = row;
            return remember(claimOn(String(domain), token, record, theirs, true), record);
          });
          for (const claim of claims) lease(database, claim, now + leaseMs);
          return claims;
        };
        const first = take(firstDue, limit);
        return first.length < limit ? [...first, ...take(due, limit - first.length)] : first;
      }, true);
    },

    async endFalseClaims(now, leaseMs) {
      database.run(
        'UPDATE domains SET claimed_until = ?, due_at = ? WHERE claimed_until > ?',
        now,
        now,
        latestEnd(now, leaseMs),
      );
    },

    async save(claim, change, claimUntil) {
      return transaction(() => {
        const after = changeClaimed(claim, change);
        if (after && claimUntil !== undefined) {
          database.run(
            'UPDATE domains SET claimed_until = ?, due_at = ? WHERE domain = ?',
            claimUntil,
            claimUntil,
            claim.domain,
          );
        }
        return after;
      });
    },

    async settle(claim, now, change = (record) => record, isRepeatable = false) {
      return transaction(() => {
        const record = changeClaimed(claim, change);
        if (!record) return undefined;
        const due = dueAt(record);
        if (due !== null && due <= now) return record;
        giveBack(database, record);
        return undefined;
      }, isRepeatable);
    },

    async abandon(claim) {
      await transaction(() => {
        const record = readRecord(database, claim.domain);
        if (record && holds(database, claim)) giveBack(database, record);
      });
    },
  };
}

/** An expired claim that nobody else has taken yet still holds. */
function holds(database: Database, { domain, token }: Claim): boolean {
  const row = database.row('SELECT claim_token FROM domains WHERE domain = ?', domain);
  return row?.claim_token === token;
}

function lease(database: Database, { domain, token }: Claim, until: number): void {
  database.run(
    'UPDATE domains SET claim_token = ?, claimed_until = ?, due_at = ? WHERE domain = ?',
    token,
    until,
    until,
    domain,
  );
}

function giveBack(database: Database, record: DomainRecord): void {
  database.run(
    'UPDATE domains SET claim_token = NULL, claimed_until = NULL, due_at = ? WHERE domain = ?',
    dueAt(record),
    record.domain,
  );
}
