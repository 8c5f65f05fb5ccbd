import { isCanonical } from '../domain-name.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { decodeRecord } from './record-codec.ts';
import type { Claim } from './store.ts';

/**
 * The claim on a domain that a store has just leased. A damaged record is not an error here: otherwise one
 * record would stop every sweep, and with it all other domains.
 *
 * @param stored the record, as the store holds it
 * @param before the token of the previous claim, unless that claim was released
 * @param mayBeUndone see {@link Claim}
 */
export function claimOn(
  domain: string,
  token: string,
  stored: unknown,
  before: unknown,
  mayBeUndone = false,
): Claim {
  const isTakenOver = typeof before === 'string';
  try {
    const record = decodeRecord(domain, stored);
    return { domain: record.domain, token, isTakenOver, mayBeUndone, record };
  } catch (error) {
    if (!isCanonical(domain)) throw error;
    return {
      domain,
      token,
      isTakenOver,
      mayBeUndone,
      get record(): DomainRecord {
        throw error;
      },
    };
  }
}
