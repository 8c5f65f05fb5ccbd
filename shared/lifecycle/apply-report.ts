import type { Circumstances } from './circumstances.ts';
import { reportingInDoubt } from './in-doubt.ts';
import type { DomainRecord } from './record.ts';
import { backoffMs } from './rest.ts';
import type { Stage } from './stage.ts';

/** A stage that was reported on the topic, with the site and the item's id that the domain had then. */
export interface StageReported {
  readonly stage: Stage;
  readonly siteId: number;
  readonly domainId: number | null;
  /** `failed`: it is unknown whether the topic accepted the message. */
  readonly result: 'told' | 'failed';
}

/** The record after a stage was reported on the topic. */
export function applyReported(
  record: DomainRecord,
  { stage, siteId, domainId, result }: StageReported,
  { now, random }: Circumstances,
): DomainRecord {
  // The domain was mapped again meanwhile, so no stage of the new mapping has been reported yet.
  if (siteId !== record.siteId || domainId !== record.domainId) return record;
  if (result === 'told') {
    const doubts = { ...record.doubts, reporting: null };
    return { ...record, reportedStage: stage, doubts, report: { failures: 0, at: now } };
  }
  const failures = record.report.failures + 1;
  const report = { failures, at: now + backoffMs(failures, random) };
  return { ...reportingInDoubt(record, stage), report };
}
