import assert from 'node:assert/strict';
import { apply, type Outcome } from '../../../shared/lifecycle/apply.ts';
import { type DomainRecord, problemsOf } from '../../../shared/lifecycle/record.ts';
import {
  aRecord,
  at,
  type certificateRight,
  DAY,
  type dnsRight,
  T0,
} from '../../support/records.ts';

export const pending = aRecord({ alias: { state: 'pending', retry: { failures: 0, at: T0 } } });

export const removing = aRecord({
  alias: { state: 'removing', retry: { failures: 0, at: T0 }, forgetAt: T0 + 31 * DAY },
});

export const codes = (record: DomainRecord | undefined) =>
  record && problemsOf(record).map(({ code }) => code);

/** Applies outcomes one after another, each when the record is due for it. */
export function recordAfter(record: DomainRecord, ...outcomes: Outcome[]): DomainRecord {
  return outcomes.reduce((current, outcome) => {
    const now = Math.max(T0, current.nextCheckAt ?? T0);
    return apply(current, outcome, at(now)) ?? assert.fail('forgotten');
  }, record);
}

export const dns = (finding: typeof dnsRight): Outcome => ({ step: 'check-dns', finding });
export const cert = (finding: typeof certificateRight): Outcome => ({
  step: 'check-certificate',
  finding,
});
