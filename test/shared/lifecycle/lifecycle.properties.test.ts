import assert from 'node:assert/strict';
import fc from 'fast-check';
import { apply, type Outcome } from '../../../shared/lifecycle/apply.ts';
import { isTakenDown } from '../../../shared/lifecycle/lost.ts';
import { dueAt, nextStep } from '../../../shared/lifecycle/next-step.ts';
import { isNewer } from '../../../shared/lifecycle/ordinal.ts';
import { type DomainRecord, intentOf } from '../../../shared/lifecycle/record.ts';
import type { Stage } from '../../../shared/lifecycle/stage.ts';
import { fingerprintOf } from '../../../shared/lifecycle/telling.ts';
import { share } from '../../support/effort.ts';
import { aRecord, certificateRight, dnsRight, HOUR, LIMITS, T0 } from '../../support/records.ts';
import { answers, dnsOnItsWay, ourSilence, outcomeOf, telling } from './answers.ts';
import { emptyWorld, events, hear } from './events-heard.ts';
import { firstEvent, live, liveOn, look, turn, writtenOrInDoubt } from './histories.ts';

describe('the lifecycle, whatever happens', () => {
  it('knows the same intent in whatever order, and however often, events arrive', () => {
    fc.assert(
      fc.property(events, fc.infiniteStream(fc.nat()), (happened, random) => {
        const inOrder = happened.toSorted((a, b) => (isNewer(a.ordinal, b.ordinal) ? 1 : -1));
        const shuffled = [...happened, ...happened]
          .map((item) => ({ item, key: random.next().value }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ item }) => item);
        const [expected, actual] = [inOrder, shuffled].map((list) => {
          const world = emptyWorld();
          for (const item of list) hear(world, item, T0);
          return (
            world.record && [intentOf(world.record), world.record.decidedBy, world.record.siteId]
          );
        });
        assert.deepEqual(actual, expected);
      }),
      { numRuns: share(5000) },
    );
  });

  it('rests exactly until it is due', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 30 }), (turns) => {
        let now = T0;
        const world = emptyWorld();
        for (const { event: heard, answer, afterMs } of turns) {
          now += afterMs;
          if (heard) hear(world, heard, now);
          if (!world.record) continue;
          const due = dueAt(world.record);
          const step = nextStep(world.record, now);
          if (step.type === 'rest') {
            assert.equal(step.until, due);
            assert.ok(due === null || due > now);
            if (due !== null) assert.notEqual(nextStep(world.record, due).type, 'rest');
          } else {
            assert.ok(due !== null && due <= now);
            world.record = apply(
              world.record,
              outcomeOf(world.record, step, answer, now),
              telling(now),
            );
          }
        }
      }),
      { numRuns: share(2000) },
    );
  });

  it('rests within ten steps, whatever Closte, DNS and the certificate say', () => {
    fc.assert(
      fc.property(
        fc.array(turn, { maxLength: 20 }),
        fc.array(answers, { minLength: 10, maxLength: 10 }),
        (turns, lastAnswers) => {
          const { world, now } = live(turns);
          let { record } = world;
          const steps: string[] = [];
          for (const answer of lastAnswers) {
            const step = record ? nextStep(record, now) : undefined;
            if (!record || !step || step.type === 'rest') return;
            steps.push(step.type);
            record = apply(record, outcomeOf(record, step, answer, now), telling(now));
          }
          assert.ok(!record || nextStep(record, now).type === 'rest', steps.join(', '));
        },
      ),
      { numRuns: share(2000) },
    );
  });

  it('leaves Closte with exactly the aliases that were last asked for, the multisite told, once all is well', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 30 }), (turns) => {
        const lived = live(turns);
        const { world, outside } = lived;
        liveOn(lived);
        if (!world.record) return;
        const asked = emptyWorld();
        for (const item of lived.heard) hear(asked, item, T0);
        const mapped = asked.record !== undefined && intentOf(asked.record) === 'mapped';
        const rejected = world.record.alias.state === 'rejected';
        assert.equal(outside.hasAlias, mapped && !rejected);
        if (!mapped) return;
        assert.equal(world.record.reportedStage, world.record.stage);
        assert.equal(world.record.writtenStage, world.record.stage);
        assert.equal(world.record.telling?.told, fingerprintOf(world.record));
      }),
      { numRuns: share(3000) },
    );
  });

  it('leaves the multisite and the topic with our stage, whatever came of calls in doubt', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 40 }), (turns) => {
        const lived = live(
          turns.map((one, index) => ({
            ...one,
            event: index === 0 ? firstEvent : one.event?.type === 'check' ? one.event : null,
            answer: { ...one.answer, written: writtenOrInDoubt(one.answer.written) },
          })),
        );
        liveOn(lived);
        const { world, outside } = lived;
        if (!world.record) return;
        assert.equal(outside.row, world.record.stage);
        assert.equal(outside.told.at(-1)?.stage ?? 'checking-dns', world.record.stage);
      }),
      { numRuns: share(3000) },
    );
  });

  it('takes a live domain down only after tries that all prove it, over an hour, once it was seen right', () => {
    let takenDown = 0;
    fc.assert(
      fc.property(fc.array(look, { minLength: 60, maxLength: 60 }), (looks) => {
        let now = T0;
        let record = aRecord({ stage: 'done' });
        let wasSeenRight = false;
        let proofs: { step: string; at: number }[] = [];
        for (const { dns, certificate, afterMs } of looks) {
          now += afterMs;
          const step = record.seen ? 'check-certificate' : 'check-dns';
          const finding = step === 'check-dns' ? dns : certificate;
          const outcome: Outcome =
            step === 'check-dns' ? { step, finding: dns } : { step, finding: certificate };
          const next: DomainRecord = apply(record, outcome, telling(now)) ?? record;
          const provesIt =
            'wrongEverywhere' in finding
              ? finding.wrongEverywhere
              : finding.visitors.startsWith('elsewhere');
          if (provesIt) proofs.push({ step, at: now });
          else if (finding !== dnsRight || proofs.at(-1)?.step === 'check-dns') proofs = [];
          if (isTakenDown(record, next)) {
            takenDown += 1;
            const max = step === 'check-dns' ? LIMITS.dnsMaxTries : LIMITS.sslMaxTries;
            const counted = proofs.slice(proofs.findLastIndex((one) => one.step !== step) + 1);
            assert.ok(wasSeenRight);
            assert.ok(counted.length >= max, `${counted.length} tries`);
            assert.ok(now - (counted[0]?.at ?? now) >= HOUR);
          }
          if (next.stage === 'done' && finding === certificateRight) wasSeenRight = true;
          record = next;
        }
      }),
      { numRuns: 2000 },
    );
    assert.ok(takenDown > 0);
  });

  it('never fails for looks that use up no try', () => {
    const waiting = fc.record({
      finding: fc.constantFrom(dnsOnItsWay, ourSilence),
      stage: fc.constantFrom<Stage>('checking-dns', 'checking-ssl-cert', 'done'),
      times: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(waiting, ({ finding, stage, times }) => {
        let record = aRecord({ stage });
        for (let time = 0; time < times; time += 1) {
          const now = record.nextCheckAt ?? assert.fail('given up');
          record = apply(record, { step: 'check-dns', finding }, telling(now)) ?? assert.fail();
        }
        assert.deepEqual([record.stage, record.dnsTries], [stage, 0]);
      }),
    );
  });

  it('reports every stage change from the stage that it reported before', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 40 }), (turns) => {
        const mappedOnce = turns.map((item, index) => ({
          ...item,
          crashesBeforeSaving: false,
          event: index === 0 ? firstEvent : null,
        }));
        let toldLast: Stage[] = ['checking-dns'];
        for (const { previousStage, stage, isCertain } of live(mappedOnce).outside.told) {
          assert.ok(toldLast.includes(previousStage));
          assert.notEqual(stage, previousStage);
          toldLast = isCertain ? [stage] : [...toldLast, stage];
        }
      }),
      { numRuns: share(2000) },
    );
  });
});
