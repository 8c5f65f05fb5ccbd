import type { CertificateFinding, DnsFinding } from '../problems/findings.ts';
import { type AliasOutcome, applyAliasAdded, applyAliasRemoved } from './apply-alias.ts';
import { applyCertificate, applyDns } from './apply-finding.ts';
import { applyReported, type StageReported } from './apply-report.ts';
import { applyStageWritten, type StageWritten } from './apply-write.ts';
import type { Circumstances } from './circumstances.ts';
import type { DomainRecord } from './record.ts';
import { backoffMs, CERTIFICATE_REQUEST_MS } from './rest.ts';

/** What came of a step. */
export type Outcome =
  | { readonly step: 'add-alias'; readonly result: AliasOutcome }
  | { readonly step: 'remove-alias'; readonly result: AliasOutcome }
  | { readonly step: 'request-certificate'; readonly result: 'asked' | 'failed' }
  | { readonly step: 'check-dns'; readonly finding: DnsFinding }
  | { readonly step: 'check-certificate'; readonly finding: CertificateFinding }
  | ({ readonly step: 'report' } & StageReported)
  | ({ readonly step: 'write-stage' } & StageWritten)
  | { readonly step: 'forget' };

/**
 * The record after a step; undefined once it is forgotten. The record may have changed since the
 * step was begun (the intent, by an event), so nothing is assumed of it but what it says now.
 */
export function apply(
  record: DomainRecord,
  outcome: Outcome,
  circumstances: Circumstances,
): DomainRecord | undefined {
  const { now, random } = circumstances;
  switch (outcome.step) {
    case 'add-alias':
      return applyAliasAdded(record, outcome.result, circumstances);
    case 'remove-alias':
      return applyAliasRemoved(record, outcome.result, circumstances);
    case 'request-certificate': {
      const waitMs = outcome.result === 'asked' ? CERTIFICATE_REQUEST_MS : backoffMs(1, random);
      return { ...record, certificateRequestAt: now + waitMs };
    }
    case 'check-dns':
      return applyDns(record, outcome.finding, circumstances);
    case 'check-certificate':
      return applyCertificate(record, outcome.finding, circumstances);
    case 'report':
      return applyReported(record, outcome, circumstances);
    case 'write-stage':
      return applyStageWritten(record, outcome, circumstances);
    case 'forget':
      return record.alias.state === 'removed' && record.alias.forgetAt <= now ? undefined : record;
  }
}
