/** A record once a call has ended, or was left by somebody who died, of which nobody knows what came. */

import { IN_DOUBT_FOR_MS } from './doubts.ts';
import type { Step } from './next-step.ts';
import { type DomainRecord, intentOf } from './record.ts';
import type { Stage } from './stage.ts';

export function addingInDoubt(record: DomainRecord, now: number): DomainRecord {
  return { ...record, doubts: { ...record.doubts, adding: now } };
}

export function removingInDoubt(record: DomainRecord, now: number): DomainRecord {
  return { ...record, doubts: { ...record.doubts, removing: now } };
}

/** The multisite may have any stage by now. */
export function writingInDoubt(record: DomainRecord, stage: Stage, now: number): DomainRecord {
  const { writing } = record.doubts;
  const isOther = writing !== null && writing.stage !== stage && now - writing.at < IN_DOUBT_FOR_MS;
  const doubt = { stage: isOther ? null : stage, at: now };
  return { ...record, writtenStage: null, doubts: { ...record.doubts, writing: doubt } };
}

export function reportingInDoubt(record: DomainRecord, stage: Stage): DomainRecord {
  // What was told for certain before is no news, but what may have been told since is.
  if (stage === record.reportedStage) return record;
  return { ...record, doubts: { ...record.doubts, reporting: stage } };
}

/** What is left of a step that was interrupted, or carried out when somebody else had the domain. */
export function stepInDoubt(record: DomainRecord, step: Step, now: number): DomainRecord {
  switch (step.type) {
    case 'add-alias':
      return addingInDoubt(record, now);
    case 'remove-alias':
      return removingInDoubt(record, now);
    case 'write-stage':
      return writingInDoubt(record, step.stage, now);
    case 'report':
      return reportingInDoubt(record, step.stage);
    default:
      return record;
  }
}

/**
 * The record once its domain was taken over from somebody of whom nobody knows what they were about to do:
 * what it says, or the opposite, if the intent has changed and nothing has come of that yet.
 */
export function takenOver(record: DomainRecord, now: number): DomainRecord {
  const { alias, stage, writtenStage } = record;
  const isMapped = intentOf(record) === 'mapped';
  const isUntried = 'retry' in alias && alias.retry.failures === 0;
  const added = isMapped || isUntried ? addingInDoubt(record, now) : record;
  const known = !isMapped || isUntried ? removingInDoubt(added, now) : added;
  return stage === writtenStage ? known : writingInDoubt(known, stage, now);
}
