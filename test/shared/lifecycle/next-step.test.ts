import assert from 'node:assert/strict';
import { dueAt, nextStep } from '../../../shared/lifecycle/next-step.ts';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import { aRecord, certificateMissing, DAY, MINUTE, SECOND, T0 } from '../../support/records.ts';

const retry = (at: number) => ({ failures: 1, at });
const seen = { addresses: ['203.0.113.7'], at: T0 - SECOND, begunAt: T0 - 2 * SECOND };

describe('the next step', () => {
  const steps: [what: string, record: Partial<DomainRecord>, step: ReturnType<typeof nextStep>][] =
    [
      [
        'of a new domain is to add its alias',
        { alias: { state: 'pending', retry: retry(T0) } },
        { type: 'add-alias' },
      ],
      [
        'after Closte failed is to wait, and not to check',
        { alias: { state: 'pending', retry: retry(T0 + 1) } },
        { type: 'rest', until: T0 + 1 },
      ],
      ['once the alias is added is to check DNS', {}, { type: 'check-dns' }],
      [
        'once Closte has refused the alias is to check DNS',
        { alias: { state: 'rejected' } },
        { type: 'check-dns' },
      ],
      [
        'once DNS was seen right is to ask for the certificate',
        { stage: 'checking-ssl-cert', reportedStage: 'checking-ssl-cert', seen },
        { type: 'request-certificate' },
      ],
      [
        'once the certificate was asked for is to check it, at the addresses that were seen',
        {
          stage: 'checking-ssl-cert',
          reportedStage: 'checking-ssl-cert',
          seen,
          certificateRequestAt: T0 + 1,
        },
        { type: 'check-certificate', addresses: seen.addresses },
      ],
      [
        'does not ask for the certificate of a domain that Closte refused',
        {
          alias: { state: 'rejected' },
          stage: 'checking-ssl-cert',
          reportedStage: 'checking-ssl-cert',
          seen,
        },
        { type: 'check-certificate', addresses: seen.addresses },
      ],
      [
        'of a domain without its certificate for long is to ask for it again',
        { stage: 'ssl-failed', reportedStage: 'ssl-failed', seen },
        { type: 'request-certificate' },
      ],
      [
        'of a done domain whose certificate went bad is to ask for another',
        {
          stage: 'done',
          reportedStage: 'done',
          seen,
          problems: { closte: [], dns: [], certificate: certificateMissing.problems },
        },
        { type: 'request-certificate' },
      ],
      [
        'of a done domain does not ask for the certificate that it has',
        { stage: 'done', reportedStage: 'done', seen },
        { type: 'check-certificate', addresses: seen.addresses },
      ],
      [
        'half a minute before a look that waited for a minute or more is that look',
        { lastCheckedAt: T0 - 30 * SECOND, nextCheckAt: T0 + 30 * SECOND },
        { type: 'check-dns' },
      ],
      [
        'before a look that waits for less than a minute is to wait for it',
        { lastCheckedAt: T0 - 29 * SECOND, nextCheckAt: T0 + 30 * SECOND },
        { type: 'rest', until: T0 + 30 * SECOND },
      ],
      [
        'does not trust addresses that were seen a minute ago',
        { seen: { ...seen, at: T0 - MINUTE } },
        { type: 'check-dns' },
      ],
      [
        'after a stage change is to report it, before anything else',
        { stage: 'checking-ssl-cert', seen },
        { type: 'report', stage: 'checking-ssl-cert', previousStage: 'checking-dns' },
      ],
      [
        'does not wait for a report that cannot be made now',
        { stage: 'checking-ssl-cert', seen, report: retry(T0 + 1), certificateRequestAt: T0 + 1 },
        { type: 'check-certificate', addresses: seen.addresses },
      ],
      [
        'is to write the stage to the multisite, once it is reported and nothing is to be looked at',
        {
          stage: 'done',
          reportedStage: 'done',
          writtenStage: 'checking-ssl-cert',
          nextCheckAt: T0 + 1,
        },
        { type: 'write-stage', stage: 'done', after: { occurredAt: T0, id: 'b' } },
      ],
      [
        'is to write it too if nobody knows what the multisite has, after the newest event',
        { writtenStage: null, askedBy: { occurredAt: T0 + 1, id: 'a' }, nextCheckAt: T0 + 1 },
        { type: 'write-stage', stage: 'checking-dns', after: { occurredAt: T0 + 1, id: 'a' } },
      ],
      [
        'is to look before a stage is written, since another may follow it',
        { stage: 'done', reportedStage: 'done', writtenStage: 'checking-ssl-cert' },
        { type: 'check-dns' },
      ],
      [
        'does not wait for a stage that cannot be written now',
        { writtenStage: null, write: retry(T0 + 1) },
        { type: 'check-dns' },
      ],
      [
        'of one at rest with a stage to write is to rest until that',
        { writtenStage: null, write: retry(T0 + SECOND), nextCheckAt: T0 + DAY },
        { type: 'rest', until: T0 + SECOND },
      ],
      [
        'of a domain at rest is to rest until its next check',
        { nextCheckAt: T0 + MINUTE },
        { type: 'rest', until: T0 + MINUTE },
      ],
      [
        'of one at rest with a report to make is to rest until that',
        { stage: 'done', report: retry(T0 + SECOND), nextCheckAt: T0 + DAY },
        { type: 'rest', until: T0 + SECOND },
      ],
      [
        'of a domain that was looked at in vain for too long is to rest for good',
        { stage: 'failed', reportedStage: 'failed', nextCheckAt: null },
        { type: 'rest', until: null },
      ],
      [
        'of an unmapped domain is to remove its alias, and no check or report',
        { alias: { state: 'removing', retry: retry(T0), forgetAt: T0 + DAY }, stage: 'done' },
        { type: 'remove-alias' },
      ],
      [
        'of a removed domain is to rest until it may be forgotten',
        { alias: { state: 'removed', forgetAt: T0 + DAY } },
        { type: 'rest', until: T0 + DAY },
      ],
      [
        'of a removed domain is to be forgotten at its time',
        { alias: { state: 'removed', forgetAt: T0 } },
        { type: 'forget' },
      ],
    ];
  for (const [what, change, step] of steps) {
    it(what, () => {
      const record = aRecord(change);
      assert.deepEqual(nextStep(record, T0), step);
      const due = dueAt(record);
      if (step.type === 'rest') assert.equal(due, step.until);
      else assert.ok(due !== null && due <= T0);
    });
  }
});
