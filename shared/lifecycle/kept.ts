/**
 * What the multisite has live is not taken down on our word alone: while our check is not finished, and
 * when our own check has not once seen the domain right, or has lost it since and a person has put it
 * back by hand.
 */

import { type DomainRecord, inStage } from './record.ts';
import { isFailed, isLive, isUnderway, type Stage } from './stage.ts';

type Ours = Pick<DomainRecord, 'stage' | 'seenRight'>;

/** Whether what the multisite's record says is not to be replaced by our stage, though it differs. */
export function isToBeKept(there: Stage, ours: Ours): boolean {
  return (isLive(there) && isUnderway(ours.stage)) || isSetByHand(there, ours);
}

/** Whether it is live there for a reason that our check does not see. */
export function isSetByHand(there: Stage, { stage, seenRight }: Ours): boolean {
  return isLive(there) && isFailed(stage) && seenRight === null;
}

/** The record once the multisite's own word is taken for its stage, as if nothing was seen before. */
export function asSetByHand(record: DomainRecord, there: Stage, now: number): DomainRecord {
  return {
    ...inStage(record, there, 'the multisite has it so', now),
    writtenStage: there,
    write: { failures: 0, at: now },
    dnsTries: 0,
    certificateTries: 0,
    failedAt: null,
    looksInVain: 0,
    lostSince: null,
    // It may have been looked at in vain for too long.
    nextCheckAt: record.nextCheckAt ?? now,
  };
}
