import assert from 'node:assert/strict';
import { apply } from '../../../shared/lifecycle/apply.ts';
import { recordCheckRequest } from '../../../shared/lifecycle/intent.ts';
import { nextStep } from '../../../shared/lifecycle/next-step.ts';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import { recordProblem } from '../../../shared/problems/catalogue.ts';
import type { DnsFinding } from '../../../shared/problems/findings.ts';
import {
  aRecord,
  at,
  certificateMissing,
  certificateRight,
  certificateUnseen,
  dnsRight,
  dnsSilent,
  HOUR,
  MINUTE,
  shop,
  T0,
} from '../../support/records.ts';

const caaForbids = recordProblem(
  'caa-forbids-issuer',
  { name: shop, at: shop, authority: 'letsencrypt.org', records: ['0 issue ";"'] },
  { who: 'customer', create: [], remove: [], replace: [] },
);
const forbidden: DnsFinding = { ...dnsRight, problems: [caaForbids] };
const stage = 'checking-ssl-cert';
const waiting = (change: Partial<DomainRecord> = {}) =>
  aRecord({ stage, reportedStage: stage, aliasSeenAt: T0, ...change });

const looked = (record: DomainRecord, finding: DnsFinding) =>
  apply(record, { step: 'check-dns', finding }, at(T0)) ?? assert.fail();

describe('a certificate', () => {
  it('is not asked for while CAA forbids that it is issued', () => {
    assert.equal(nextStep(looked(waiting(), forbidden), T0).type, 'check-certificate');
    assert.equal(nextStep(looked(waiting(), dnsRight), T0).type, 'request-certificate');
  });

  it('is asked for again from the time at which that is due', () => {
    const seen = looked(waiting({ certificateRequestAt: T0 + 1 }), dnsRight);
    assert.equal(nextStep(seen, T0).type, 'check-certificate');
    assert.equal(nextStep(seen, T0 + 1).type, 'request-certificate');
  });

  it('is asked for again as soon as CAA allows it, even if it was asked for today', () => {
    const asked = waiting({ certificateRequestAt: T0 + HOUR });
    assert.equal(nextStep(looked(asked, dnsRight), T0).type, 'check-certificate');
    const allowed = looked(looked(asked, forbidden), dnsRight);
    assert.equal(nextStep(allowed, T0).type, 'request-certificate');
  });

  it('is asked for again as soon as a person asks, even if it was asked for today', () => {
    const asked = waiting({ certificateRequestAt: T0 + HOUR });
    const heard = recordCheckRequest(asked, { occurredAt: T0 + 1, id: 'a' }, T0 + 1);
    const written: DomainRecord = { ...heard, writtenStage: stage };
    assert.equal(nextStep(looked(written, dnsRight), T0 + 1).type, 'request-certificate');
  });

  const looks = [
    ['is overdue', {}, certificateMissing, true],
    ['was bad before that', { stage: 'done', reportedStage: 'done' }, certificateMissing, true],
    ['is right', {}, certificateRight, false],
    ['could not be seen', {}, certificateUnseen, false],
    [
      'may not be issued',
      { problems: { ...aRecord().problems, dns: [caaForbids] } },
      certificateMissing,
      false,
    ],
    ['cannot come from Closte', { alias: { state: 'rejected' } }, certificateMissing, false],
    ['was not awaited long', { aliasSeenAt: T0 + MINUTE }, certificateMissing, false],
  ] as const;
  for (const [what, change, finding, isAsserted] of looks) {
    it(`that ${what} has the alias ${isAsserted ? 'asserted again' : 'left alone'}`, () => {
      const outcome = { step: 'check-certificate', finding } as const;
      const record = apply(waiting(change), outcome, at(T0 + HOUR));
      assert.equal(record?.assertAgain?.at, isAsserted ? T0 + HOUR : undefined);
    });
  }

  it('that is missing does not hasten the retry of an alias that could not be asserted', () => {
    const assertAgain = { failures: 3, at: T0 + 9 * HOUR };
    const outcome = { step: 'check-certificate', finding: certificateMissing } as const;
    const record = apply(waiting({ assertAgain }), outcome, at(T0 + HOUR));
    assert.deepEqual(record?.assertAgain, assertAgain);
  });

  it('is not forbidden by CAA records that could not be looked up', () => {
    const asked = waiting({ certificateRequestAt: T0 + HOUR });
    const silent = looked(looked(asked, forbidden), dnsSilent);
    assert.equal(looked(silent, forbidden).certificateRequestAt, T0 + HOUR);
  });
});
