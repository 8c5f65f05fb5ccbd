import { assertAgainAt } from './doubts.ts';
import { isCertificateToBeAskedFor } from './issuance.ts';
import { earliestLook } from './look-time.ts';
import type { Ordinal } from './ordinal.ts';
import { type DomainRecord, lastHeard } from './record.ts';
import type { Stage } from './stage.ts';
import { fingerprintOf, tellAt } from './telling.ts';

/** The one thing that a record needs next. */
export type Step =
  | { readonly type: 'add-alias' }
  | { readonly type: 'remove-alias' }
  | { readonly type: 'request-certificate' }
  | { readonly type: 'check-dns' }
  | { readonly type: 'check-certificate'; readonly addresses: readonly string[] }
  | { readonly type: 'report'; readonly stage: Stage; readonly previousStage: Stage }
  | {
      readonly type: 'write-stage';
      readonly stage: Stage;
      /** The newest event that was heard before the step. */
      readonly after: Ordinal;
    }
  | {
      readonly type: 'tell-diagnosis';
      /** The fingerprint of the diagnosis that is told. */
      readonly fingerprint: string;
    }
  | { readonly type: 'forget' };

/** Nothing to do before `until` (milliseconds since the epoch); nothing ever if it is null. */
export interface Rest {
  readonly type: 'rest';
  readonly until: number | null;
}

/** How long the addresses that the DNS check saw may be used by the certificate check. */
const ADDRESSES_FRESH_MS = 60_000;

/** Decides what the record needs now. Every action of the system is decided in this function. */
export function nextStep(record: DomainRecord, now: number): Step | Rest {
  const due = agenda(record).find(({ at }) => at <= now);
  return due ? due.step(now) : { type: 'rest', until: dueAt(record) };
}

/** When the record next needs a step, in milliseconds since the epoch; null if never. */
export function dueAt(record: DomainRecord): number | null {
  const times = agenda(record).map(({ at }) => at);
  return times.length === 0 ? null : Math.min(...times);
}

interface Item {
  readonly at: number;
  readonly step: (now: number) => Step;
}

/** Everything that is still to be done, in order of urgency. */
function agenda(record: DomainRecord): Item[] {
  const { alias, stage, report, writtenStage, write } = record;
  switch (alias.state) {
    case 'removed':
      return [
        { at: alias.forgetAt, step: () => ({ type: 'forget' }) },
        ...assertedAgain(record, record.doubts.adding, { type: 'remove-alias' }),
        ...told(record),
      ];
    case 'removing':
      return [{ at: alias.retry.at, step: () => ({ type: 'remove-alias' }) }, ...told(record)];
  }

  const items: Item[] = [];
  const previousStage = toldBefore(record);
  if (stage !== previousStage) {
    items.push({ at: report.at, step: () => ({ type: 'report', stage, previousStage }) });
  }
  // Checks wait for the alias: without it Closte issues no certificate, and tries would be wasted.
  if (alias.state === 'pending') {
    items.push({ at: alias.retry.at, step: () => ({ type: 'add-alias' }) });
  } else {
    const lookAt = earliestLook(record);
    if (lookAt !== null) items.push({ at: lookAt, step: (now) => check(record, now) });
    items.push(...assertedAgain(record, record.doubts.removing, { type: 'add-alias' }));
  }
  // Writing follows the checks: if one stage follows another at once, only the last one is written.
  const writeAt = stage === writtenStage ? writtenAgainAt(record) : write.at;
  if (writeAt !== null) {
    items.push({
      at: writeAt,
      step: () => ({ type: 'write-stage', stage, after: lastHeard(record) }),
    });
  }
  return [...items, ...told(record)];
}

/** The diagnosis comes last: if several changes follow at once, only the last is sent. */
function told(record: DomainRecord): Item[] {
  const at = tellAt(record);
  if (at === null) return [];
  return [{ at, step: () => ({ type: 'tell-diagnosis', fingerprint: fingerprintOf(record) }) }];
}

/** The stage that was reported on the topic last, as far as is known. */
function toldBefore({ stage, reportedStage, doubts: { reporting } }: DomainRecord): Stage {
  return reporting === null || reporting === stage ? reportedStage : reporting;
}

/** When a written stage is looked at again, since a call in doubt may have replaced it. */
function writtenAgainAt({ stage, write, doubts: { writing } }: DomainRecord): number | null {
  if (writing === null || writing.stage === stage) return null;
  return write.failures > 0 ? write.at : assertAgainAt(writing.at, write.at);
}

/**
 * When an answer that Closte gave before is asserted once more.
 *
 * @param inDoubt since when a call that may undo it has been in doubt
 */
function assertedAgain(
  { aliasSeenAt, assertAgain }: DomainRecord,
  inDoubt: number | null,
  step: Step,
): Item[] {
  const byDoubt = assertAgainAt(inDoubt, aliasSeenAt) ?? Number.POSITIVE_INFINITY;
  const hasFailed = assertAgain !== null && assertAgain.failures > 0;
  const at = hasFailed ? assertAgain.at : Math.min(byDoubt, assertAgain?.at ?? byDoubt);
  return at === Number.POSITIVE_INFINITY ? [] : [{ at, step: () => step }];
}

/** DNS first; then, once it is right, the certificate, which Closte is asked for beforehand. */
function check(record: DomainRecord, now: number): Step {
  const { seen } = record;
  if (!seen || now - seen.at >= ADDRESSES_FRESH_MS) return { type: 'check-dns' };

  if (isCertificateToBeAskedFor(record, now)) return { type: 'request-certificate' };
  return { type: 'check-certificate', addresses: seen.addresses };
}
