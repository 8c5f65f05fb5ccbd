import assert from 'node:assert/strict';
import { apply } from '../../../shared/lifecycle/apply.ts';
import { doubtOf, takenOver } from '../../../shared/lifecycle/in-doubt.ts';
import { recordWish } from '../../../shared/lifecycle/intent.ts';
import { dueAt, nextStep } from '../../../shared/lifecycle/next-step.ts';
import type { DomainRecord, Telling } from '../../../shared/lifecycle/record.ts';
import type { Stage } from '../../../shared/lifecycle/stage.ts';
import { fingerprintOf, IN_DOUBT, type TellingResult } from '../../../shared/lifecycle/telling.ts';
import { problem } from '../../../shared/problems/catalogue.ts';
import {
  aRecord,
  at,
  certificate,
  DAY,
  dnsRight,
  HOUR,
  MINUTE,
  T0,
} from '../../support/records.ts';

const NOW = T0 + MINUTE;
const never = { told: null, failures: 0, at: T0 } as const;

/** A domain that is at rest, except that its diagnosis is still to be told. */
const resting = (change: Partial<DomainRecord> = {}) =>
  aRecord({ stage: 'done', reportedStage: 'done', nextCheckAt: T0 + DAY, ...change });

const known = (record: DomainRecord): DomainRecord => ({
  ...record,
  telling: { told: fingerprintOf(record), failures: 0, at: T0 },
});

describe('telling the plugin in WordPress how a domain stands', () => {
  it('is to be done where there is one to tell, from the next step on', () => {
    const outcome = { step: 'check-dns', finding: dnsRight } as const;
    const record = aRecord();
    assert.equal(apply(record, outcome, at(NOW))?.telling, null);
    const circumstances = { ...at(NOW), tellsDiagnoses: true };
    assert.deepEqual(apply(record, outcome, circumstances)?.telling, { ...never, at: NOW });
  });

  it('is done last, once for all that happened at once', () => {
    const stage = 'checking-ssl-cert' as const;
    const record = aRecord({ stage, writtenStage: 'done', telling: never });
    assert.deepEqual(nextStep(record, NOW).type, 'report');
    const written: DomainRecord = {
      ...record,
      reportedStage: stage,
      writtenStage: stage,
      nextCheckAt: NOW + 1,
    };
    const fingerprint = fingerprintOf(written);
    assert.deepEqual(nextStep(written, NOW), {
      type: 'tell-diagnosis',
      fingerprint,
    });
  });

  const news: Record<string, Partial<DomainRecord>> = {
    'its stage': { stage: 'ssl-failed' },
    'its problems': {
      problems: { closte: [problem('closte-unauthorized', {})], dns: [], certificate: [] },
    },
    'its certificate': { certificate },
    'its site': { siteId: 13 },
    'its alias': { alias: { state: 'rejected' } },
    'that a person asked': { askedBy: { occurredAt: T0, id: 'asked' } },
  };
  for (const [what, change] of Object.entries(news)) {
    it(`is done again when ${what} changes`, () => {
      const record = known(resting());
      assert.equal(nextStep(record, NOW).type, 'rest');
      const changed = { ...record, ...change };
      assert.equal(
        dueAt({ ...changed, reportedStage: changed.stage, writtenStage: changed.stage }),
        T0,
      );
    });
  }

  it('includes the time of the next look at a domain that is not live, and is not repeated for that of a live one', () => {
    const live = resting();
    assert.equal(fingerprintOf(live), fingerprintOf({ ...live, nextCheckAt: T0 + 2 * DAY }));
    const failed = resting({ stage: 'failed' });
    assert.notEqual(fingerprintOf(failed), fingerprintOf({ ...failed, nextCheckAt: T0 + 2 * DAY }));
  });

  it('is tried about once a day while the plugin refuses it, as where the secrets differ', () => {
    let record: DomainRecord | undefined = resting({ telling: never });
    let tries = 0;
    for (let now = T0; record && now < T0 + 30 * DAY; tries += 1) {
      const fingerprint = fingerprintOf(record);
      const result = { kind: 'failed', retryAfterMs: undefined } as const;
      record = apply(record, { step: 'tell-diagnosis', fingerprint, result }, at(now));
      now = record?.telling?.at ?? now;
    }
    assert.ok(tries > 30 && tries < 50, `${tries} tries in 30 days`);
  });

  it('is done again where a process that was late may have told something older', () => {
    const step = { type: 'tell-diagnosis', fingerprint: fingerprintOf(resting()) } as const;
    const withDoubt = doubtOf(step);
    assert.ok(withDoubt);
    assert.equal(nextStep(known(resting()), NOW).type, 'rest');
    assert.deepEqual(nextStep(withDoubt(known(resting()), NOW), NOW), step);
    assert.deepEqual(nextStep(takenOver(known(resting()), NOW), NOW).type, 'tell-diagnosis');
  });

  const restored: [what: string, stage: Stage | null, isTold: boolean][] = [
    ['it is mapped again, as by a backfill', null, true],
    ['its item has another stage than the one that was written', 'failed', true],
    ['its item has the stage that was written', 'done', false],
  ];
  for (const [what, stage, isTold] of restored) {
    it(`is ${isTold ? '' : 'not '}done again if ${what}: WordPress may be back from a backup`, () => {
      const record = known(resting({ writtenStage: 'done' }));
      const { siteId, domainId, domain } = record;
      const ordinal = { occurredAt: NOW, id: 'z' };
      const wish = { domain, siteId, domainId, stage, ordinal, hasDomainRecord: true };
      const after = recordWish(record, { ...wish, intent: 'mapped' }, undefined, NOW);
      const isKnown = after.telling?.told === fingerprintOf(after);
      assert.equal(isKnown, !isTold);
    });
  }

  it('takes back the diagnosis of a domain that is unmapped, if one was told', () => {
    const alias = { state: 'removed', forgetAt: T0 + 31 * DAY } as const;
    const unmapped = { ...known(resting()), alias };
    assert.deepEqual(nextStep(unmapped, NOW), { type: 'tell-diagnosis', fingerprint: 'unmapped' });
    assert.equal(nextStep({ ...unmapped, telling: never }, NOW).type, 'rest');
    const told = came(unmapped, { kind: 'told' }, 'unmapped');
    assert.equal(nextStep(told, NOW).type, 'rest');
  });

  function came(record: DomainRecord, result: TellingResult, fingerprint = fingerprintOf(record)) {
    const next = apply(record, { step: 'tell-diagnosis', fingerprint, result }, at(NOW));
    assert.ok(next);
    return next;
  }

  const outcomes: [TellingResult, Telling | null][] = [
    [{ kind: 'told' }, { told: fingerprintOf(resting()), failures: 0, at: NOW }],
    [{ kind: 'absent' }, { told: null, failures: 0, at: NOW + DAY - HOUR / 2 }],
    [{ kind: 'not-configured' }, null],
    [
      { kind: 'put-off', until: NOW + HOUR },
      { told: null, failures: 2, at: NOW + HOUR },
    ],
    [
      { kind: 'overtaken', until: NOW + HOUR },
      { told: IN_DOUBT, failures: 2, at: NOW + HOUR },
    ],
    [
      { kind: 'failed', retryAfterMs: undefined },
      { told: null, failures: 3, at: NOW + 90_000 },
    ],
    [
      { kind: 'failed', retryAfterMs: undefined, inDoubt: true },
      { told: IN_DOUBT, failures: 3, at: NOW + 90_000 },
    ],
    [
      { kind: 'failed', retryAfterMs: HOUR },
      { told: null, failures: 3, at: NOW + HOUR },
    ],
  ];
  for (const [result, telling] of outcomes) {
    it(`with the result ${JSON.stringify(result)} goes on accordingly`, () => {
      const record = resting({ telling: { ...never, failures: 2 } });
      assert.deepEqual(came(record, result).telling, telling);
    });
  }

  const uncertain: TellingResult[] = [
    { kind: 'failed', retryAfterMs: undefined, inDoubt: true },
    { kind: 'overtaken', until: NOW },
  ];
  for (const result of uncertain) {
    it(`is done again after ${result.kind}, although the domain is soon as it was told before`, () => {
      const changed = { ...known(resting()), siteId: 13 };
      const back = { ...came(changed, result), siteId: resting().siteId };
      assert.equal(nextStep(back, NOW + HOUR).type, 'tell-diagnosis');
    });

    it(`is done again after ${result.kind}, although the domain is soon unmapped`, () => {
      const alias = { state: 'removed', forgetAt: NOW + 31 * DAY } as const;
      const unmapped = { ...came(resting({ telling: never }), result), alias };
      assert.equal(nextStep(unmapped, NOW + HOUR).type, 'tell-diagnosis');
    });
  }

  it('is done again if the domain changed while it was told', () => {
    const record = resting({ telling: never });
    const changed = { ...record, siteId: 13 };
    const told = came(changed, { kind: 'told' }, fingerprintOf(record));
    assert.equal(nextStep(told, NOW).type, 'tell-diagnosis');
  });
});
