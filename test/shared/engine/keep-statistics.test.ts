import assert from 'node:assert/strict';
import { keepStatistics, keepTally } from '../../../shared/engine/keep-statistics.ts';
import { bucketOf, type Statistics } from '../../../shared/lifecycle/statistics.ts';
import { type TestEngine, testEngine } from '../../support/engine.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { aRecord, dnsWrong, MINUTE, shop } from '../../support/records.ts';

describe('the statistics', () => {
  let outside: Outside;
  let engine: TestEngine;
  const NOON = Date.parse('2026-11-22T12:00:00Z');

  before(async () => {
    outside = await startOutside();
  });
  after(() => outside.close());
  beforeEach(async () => {
    engine = await testEngine(outside);
    engine.clock.now = NOON;
    const problems = { closte: [], dns: dnsWrong.problems, certificate: [] };
    await engine.store.update(shop, 12, () => aRecord({ stage: 'failed', problems }));
  });
  afterEach(() => engine.store.close());

  const kept = () => engine.store.readStatistics();
  const counted = () => engine.lines.filter(({ domains }) => domains !== undefined);

  it('contain the last sweep, and the domains by stage and by the party that has to act', async () => {
    await keepStatistics(engine);
    const { sweptAt, counted: count, days } = await kept();
    assert.equal(sweptAt, NOON);
    assert.deepEqual(
      [count?.stages.failed, count?.stages.done, count?.needs, count?.waitForCloste],
      [1, 0, { customer: 1, ops: 0, closte: 0, proxy: 0 }, 0],
    );
    assert.deepEqual(
      days.map(({ day, stages }) => [day, stages?.failed]),
      [['2026-11-22', 1]],
    );
  });

  it('log the count, stage by stage', async () => {
    await keepStatistics(engine);
    assert.deepEqual(
      counted().map(({ stage, domains }) => [stage, domains]),
      [
        ['checking-dns', 0],
        ['checking-ssl-cert', 0],
        ['done', 0],
        ['done-without-ssl', 0],
        ['failed', 1],
        ['ssl-failed', 0],
      ],
    );
  });

  const times: [afterMs: number, isWritten: boolean, isCounted: boolean][] = [
    [2000, false, false],
    [5 * MINUTE - 1, false, false],
    [5 * MINUTE, true, false],
    [15 * MINUTE - 1, true, false],
    [15 * MINUTE, true, true],
    [-60 * MINUTE, true, true],
  ];
  for (const [afterMs, isWritten, isCounted] of times) {
    const what = isCounted ? 'counts again' : isWritten ? 'is noted' : 'writes nothing';
    it(`of a sweep ${afterMs / 1000} s after the previous one: it ${what}`, async () => {
      await keepStatistics(engine);
      const linesBefore = counted().length;
      engine.clock.now = NOON + afterMs;
      await keepStatistics(engine);
      assert.equal((await kept()).sweptAt, isWritten ? NOON + afterMs : NOON);
      assert.equal(counted().length > linesBefore, isCounted);
    });
  }

  it('add up what happened, and forget nothing that is not written yet', async () => {
    engine.tally.add({ timesToLive: { [bucketOf(60)]: 1 }, closteErrors: 0 });
    await keepTally(engine);
    engine.tally.add({ timesToLive: { [bucketOf(60)]: 2 }, closteErrors: 3 });
    await keepTally(engine);
    const day = async () => (await kept()).days.at(-1);
    assert.deepEqual((await day())?.timesToLive, { [bucketOf(60)]: 1 });
    await keepStatistics(engine);
    assert.deepEqual((await day())?.timesToLive, { [bucketOf(60)]: 3 });
    assert.equal((await day())?.closteErrors, 3);
  });

  it('are not written for an event that changed nothing', async () => {
    const before = await kept();
    await keepTally(engine);
    assert.deepEqual(await kept(), before);
  });

  it('keep the latest thirty days', async () => {
    for (let n = 0; n < 40; n += 1) {
      engine.clock.now = NOON + n * 24 * 60 * MINUTE;
      await keepStatistics(engine);
    }
    const { days }: Statistics = await kept();
    assert.deepEqual(
      [days.length, days[0]?.day, days.at(-1)?.day],
      [30, '2026-12-02', '2026-12-31'],
    );
  });
});
