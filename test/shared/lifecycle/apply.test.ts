import assert from 'node:assert/strict';
import { apply } from '../../../shared/lifecycle/apply.ts';
import { aRecord, at, T0 } from '../../support/records.ts';
import { pending } from './applying.ts';

describe('a record at the end of its time', () => {
  const removed = aRecord({ alias: { state: 'removed', forgetAt: T0 } });

  it('is forgotten', () => {
    assert.equal(apply(removed, { step: 'forget' }, at(T0)), undefined);
  });

  it('is kept if it was mapped again meanwhile, or its time has not come', () => {
    assert.equal(apply(pending, { step: 'forget' }, at(T0)), pending);
    assert.equal(apply(removed, { step: 'forget' }, at(T0 - 1)), removed);
  });
});
