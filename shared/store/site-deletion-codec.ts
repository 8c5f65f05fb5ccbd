import type { Ordinal } from '../lifecycle/ordinal.ts';
import { TOMBSTONE_MS } from '../lifecycle/tombstone.ts';
import { DamageError } from './damage-error.ts';
import { decode, ordinal } from './stored-value.ts';

/**
 * The deletion of a site. One that is damaged occurred when it was recorded: no number is given to a second
 * site, and what is said of this one comes before that.
 *
 * @param forgetAt until when it is remembered, in milliseconds since the epoch; undefined if that is
 *   damaged as well, and then there is none
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
