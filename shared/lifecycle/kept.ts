/**
 * The cases in which a live stage in the multisite is kept although ours differs: while our check is not
 * finished; when our own check has never seen the domain right; and when our check has lost the domain since
 * and a person has put it back by hand.
 */

import { type DomainRecord, inStage } from './record.ts';
import { isFailed, isLive, isUnderway, type Stage } from './stage.ts';

type Ours = Pick<DomainRecord, 'stage' | 'seenRight'>;

/** Whether the stage in the multisite's item stays although ours differs. */
export function isToBeKept(there: Stage, ours: Ours): boolean {
  return (isLive(there) && isUnderway(ours.stage)) || isSetByHand(there, ours);
}

/** Whether the domain is live there for a reason that our check cannot see. */
export function isSetByHand(there: Stage, { stage, seenRight }: Ours): boolean {
  return isLive(there) && isFailed(stage) && seenRight === null;
}

/** The record once it takes over the multisite's stage, as if our check had seen nothing before. */
export function asSetByHand(record: DomainRecord, there: Stage, now: number): DomainRecord {
  return {
    ...inStage(record, there, 'the stage was set in the multisite', now),
    writtenStage: there,
    write: { failures: 0, at: now },
    dnsTries: 0,
    certificateTries: 0,
    failedAt: null,
    looksInVain: 0,
    lostSince: null,
    // The record may have given up looking.
    nextCheckAt: record.nextCheckAt ?? now,
  };
}
