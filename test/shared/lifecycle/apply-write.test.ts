import assert from 'node:assert/strict';
import { apply } from '../../../shared/lifecycle/apply.ts';
import type { WriteResult } from '../../../shared/lifecycle/apply-write.ts';
import type { DomainRecord, Retry } from '../../../shared/lifecycle/record.ts';
import { aRecord, at, DAY, HOUR, MINUTE, SECOND, T0 } from '../../support/records.ts';

const HEARD = { occurredAt: T0, id: 'b' };

/** A record whose stage is still to be written. */
const waiting = (change: Partial<DomainRecord> = {}) =>
  aRecord({ stage: 'done', writtenStage: 'checking-ssl-cert', decidedBy: HEARD, ...change });

/** @param knownId as it was when the writing began */
function written(
  record: DomainRecord,
  result: WriteResult,
  domainId: number | null = 34,
  knownId = record.domainId,
) {
  const of = { step: 'write-stage', stage: 'done', after: HEARD, knownId, domainId } as const;
  const outcome = { ...of, result };
  const after = apply(record, outcome, at(T0 + MINUTE));
  assert.ok(after);
  return after;
}

describe('after a stage was to be written to the multisite', () => {
  for (const result of [
    { kind: 'written' },
    { kind: 'gone' },
    { kind: 'kept', there: 'done-without-ssl' },
    { kind: 'not-configured' },
  ] as const) {
    it(`it is not written again if it is ${result.kind}`, () => {
      const { writtenStage, write } = written(waiting(), result);
      assert.deepEqual([writtenStage, write.failures], ['done', 0]);
    });
  }

  describe('if it was put off', () => {
    const until = T0 + 9 * SECOND;

    for (const [failures, counted, at] of [
      [0, 1, until],
      [1, 1, until],
      [3, 3, until + 12 * SECOND],
      [1000, 1000, until + 60 * SECOND],
    ] as const) {
      it(`it is tried again behind those that have failed less often than ${failures} times`, () => {
        const before = waiting({ write: { failures, at: T0 } });
        assert.deepEqual(written(before, { kind: 'put-off', until }), {
          ...before,
          write: { failures: counted, at },
        });
      });
    }
  });

  describe('that is not live', () => {
    const looked = {
      seenRight: { at: T0, by: 'address' },
      failedAt: T0,
      nextCheckAt: null,
    } as const;
    const failed = (change: Partial<DomainRecord>) =>
      waiting({ stage: 'failed', dnsTries: 5, ...looked, ...change });
    const kept = { kind: 'kept', there: 'done' } as const;

    it('a domain that is live there and was never seen right here is live here, too', () => {
      const { stage, writtenStage, failedAt, dnsTries, nextCheckAt, history } = written(
        failed({ seenRight: null }),
        kept,
      );
      assert.deepEqual([stage, writtenStage, failedAt, dnsTries], ['done', 'done', null, 0]);
      assert.equal(nextCheckAt, T0 + MINUTE);
      assert.equal(history.at(-1)?.reason, 'the stage was set in the multisite');
    });

    it('anything that is live there later was made so by hand', () => {
      const outcome = { step: 'write-stage', stage: 'failed', after: HEARD } as const;
      const ids = { knownId: 34, domainId: 34 };
      const after = apply(failed({}), { ...outcome, ...ids, result: { kind: 'written' } }, at(T0));
      assert.deepEqual([after?.stage, after?.seenRight], ['failed', null]);
    });

    it('a domain whose check is not finished goes on being checked', () => {
      const { stage, writtenStage } = written(waiting({ stage: 'checking-dns' }), kept);
      assert.deepEqual([stage, writtenStage], ['checking-dns', 'done']);
    });
  });

  const laters: [what: string, result: WriteResult, write: Retry][] = [
    [
      'with backoff if that failed',
      { kind: 'failed', retryAfterMs: undefined },
      { failures: 3, at: T0 + MINUTE + 90 * SECOND },
    ],
    [
      'when the multisite says, if that is later',
      { kind: 'failed', retryAfterMs: 2 * HOUR },
      { failures: 3, at: T0 + MINUTE + 2 * HOUR },
    ],
    [
      'in a day if the multisite will not take it',
      { kind: 'refused' },
      { failures: 3, at: T0 + MINUTE + DAY - HOUR / 2 },
    ],
    [
      'within a minute of the time when the credentials are tried again',
      { kind: 'unauthorized', until: T0 + 5 * MINUTE },
      { failures: 2, at: T0 + 5 * MINUTE + 30 * SECOND },
    ],
  ];
  it('it is tried ever more rarely, to once a day, while there is no Ultimate Multisite', () => {
    let record = waiting({ write: { failures: 0, at: T0 } });
    const waits: number[] = [];
    for (let times = 0; times < 20; times += 1) {
      record = written(record, { kind: 'absent' });
      waits.push((record.write.at ?? 0) - (T0 + MINUTE));
    }
    assert.ok((waits[0] ?? 0) <= MINUTE, 'soon at first, since its API may be off for a moment');
    assert.deepEqual(
      waits,
      waits.toSorted((a, b) => a - b),
    );
    const longest = waits.at(-1) ?? 0;
    assert.ok(longest > 20 * HOUR && longest <= DAY, `${longest}`);
  });

  for (const [what, result, write] of laters) {
    it(`it is tried again ${what}`, () => {
      const after = written(waiting({ write: { failures: 2, at: T0 } }), result);
      assert.deepEqual([after.writtenStage, after.write], ['checking-ssl-cert', write]);
    });
  }

  it('the id that was looked up is remembered, and the fact that there is a record', () => {
    const { domainId, hasDomainRecord } = written(
      waiting({ domainId: null, hasDomainRecord: false }),
      { kind: 'failed', retryAfterMs: undefined },
      77,
    );
    assert.deepEqual([domainId, hasDomainRecord], [77, true]);
  });

  it('an id that no longer exists is replaced by the one that the name has', () => {
    assert.equal(written(waiting(), { kind: 'written' }, 77).domainId, 77);
  });

  it('another id that was heard of meanwhile has been written nothing', () => {
    const record = waiting({ domainId: 35, writtenStage: null });
    assert.equal(written(record, { kind: 'written' }, 34, 34), record);
  });

  describe('and nobody knows whether it was', () => {
    const inDoubt = { kind: 'failed', retryAfterMs: undefined, inDoubt: true } as const;

    it('the multisite may have any stage', () => {
      const record = waiting({ writtenStage: 'checking-dns' });
      const { writtenStage, doubts } = written(record, inDoubt);
      assert.equal(writtenStage, null);
      assert.deepEqual(doubts.writing, { stage: 'done', at: T0 + MINUTE });
    });

    it('the same holds if something was heard meanwhile', () => {
      const askedBy = { occurredAt: T0 + 1, id: 'a' };
      const { writtenStage, write, doubts } = written(waiting({ askedBy }), inDoubt);
      assert.deepEqual([writtenStage, write.failures, doubts.writing?.stage], [null, 0, 'done']);
    });

    const stages: [before: DomainRecord['doubts']['writing'], stage: string | null][] = [
      [{ stage: 'done', at: T0 }, 'done'],
      [{ stage: 'failed', at: T0 }, null],
      [{ stage: 'failed', at: T0 - 2 * DAY }, 'done'],
      [{ stage: null, at: T0 }, null],
    ];
    for (const [writing, stage] of stages) {
      it(`it may be ${stage ?? 'one or the other'} after a doubt about ${writing?.stage}`, () => {
        const before = aRecord().doubts;
        const { doubts } = written(waiting({ doubts: { ...before, writing } }), inDoubt);
        assert.equal(doubts.writing?.stage, stage);
      });
    }
  });

  it('it is written again if something was heard meanwhile, which may be of another record', () => {
    const heard = { occurredAt: T0 + 1, id: 'a' };
    for (const change of [{ decidedBy: heard, domainId: 35 }, { askedBy: heard }]) {
      const record = waiting({ ...change, writtenStage: null });
      assert.equal(written(record, { kind: 'written' }), record);
    }
  });

  it('nothing changes for a domain that was unmapped meanwhile', () => {
    const record = waiting({ alias: { state: 'removed', forgetAt: T0 + DAY } });
    assert.equal(written(record, { kind: 'written' }), record);
  });
});
