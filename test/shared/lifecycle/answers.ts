import fc from 'fast-check';
import type { Outcome } from '../../../shared/lifecycle/apply.ts';
import type { AliasOutcome } from '../../../shared/lifecycle/apply-alias.ts';
import type { WriteResult } from '../../../shared/lifecycle/apply-write.ts';
import type { Step } from '../../../shared/lifecycle/next-step.ts';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import { STAGES } from '../../../shared/lifecycle/stage.ts';
import type { TellingResult } from '../../../shared/lifecycle/telling.ts';
import type { CertificateFinding, DnsFinding } from '../../../shared/problems/findings.ts';
import {
  at,
  certificateMissing,
  certificateRight,
  certificateUnseen,
  DAY,
  dnsRight,
  dnsSilent,
  dnsWrong,
  HOUR,
  MINUTE,
} from '../../support/records.ts';

const aliasOutcome: fc.Arbitrary<AliasOutcome> = fc
  .tuple(
    fc.oneof(
      fc.constant({ kind: 'done' } as const),
      fc.constant({ kind: 'refused', reason: 'no' } as const),
      fc.constant({ kind: 'unauthorized' } as const),
      fc.record({
        kind: fc.constant('failed' as const),
        reason: fc.constant('HTTP 500'),
        retryAfterMs: fc.constantFrom(undefined, 1, HOUR, 2 * DAY),
      }),
    ),
    fc.boolean(),
  )
  .map(([outcome, inDoubt]) => ({ ...outcome, inDoubt }));

/** Credentials that are refused are not tried again for some minutes. */
const writeResult: fc.Arbitrary<WriteResult | 'unauthorized'> = fc.oneof(
  fc.record({ kind: fc.constantFrom('written', 'gone', 'not-configured', 'refused') }),
  fc.record({ kind: fc.constant('kept'), there: fc.constantFrom(...STAGES) }),
  fc.constant('unauthorized' as const),
  fc.record({
    kind: fc.constant('failed'),
    retryAfterMs: fc.constantFrom(undefined, 1, HOUR),
    inDoubt: fc.boolean(),
  }),
);

/** `until` of a call that is put off is counted from the time of its outcome. */
export const tellingResult: fc.Arbitrary<TellingResult> = fc.oneof(
  fc.record({ kind: fc.constantFrom('told', 'absent', 'not-configured') }),
  fc.record({ kind: fc.constantFrom('put-off', 'overtaken'), until: fc.constant(0) }),
  fc.record({
    kind: fc.constant('failed'),
    retryAfterMs: fc.constantFrom(undefined, 1, HOUR),
    inDoubt: fc.boolean(),
  }),
);

export const dnsPartlyHere: DnsFinding = { ...dnsWrong, visitors: 'here' };
export const dnsUnproven: DnsFinding = { ...dnsWrong, visitors: 'elsewhere-unless-proxied' };
export const dnsOnItsWay: DnsFinding = { ...dnsSilent, usesNoTry: { ttlSeconds: 600 } };
export const ourSilence: DnsFinding = { ...dnsSilent, usesNoTry: {} };
export const certificatePartlyWrong: CertificateFinding = {
  ...certificateMissing,
  wrongEverywhere: false,
};

/** The multisite of these histories is told how its domains stand. */
export const telling = (now: number) => ({ ...at(now), tellsDiagnoses: true });

/** How the world answers, whatever the step. */
export const answers = fc.record({
  alias: aliasOutcome,
  /** How long after it a call in doubt is carried out once more, in milliseconds. */
  lateMs: fc.constantFrom(1, 8000, HOUR, DAY - 1),
  dns: fc.constantFrom(
    dnsRight,
    dnsWrong,
    dnsSilent,
    dnsPartlyHere,
    dnsUnproven,
    dnsOnItsWay,
    ourSilence,
  ),
  certificate: fc.constantFrom(
    certificateRight,
    certificateMissing,
    certificateUnseen,
    certificatePartlyWrong,
  ),
  asked: fc.constantFrom('asked' as const, 'failed' as const),
  told: fc.constantFrom('told' as const, 'failed' as const),
  written: writeResult,
  diagnosis: tellingResult,
});
export type Answers = typeof answers extends fc.Arbitrary<infer Value> ? Value : never;

export const allGood: Answers = {
  alias: { kind: 'done' },
  lateMs: 0,
  dns: dnsRight,
  certificate: certificateRight,
  asked: 'asked',
  told: 'told',
  written: { kind: 'written' as const },
  diagnosis: { kind: 'told' as const },
};

export function outcomeOf(record: DomainRecord, step: Step, answer: Answers, now: number): Outcome {
  const { siteId: site, domainId } = record;
  switch (step.type) {
    case 'add-alias':
      return { step: step.type, result: answer.alias };
    case 'remove-alias':
      return { step: step.type, result: answer.alias };
    case 'request-certificate':
      return { step: step.type, result: answer.asked };
    case 'check-dns':
      return { step: step.type, finding: answer.dns };
    case 'check-certificate':
      return { step: step.type, finding: answer.certificate };
    case 'report':
      return { step: step.type, stage: step.stage, siteId: site, domainId, result: answer.told };
    case 'write-stage': {
      const { stage, after } = step;
      const { written } = answer;
      const result =
        written === 'unauthorized' ? { kind: written, until: now + 5 * 60_000 } : written;
      return { step: step.type, stage, after, knownId: domainId, domainId, result };
    }
    case 'tell-diagnosis': {
      const { fingerprint } = step;
      const { diagnosis } = answer;
      const result = 'until' in diagnosis ? { ...diagnosis, until: now + MINUTE } : diagnosis;
      return { step: step.type, fingerprint, result };
    }
    case 'forget':
      return { step: step.type };
  }
}
