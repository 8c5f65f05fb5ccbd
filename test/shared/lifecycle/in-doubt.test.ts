import assert from 'node:assert/strict';
import { NO_DOUBTS } from '../../../shared/lifecycle/doubts.ts';
import { doubtOf, takenOver } from '../../../shared/lifecycle/in-doubt.ts';
import { nextStep, type Step } from '../../../shared/lifecycle/next-step.ts';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import { aRecord, T0 } from '../../support/records.ts';

describe('an interrupted step', () => {
  const record = aRecord({ telling: { told: 'something', failures: 0, at: T0 } });
  const after = record.decidedBy;

  const doubtful: [step: Step, change: Partial<DomainRecord>][] = [
    [{ type: 'add-alias' }, { doubts: { ...NO_DOUBTS, adding: T0 } }],
    [{ type: 'remove-alias' }, { doubts: { ...NO_DOUBTS, removing: T0 } }],
    [
      { type: 'write-stage', stage: 'done', after },
      { doubts: { ...NO_DOUBTS, writing: { stage: 'done', at: T0 } }, writtenStage: null },
    ],
    [
      { type: 'report', stage: 'done', previousStage: 'checking-dns' },
      { doubts: { ...NO_DOUBTS, reporting: 'done' } },
    ],
    [
      { type: 'tell-diagnosis', fingerprint: 'another' },
      { telling: { told: 'in doubt', failures: 0, at: T0 } },
    ],
  ];
  for (const [step, change] of doubtful) {
    it(`leaves a doubt, since it may have been carried out: ${step.type}`, () => {
      assert.deepEqual(doubtOf(step)?.(record, T0), { ...record, ...change });
    });
  }

  const harmless: Step[] = [
    { type: 'check-dns' },
    { type: 'check-certificate', addresses: [] },
    { type: 'request-certificate' },
    { type: 'forget' },
  ];
  for (const step of harmless) {
    it(`leaves no doubt, since it may simply be repeated: ${step.type}`, () => {
      assert.equal(doubtOf(step), undefined);
    });
  }
});

describe('a domain whose claim was taken over', () => {
  it('may have had its stage published, so the stage that it goes back to is published as well', () => {
    const record = aRecord({ stage: 'checking-ssl-cert', reportedStage: 'checking-dns' });
    const taken = takenOver(record, T0);
    const report = { type: 'report', previousStage: 'checking-dns' };
    assert.deepEqual(nextStep(taken, T0), { ...report, stage: 'checking-ssl-cert' });
    assert.deepEqual(nextStep({ ...taken, stage: 'checking-dns' }, T0), {
      type: 'report',
      stage: 'checking-dns',
      previousStage: 'checking-ssl-cert',
    });
  });
});
