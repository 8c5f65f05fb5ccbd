import assert from 'node:assert/strict';
import fc from 'fast-check';
import { apply, type Outcome } from '../../../shared/lifecycle/apply.ts';
import type { AliasOutcome } from '../../../shared/lifecycle/apply-alias.ts';
import type { WriteResult } from '../../../shared/lifecycle/apply-write.ts';
import { takenOver } from '../../../shared/lifecycle/in-doubt.ts';
import {
  recordCheckRequest,
  recordSiteDeletion,
  recordWish,
} from '../../../shared/lifecycle/intent.ts';
import { isTakenDown } from '../../../shared/lifecycle/lost.ts';
import { dueAt, nextStep, type Step } from '../../../shared/lifecycle/next-step.ts';
import { isNewer, type Ordinal } from '../../../shared/lifecycle/ordinal.ts';
import { type DomainRecord, intentOf } from '../../../shared/lifecycle/record.ts';
import { STAGES, type Stage } from '../../../shared/lifecycle/stage.ts';
import { fingerprintOf, type TellingResult } from '../../../shared/lifecycle/telling.ts';
import type { Wish } from '../../../shared/lifecycle/wish.ts';
import type { CertificateFinding, DnsFinding } from '../../../shared/problems/findings.ts';
import { share } from '../../support/effort.ts';
import {
  aRecord,
  at,
  certificateMissing,
  certificateRight,
  certificateUnseen,
  DAY,
  dnsRight,
  dnsSilent,
  dnsWrong,
  HOUR,
  LIMITS,
  MINUTE,
  shop,
  T0,
} from '../../support/records.ts';

/** An event about the one domain of these tests, or about one of its sites. */
type Event =
  | { type: 'mapped' | 'unmapped' | 'check'; siteId: number; ordinal: Ordinal }
  | { type: 'site-deleted'; siteId: number; ordinal: Ordinal };

const siteId = fc.integer({ min: 1, max: 2 });
const ordinal = fc.record({
  occurredAt: fc.integer({ min: 0, max: 5 }).map((n) => T0 + n),
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
});
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ type: fc.constantFrom('mapped', 'unmapped', 'check'), siteId, ordinal }),
  fc.record({ type: fc.constant('site-deleted'), siteId, ordinal }),
);
/** Events have ids of their own. */
const events = fc.uniqueArray(event, { selector: ({ ordinal: { id } }) => id, maxLength: 8 });

/** The domain and its sites as a store holds them. */
interface World {
  record: DomainRecord | undefined;
  siteDeletions: Map<number, Ordinal>;
}

const emptyWorld = (): World => ({ record: undefined, siteDeletions: new Map() });

function hear(world: World, { type, siteId: site, ordinal: by }: Event, now: number): void {
  if (type === 'check') {
    world.record &&= recordCheckRequest(world.record, by, now);
  } else if (type === 'site-deleted') {
    const known = world.siteDeletions.get(site);
    if (!known || isNewer(by, known)) world.siteDeletions.set(site, by);
    world.record &&= recordSiteDeletion(world.record, site, by, now);
  } else {
    const wish: Wish = {
      domain: shop,
      intent: type,
      siteId: site,
      domainId: null,
      hasDomainRecord: true,
      stage: null,
      ordinal: by,
    };
    world.record = recordWish(world.record, wish, world.siteDeletions.get(site), now);
  }
}

const aliasOutcome: fc.Arbitrary<AliasOutcome> = fc
  .tuple(
    fc.oneof(
      fc.constant({ kind: 'done' } as const),
      fc.constant({ kind: 'refused', reason: 'no' } as const),
      fc.constant({ kind: 'unauthorized' } as const),
      fc.record({
        kind: fc.constant('failed' as const),
        reason: fc.constant('HTTP 500'),
        retryAfterMs: fc.constantFrom(undefined, 1, HOUR, 2 * DAY),
      }),
    ),
    fc.boolean(),
  )
  .map(([outcome, inDoubt]) => ({ ...outcome, inDoubt }));

/** Credentials that are refused are not tried again for some minutes. */
const writeResult: fc.Arbitrary<WriteResult | 'unauthorized'> = fc.oneof(
  fc.record({ kind: fc.constantFrom('written', 'gone', 'not-configured', 'refused') }),
  fc.record({ kind: fc.constant('kept'), there: fc.constantFrom(...STAGES) }),
  fc.constant('unauthorized' as const),
  fc.record({
    kind: fc.constant('failed'),
    retryAfterMs: fc.constantFrom(undefined, 1, HOUR),
    inDoubt: fc.boolean(),
  }),
);

/** `until` of a call that is put off is counted from the time of its outcome. */
const tellingResult: fc.Arbitrary<TellingResult> = fc.oneof(
  fc.record({ kind: fc.constantFrom('told', 'absent', 'not-configured') }),
  fc.record({ kind: fc.constantFrom('put-off', 'overtaken'), until: fc.constant(0) }),
  fc.record({
    kind: fc.constant('failed'),
    retryAfterMs: fc.constantFrom(undefined, 1, HOUR),
    inDoubt: fc.boolean(),
  }),
);

const dnsPartlyHere: DnsFinding = { ...dnsWrong, visitors: 'here' };
const dnsUnproven: DnsFinding = { ...dnsWrong, visitors: 'elsewhere-unless-proxied' };
const dnsOnItsWay: DnsFinding = { ...dnsSilent, usesNoTry: { ttlSeconds: 600 } };
const ourSilence: DnsFinding = { ...dnsSilent, usesNoTry: {} };
const certificatePartlyWrong: CertificateFinding = {
  ...certificateMissing,
  wrongEverywhere: false,
};

/** The multisite of these histories is told how its domains stand. */
const telling = (now: number) => ({ ...at(now), tellsDiagnoses: true });

/** How the world answers, whatever the step. */
const answers = fc.record({
  alias: aliasOutcome,
  /** How long after it a call in doubt is carried out once more, in milliseconds. */
  lateMs: fc.constantFrom(1, 8000, HOUR, DAY - 1),
  dns: fc.constantFrom(
    dnsRight,
    dnsWrong,
    dnsSilent,
    dnsPartlyHere,
    dnsUnproven,
    dnsOnItsWay,
    ourSilence,
  ),
  certificate: fc.constantFrom(
    certificateRight,
    certificateMissing,
    certificateUnseen,
    certificatePartlyWrong,
  ),
  asked: fc.constantFrom('asked' as const, 'failed' as const),
  told: fc.constantFrom('told' as const, 'failed' as const),
  written: writeResult,
  diagnosis: tellingResult,
});
type Answers = typeof answers extends fc.Arbitrary<infer Value> ? Value : never;

const allGood: Answers = {
  alias: { kind: 'done' },
  lateMs: 0,
  dns: dnsRight,
  certificate: certificateRight,
  asked: 'asked',
  told: 'told',
  written: { kind: 'written' as const },
  diagnosis: { kind: 'told' as const },
};

function outcomeOf(record: DomainRecord, step: Step, answer: Answers, now: number): Outcome {
  const { siteId: site, domainId } = record;
  switch (step.type) {
    case 'add-alias':
      return { step: step.type, result: answer.alias };
    case 'remove-alias':
      return { step: step.type, result: answer.alias };
    case 'request-certificate':
      return { step: step.type, result: answer.asked };
    case 'check-dns':
      return { step: step.type, finding: answer.dns };
    case 'check-certificate':
      return { step: step.type, finding: answer.certificate };
    case 'report':
      return { step: step.type, stage: step.stage, siteId: site, domainId, result: answer.told };
    case 'write-stage': {
      const { stage, after } = step;
      const { written } = answer;
      const result =
        written === 'unauthorized' ? { kind: written, until: now + 5 * 60_000 } : written;
      return { step: step.type, stage, after, knownId: domainId, domainId, result };
    }
    case 'tell-diagnosis': {
      const { fingerprint } = step;
      const { diagnosis } = answer;
      const result = 'until' in diagnosis ? { ...diagnosis, until: now + MINUTE } : diagnosis;
      return { step: step.type, fingerprint, result };
    }
    case 'forget':
      return { step: step.type };
  }
}

/** One turn of a random history: an event, or the next step with its answer, after some time. */
const turn = fc.record({
  event: fc.option(event),
  answer: answers,
  // Thirty turns stay within the 31 days after which no message comes any more.
  afterMs: fc.constantFrom(0, 1, 30_000, 5 * 60_000, HOUR, DAY),
  crashesBeforeSaving: fc.boolean(),
});

/** A look of a live domain, most of them alike, so that some come to an end. */
const look = fc.record({
  dns: fc.oneof(
    { weight: 8, arbitrary: fc.constant(dnsRight) },
    { weight: 30, arbitrary: fc.constantFrom(dnsWrong, dnsUnproven) },
    { weight: 1, arbitrary: fc.constantFrom(dnsPartlyHere, dnsSilent, dnsOnItsWay) },
  ),
  certificate: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(certificateRight, certificateMissing) },
    { weight: 1, arbitrary: fc.constantFrom(certificateUnseen, certificatePartlyWrong) },
  ),
  afterMs: fc.constantFrom(5 * 60_000, 10 * 60_000, HOUR / 2),
});

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

const firstEvent: Event = { type: 'mapped', siteId: 1, ordinal: { occurredAt: T0, id: 'a' } };

function writtenOrInDoubt(answer: Answers['written']): WriteResult {
  const isWritten = answer !== 'unauthorized' && answer.kind !== 'failed';
  return isWritten
    ? { kind: 'written' }
    : { kind: 'failed', retryAfterMs: undefined, inDoubt: true };
}

type Turn = typeof turn extends fc.Arbitrary<infer Value> ? Value : never;

/** Lives through the turns; a crash performs the step outside, but loses what came of it. */
function live(turns: readonly Turn[]) {
  const world = emptyWorld();
  let isAbandoned = false;
  const outside = newOutside();
  const all: Event[] = [];
  let now = T0;
  for (const { event: heard, answer, afterMs, crashesBeforeSaving } of turns) {
    now += afterMs;
    const mayAct = world.record && nextStep(world.record, now).type !== 'rest';
    if (mayAct && world.record && isAbandoned) {
      world.record = takenOver(world.record, now);
      isAbandoned = false;
    }
    const before = world.record;
    const step = before && nextStep(before, now);
    // The event arrives while the step is under way.
    if (heard) {
      hear(world, heard, now);
      all.push(heard);
    }
    if (!step || step.type === 'rest' || !world.record) continue;
    touch(outside, step, answer, now);
    if (crashesBeforeSaving) isAbandoned = true;
    else world.record = apply(world.record, outcomeOf(before, step, answer, now), telling(now));
  }
  if (world.record && isAbandoned) world.record = takenOver(world.record, now);
  return { world, outside, heard: all, now };
}

/** Goes on, with everything well, until whatever can be carried out late has been. */
function liveOn({ world, outside, now: since }: ReturnType<typeof live>): void {
  let now = since;
  for (let steps = 0; steps < 100 && world.record; steps += 1) {
    const step = nextStep(world.record, now);
    if (step.type === 'rest') {
      // Long enough for every retry, too short for a tombstone to be forgotten.
      if (now > since + 10 * DAY) break;
      now += DAY;
      continue;
    }
    touch(outside, step, allGood, now);
    world.record = apply(world.record, outcomeOf(world.record, step, allGood, now), telling(now));
  }
  carryOutLate(outside, now);
}

/** The state of Closte, the multisite and the topic, and the calls that are not carried out yet. */
interface Outside {
  hasAlias: boolean;
  row: Stage;
  told: { stage: Stage; previousStage: Stage; isCertain: boolean }[];
  late: { at: number; carryOut: () => void }[];
}

function newOutside(): Outside {
  return { hasAlias: false, row: 'checking-dns', told: [], late: [] };
}

function carryOutLate(outside: Outside, now: number): void {
  for (const { carryOut } of outside.late.filter(({ at: time }) => time <= now)) carryOut();
  outside.late = outside.late.filter(({ at: time }) => time > now);
}

function touch(outside: Outside, step: Step, answer: Answers, now: number): void {
  carryOutLate(outside, now);
  const later = (carryOut: () => void) => outside.late.push({ at: now + answer.lateMs, carryOut });
  const { alias, written, told } = answer;
  const isCarriedOut = alias.kind === 'done';
  switch (step.type) {
    case 'add-alias':
      if (isCarriedOut) outside.hasAlias = true;
      if (alias.kind === 'refused') outside.hasAlias = false;
      if (alias.inDoubt) {
        later(() => {
          outside.hasAlias = true;
        });
      }
      break;
    case 'remove-alias':
      if (isCarriedOut || alias.kind === 'refused') outside.hasAlias = false;
      if (alias.inDoubt) {
        later(() => {
          outside.hasAlias = false;
        });
      }
      break;
    case 'write-stage': {
      if (written === 'unauthorized') break;
      if (written.kind === 'written') outside.row = step.stage;
      if (written.kind === 'failed' && written.inDoubt) {
        later(() => {
          outside.row = step.stage;
        });
      }
      break;
    }
    case 'report': {
      const { stage, previousStage } = step;
      outside.told.push({ stage, previousStage, isCertain: told === 'told' });
    }
  }
}
