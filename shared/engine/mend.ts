import type { DomainRecord } from '../lifecycle/record.ts';
import { DamageError } from '../store/damage-error.ts';
import type { Claim } from '../store/store.ts';
import type { Engine } from './engine.ts';

/** No site has this number: whether a site is deleted is not asked. */
const NO_SITE = 0;

/**
 * The record of a claimed domain. One that is damaged is stored as far as it can be read, and people are
 * told which one it is.
 *
 * @throws {DamageError} if that is not enough to go on with: the next event, or reconciliation, decides
 */
export async function recordOf(
  { store, log }: Pick<Engine, 'store' | 'log'>,
  claim: Claim,
): Promise<DomainRecord> {
  try {
    return claim.record;
  } catch (error) {
    if (!(error instanceof DamageError)) throw error;
    const { domain } = claim;
    const mended = await store.update(domain, NO_SITE, (known) => known && { ...known });
    if (!mended) throw error;
    log.error({ domain, err: error }, 'mended: what cannot be read of its record begins anew');
    return mended;
  }
}
