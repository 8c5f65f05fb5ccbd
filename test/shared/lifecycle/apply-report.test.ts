import assert from 'node:assert/strict';
import { apply } from '../../../shared/lifecycle/apply.ts';
import { nextStep } from '../../../shared/lifecycle/next-step.ts';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import { aRecord, at, MINUTE, SECOND, T0 } from '../../support/records.ts';

describe('a record whose report', () => {
  const report = { step: 'report', stage: 'done', siteId: 12, domainId: 34 } as const;

  it('succeeded has reported its stage', () => {
    const record = aRecord({ stage: 'done' });
    const told = apply(record, { ...report, result: 'told' }, at(T0));
    assert.equal(told?.reportedStage, 'done');
  });

  it('was of a stage that it has left meanwhile still has to report the current one', () => {
    const record = aRecord({ stage: 'failed', reportedStage: 'checking-ssl-cert' });
    const told = apply(record, { ...report, result: 'told' }, at(T0)) ?? assert.fail();
    assert.equal(told.reportedStage, 'done');
    const next = nextStep(told, T0);
    assert.deepEqual(next, { type: 'report', stage: 'failed', previousStage: 'done' });
  });

  it('was for another record of the multisite does not count for this one', () => {
    for (const change of [{ domainId: 35 }, { siteId: 13 }]) {
      const record = aRecord({ stage: 'done', ...change });
      assert.equal(apply(record, { ...report, result: 'told' }, at(T0)), record);
    }
  });

  it('that may have been accepted is followed by the newer stage, although that was reported before', () => {
    const failed = { ...report, stage: 'failed', result: 'failed' } as const;
    const before = aRecord({ stage: 'failed', reportedStage: 'done' });
    const inDoubt = apply(before, failed, at(T0)) ?? assert.fail();
    const recovered: DomainRecord = { ...inDoubt, stage: 'done' };
    const step = nextStep(recovered, T0 + MINUTE);
    assert.deepEqual(step, { type: 'report', stage: 'done', previousStage: 'failed' });
    const told = apply(recovered, { ...report, result: 'told' }, at(T0 + MINUTE));
    assert.deepEqual([told?.reportedStage, told?.doubts.reporting], ['done', null]);
    const unknown = apply(recovered, { ...report, result: 'failed' }, at(T0 + MINUTE));
    assert.equal(unknown?.doubts.reporting, 'failed');
  });

  it('failed is reported again, later and later', () => {
    const failed = { ...report, result: 'failed' } as const;
    const once = apply(aRecord({ stage: 'done' }), failed, at(T0));
    const twice = once && apply(once, failed, at(T0));
    assert.deepEqual(once?.report, { failures: 1, at: T0 + 22.5 * SECOND });
    assert.deepEqual(twice?.report, { failures: 2, at: T0 + 45 * SECOND });
    assert.equal(twice?.reportedStage, 'checking-dns');
  });
});
