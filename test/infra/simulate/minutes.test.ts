import assert from 'node:assert/strict';
import { type Course, simulate } from '../../../infra/simulate/minutes.ts';
import { KINDS, scaled } from '../../../infra/simulate/scale.ts';
import { tableOf } from '../../../infra/simulate/scale-table.ts';

describe('a simulation of sweeps', () => {
  const course: Course = {
    behind: 0,
    eachMinute: 1000,
    perSecond: 100,
    mostOthers: 3,
    minutes: 60,
  };

  it('needs one instance for the work that one can do in a minute, and is always up to date', () => {
    const { instances, caughtUpAfter, messages, looks } = simulate(course);
    assert.deepEqual([instances, caughtUpAfter, messages, looks], [1, 1, 0, 60_000]);
  });

  it('needs all other instances to catch up, and none of them afterwards', () => {
    const one = simulate({ ...course, behind: 50_000, mostOthers: 0 });
    const four = simulate({ ...course, behind: 50_000 });
    assert.deepEqual([one.instances, four.instances], [1, 4]);
    assert.ok((four.caughtUpAfter ?? 60) < (one.caughtUpAfter ?? 60) / 3);
    assert.ok(four.messages <= 3 * (four.caughtUpAfter ?? 0));
  });

  it('never catches up if more becomes due than all instances can do', () => {
    const { caughtUpAfter, looks } = simulate({ ...course, eachMinute: 50_000 });
    assert.equal(caughtUpAfter, undefined);
    assert.ok(looks < 60 * 50_000);
  });
});

describe('a simulation of looks that reveal nothing', () => {
  const course: Course = {
    behind: 100,
    eachMinute: 0,
    perSecond: 100,
    mostOthers: 0,
    minutes: 60,
    againAfter: (looksInVain) => 10 * looksInVain,
  };

  it('repeats each at growing intervals', () => {
    // In the first minute, after 10 more, after 20 more; the next one would be after the hour.
    assert.equal(simulate(course).looks, 300);
    assert.equal(simulate({ ...course, minutes: 61 }).looks, 400);
  });

  it('says how many instances docs/scale.md may promise to be enough', () => {
    const silent = KINDS.find(({ name }) => name.includes('silent'));
    assert.ok(silent);
    const caughtUp = (domains: number, others: number) =>
      scaled(domains, silent, others).caughtUpAfter;
    assert.equal(caughtUp(1_000_000, 5), undefined);
    assert.equal(caughtUp(1_000_000, 6), 1);
    assert.equal(caughtUp(10_000_000, 15), undefined);
  });
});

describe('the table of the simulation', () => {
  it('has a row for each kind of day and each size', () => {
    assert.equal(tableOf([1000, 2000]).trim().split('\n').length, 2 + 2 * 3);
  });
});
