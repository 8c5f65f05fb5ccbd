import type { Circumstances } from './circumstances.ts';
import { reportingInDoubt } from './in-doubt.ts';
import type { DomainRecord } from './record.ts';
import { backoffMs } from './rest.ts';
import type { Stage } from './stage.ts';

/** A stage that the topic was told, of the site and the multisite's record that it had then. */
export interface StageReported {
  readonly stage: Stage;
  readonly siteId: number;
  readonly domainId: number | null;
  /** `failed`: nobody knows whether it was told. */
  readonly result: 'told' | 'failed';
}

export function applyReported(
  record: DomainRecord,
  { stage, siteId, domainId, result }: StageReported,
  { now, random }: Circumstances,
): DomainRecord {
  // Mapped anew meanwhile: whoever waits for news of that has not been told any.
  if (siteId !== record.siteId || domainId !== record.domainId) return record;
  if (result === 'told') {
    const doubts = { ...record.doubts, reporting: null };
    return { ...record, reportedStage: stage, doubts, report: { failures: 0, at: now } };
  }
  const failures = record.report.failures + 1;
  const report = { failures, at: now + backoffMs(failures, random) };
  return { ...reportingInDoubt(record, stage), report };
}
