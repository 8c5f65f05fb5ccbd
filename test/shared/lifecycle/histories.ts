import fc from 'fast-check';
import { apply } from '../../../shared/lifecycle/apply.ts';
import type { WriteResult } from '../../../shared/lifecycle/apply-write.ts';
import { takenOver } from '../../../shared/lifecycle/in-doubt.ts';
import { nextStep, type Step } from '../../../shared/lifecycle/next-step.ts';
import type { Stage } from '../../../shared/lifecycle/stage.ts';
import {
  certificateMissing,
  certificateRight,
  certificateUnseen,
  DAY,
  dnsRight,
  dnsSilent,
  dnsWrong,
  HOUR,
  T0,
} from '../../support/records.ts';
import {
  type Answers,
  allGood,
  answers,
  certificatePartlyWrong,
  dnsOnItsWay,
  dnsPartlyHere,
  dnsUnproven,
  outcomeOf,
  telling,
} from './answers.ts';
import { type Event, emptyWorld, event, hear } from './events-heard.ts';

/** One turn of a random history: an event, or the next step with its answer, after some time. */
export const turn = fc.record({
  event: fc.option(event),
  answer: answers,
  // Thirty turns stay within the 31 days after which no message comes any more.
  afterMs: fc.constantFrom(0, 1, 30_000, 5 * 60_000, HOUR, DAY),
  crashesBeforeSaving: fc.boolean(),
});

/** A look of a live domain, most of them alike, so that some come to an end. */
export const look = fc.record({
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

export const firstEvent: Event = {
  type: 'mapped',
  siteId: 1,
  ordinal: { occurredAt: T0, id: 'a' },
};

export function writtenOrInDoubt(answer: Answers['written']): WriteResult {
  const isWritten = answer !== 'unauthorized' && answer.kind !== 'failed';
  return isWritten
    ? { kind: 'written' }
    : { kind: 'failed', retryAfterMs: undefined, inDoubt: true };
}

type Turn = typeof turn extends fc.Arbitrary<infer Value> ? Value : never;

/** Lives through the turns; a crash performs the step outside, but loses what came of it. */
export function live(turns: readonly Turn[]) {
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
export function liveOn({ world, outside, now: since }: ReturnType<typeof live>): void {
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
