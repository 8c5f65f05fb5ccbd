import type { DomainRecord } from '../lifecycle/record.ts';
import { DamageError, NewerRecordError } from './damage-error.ts';
import { decodeRecord, mendRecord } from './record-codec.ts';

/** A domain whose record cannot be read. */
export interface Damaged {
  readonly domain: string;
  /** Names the domain and the first field that does not fit. */
  readonly reason: string;
  /** Set if nothing is wrong with the record except that a newer version wrote it: it must stay unchanged. */
  readonly isNewer?: true;
}

/**
 * The record, or the readable part of a damaged one, if that is enough; undefined otherwise.
 *
 * @throws {NewerRecordError} if a newer version wrote it in another form
 */
export function decodeOrMend(domain: string, stored: unknown): DomainRecord | undefined {
  try {
    return decodeRecord(domain, stored);
  } catch (error) {
    if (error instanceof DamageError) return mendRecord(domain, stored);
    throw error;
  }
}

/**
 * The records that can be read, and those that cannot: one damaged record does not prevent the listing of
 * others.
 */
export function decodeEach(
  stored: readonly { readonly domain: string; readonly record: unknown }[],
): { readonly records: readonly DomainRecord[]; readonly damaged?: readonly Damaged[] } {
  const records: DomainRecord[] = [];
  const damaged: Damaged[] = [];
  for (const { domain, record } of stored) {
    try {
      records.push(decodeRecord(domain, record));
    } catch (error) {
      if (!(error instanceof DamageError)) throw error;
      const isNewer = error instanceof NewerRecordError && ({ isNewer: true } as const);
      damaged.push({ domain, reason: error.message, ...isNewer });
    }
  }
  return damaged.length === 0 ? { records } : { records, damaged };
}
