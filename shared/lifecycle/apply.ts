import type { CertificateFinding, DnsFinding } from '../problems/findings.ts';
import { type AliasOutcome, applyAliasAdded, applyAliasRemoved } from './apply-alias.ts';
import { applyCertificate, applyDns } from './apply-finding.ts';
import { applyReported, type StageReported } from './apply-report.ts';
import { applyStageWritten, type StageWritten } from './apply-write.ts';
import type { Circumstances } from './circumstances.ts';
import { aliasAssertedIfOverdue, applyCertificateRequested, askedOnceAllowed } from './issuance.ts';
import type { PutOff } from './put-off.ts';
import type { DomainRecord } from './record.ts';
import { applyDiagnosisTold, type DiagnosisTold, toBeTold } from './telling.ts';

/** The result of a step. */
export type Outcome =
  | { readonly step: 'add-alias'; readonly result: AliasOutcome | PutOff }
  | { readonly step: 'remove-alias'; readonly result: AliasOutcome | PutOff }
  | { readonly step: 'request-certificate'; readonly result: 'asked' | 'failed' | PutOff }
  | { readonly step: 'check-dns'; readonly finding: DnsFinding }
  | { readonly step: 'check-certificate'; readonly finding: CertificateFinding }
  | ({ readonly step: 'report' } & StageReported)
  | ({ readonly step: 'write-stage' } & StageWritten)
  | ({ readonly step: 'tell-diagnosis' } & DiagnosisTold)
  | { readonly step: 'forget' };

/**
 * The record after a step; undefined once it is forgotten. An event may have changed the record (its intent)
 * since the step began, so only the record's current state counts.
 */
export function apply(
  record: DomainRecord,
  outcome: Outcome,
  circumstances: Circumstances,
): DomainRecord | undefined {
  const after = applied(record, outcome, circumstances);
  return after && circumstances.tellsDiagnoses ? toBeTold(after, circumstances.now) : after;
}

function applied(
  record: DomainRecord,
  outcome: Outcome,
  circumstances: Circumstances,
): DomainRecord | undefined {
  switch (outcome.step) {
    case 'add-alias':
      return applyAliasAdded(record, outcome.result, circumstances);
    case 'remove-alias':
      return applyAliasRemoved(record, outcome.result, circumstances);
    case 'request-certificate':
      return applyCertificateRequested(record, outcome.result, circumstances);
    case 'check-dns': {
      const { finding } = outcome;
      return applyDns(askedOnceAllowed(record, finding), finding, circumstances);
    }
    case 'check-certificate': {
      const { finding } = outcome;
      const found = applyCertificate(record, finding, circumstances);
      return aliasAssertedIfOverdue(found, finding, circumstances);
    }
    case 'report':
      return applyReported(record, outcome, circumstances);
    case 'write-stage':
      return applyStageWritten(record, outcome, circumstances);
    case 'tell-diagnosis':
      return applyDiagnosisTold(record, outcome, circumstances);
    case 'forget':
      return record.alias.state === 'removed' && record.alias.forgetAt <= circumstances.now
        ? undefined
        : record;
  }
}
