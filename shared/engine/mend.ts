import type { DomainRecord } from '../lifecycle/record.ts';
import { DamageError } from '../store/damage-error.ts';
import type { Claim } from '../store/store.ts';
import type { Engine } from './engine.ts';

/** No site has this number, so no site's deletion is looked up. */
const NO_SITE = 0;

/**
 * The record of a claimed domain. The readable part of a damaged record is stored again, and a log line names
 * it.
 *
 * @throws {DamageError} if too little can be read to go on: the next event or reconciliation then decides
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
    log.error({ domain, err: error }, 'repaired: the unreadable parts of its record start afresh');
    return mended;
  }
}
