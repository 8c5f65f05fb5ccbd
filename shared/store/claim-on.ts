import { isCanonical } from '../domain-name.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { decodeRecord } from './record-codec.ts';
import type { Claim } from './store.ts';

/**
 * The claim on a domain that a store has just leased. Were a damaged record an error here already,
 * no sweep would get past it, and one record would keep all the others from being advanced.
 *
 * @param stored the record, as the store holds it
 * @param before the token of the claim before, unless it was given back
 */
export function claimOn(domain: string, token: string, stored: unknown, before: unknown): Claim {
  const isTakenOver = typeof before === 'string';
  try {
    const record = decodeRecord(domain, stored);
    return { domain: record.domain, token, isTakenOver, record };
  } catch (error) {
    if (!isCanonical(domain)) throw error;
    return {
      domain,
      token,
      isTakenOver,
      get record(): DomainRecord {
        throw error;
      },
    };
  }
}
