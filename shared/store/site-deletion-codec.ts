import type { Ordinal } from '../lifecycle/ordinal.ts';
import { TOMBSTONE_MS } from '../lifecycle/tombstone.ts';
import { DamageError } from './damage-error.ts';
import { decode, ordinal } from './stored-value.ts';

/**
 * The deletion of a site. If its event is damaged, it counts from when it was recorded: no site's number is
 * used again, and everything said about this site comes before the deletion.
 *
 * @param forgetAt until when the deletion is remembered, in milliseconds since the epoch; undefined if this
 *   is damaged as well, and then there is no deletion
 */
export function decodeSiteDeletion(
  stored: unknown,
  forgetAt: number | undefined,
): Ordinal | undefined {
  try {
    return decode('the deletion of a site', ordinal, stored);
  } catch (error) {
    if (!(error instanceof DamageError)) throw error;
    return forgetAt === undefined ? undefined : { occurredAt: forgetAt - TOMBSTONE_MS, id: '' };
  }
}
