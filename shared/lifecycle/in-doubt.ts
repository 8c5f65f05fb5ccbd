/**
 * How a record changes when the result of a call is unknown: because the call was cut off, or its caller
 * died.
 */

import { IN_DOUBT_FOR_MS } from './doubts.ts';
import type { Step } from './next-step.ts';
import { type DomainRecord, intentOf } from './record.ts';
import type { Stage } from './stage.ts';
import { IN_DOUBT } from './telling.ts';

/** The record once a call to add the alias may still be carried out. */
export function addingInDoubt(record: DomainRecord, now: number): DomainRecord {
  return { ...record, doubts: { ...record.doubts, adding: now } };
}

/** The record once a call to remove the alias may still be carried out. */
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

/** The record once a stage may have been reported on the topic. */
export function reportingInDoubt(record: DomainRecord, stage: Stage): DomainRecord {
  // A stage that was certainly reported before leaves no doubt, but one that may have been reported since
  // does.
  if (stage === record.reportedStage) return record;
  return { ...record, doubts: { ...record.doubts, reporting: stage } };
}

/** The record once the plugin may have an older diagnosis, or none. */
export function tellingInDoubt(record: DomainRecord): DomainRecord {
  const { telling } = record;
  return telling === null ? record : { ...record, telling: { ...telling, told: IN_DOUBT } };
}

/**
 * How a record changes after the step was interrupted, or carried out while another worker had the domain.
 * Undefined if this leaves no doubt: a look changes nothing outside, a certificate may be requested again,
 * and forgetting concerns only our store.
 */
export function doubtOf(
  step: Step,
): ((record: DomainRecord, now: number) => DomainRecord) | undefined {
  switch (step.type) {
    case 'add-alias':
      return addingInDoubt;
    case 'remove-alias':
      return removingInDoubt;
    case 'write-stage':
      return (record, now) => writingInDoubt(record, step.stage, now);
    case 'report':
      return (record) => reportingInDoubt(record, step.stage);
    case 'tell-diagnosis':
      return tellingInDoubt;
    case 'check-dns':
    case 'check-certificate':
    case 'request-certificate':
    case 'forget':
      return undefined;
  }
}

/**
 * The record once its claim was taken over from a worker that never gave it back. That worker may have been
 * carrying out the record's current intent or, if the intent has changed meanwhile, the opposite.
 */
export function takenOver(record: DomainRecord, now: number): DomainRecord {
  const { alias, stage, writtenStage } = record;
  const isMapped = intentOf(record) === 'mapped';
  const isUntried = 'retry' in alias && alias.retry.failures === 0;
  const added = isMapped || isUntried ? addingInDoubt(record, now) : record;
  const known = !isMapped || isUntried ? removingInDoubt(added, now) : added;
  const told = reportingInDoubt(tellingInDoubt(known), stage);
  return stage === writtenStage ? told : writingInDoubt(told, stage, now);
}
