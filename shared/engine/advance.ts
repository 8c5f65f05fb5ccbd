import { apply, type Outcome } from '../lifecycle/apply.ts';
import type { Circumstances } from '../lifecycle/circumstances.ts';
import { takenOver } from '../lifecycle/in-doubt.ts';
import { isTakenDown } from '../lifecycle/lost.ts';
import { nextStep, type Rest, type Step } from '../lifecycle/next-step.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { withMilestones } from '../lifecycle/with-milestones.ts';
import type { Change, Claim } from '../store/store.ts';
import type { Pass } from '../verification/open-checks.ts';
import { holdsLiveDomains } from './brake.ts';
import { type Engine, LEASE_MS } from './engine.ts';
import { logStageChange, logStep } from './log-step.ts';
import { recordOf } from './mend.ts';
import { perform } from './perform.ts';
import type { Policy } from './policy.ts';
import {
  abandoned,
  callsOf,
  combined,
  type Reached,
  renewed,
  saved,
  settled,
  UNCHANGED,
} from './reached.ts';
import { recordDoubt } from './record-doubt.ts';
import { secondsToLive, talliedOf } from './tally.ts';

/**
 * - `rested`: nothing more to do now
 * - `left`: only looks are left, for the next sweep; they are still due
 * - `interrupted`: the signal aborted first; the rest is still due
 * - `failed`: an error of our own; retried when the claim expires
 */
export type Advanced = 'rested' | 'left' | 'interrupted' | 'failed';

/**
 * Advances a claimed domain as far as possible now: performs the record's next step and saves the result
 * before it touches anything outside again, until the record rests. Releases the claim. Never throws.
 *
 * @param claimedAt when the claim's lease began, in milliseconds since the epoch: a slow store may have granted
 *   the claim much later
 * @param leavesLooks whether a look is now left to the next sweep; by default none is
 */
export async function advance(
  engine: Engine,
  claim: Claim,
  policy: Policy,
  pass: Pass,
  signal: AbortSignal,
  claimedAt: number,
  leavesLooks: () => boolean = () => false,
): Promise<Advanced> {
  const log = engine.log.child({ domain: claim.domain });
  try {
    let reached: Reached | undefined = {
      record: await recordOf(engine, claim),
      unsaved: claim.mayBeUndone ? [{ change: UNCHANGED }] : [],
      savedAt: claim.mayBeUndone ? Number.NEGATIVE_INFINITY : claimedAt,
    };
    if (claim.isTakenOver) {
      const at = engine.now();
      reached = await renewed(engine, claim, (latest) => takenOver(latest, at));
    }
    while (reached) {
      if (signal.aborted) {
        await abandoned(engine, claim, reached);
        return 'interrupted';
      }
      if (leavesLooks() && isLook(nextStep(reached.record, engine.now()))) {
        await abandoned(engine, claim, reached);
        return 'left';
      }
      reached = await advanceOnce(engine, claim, reached, policy, pass, signal);
    }
    return 'rested';
  } catch (error) {
    // A request that was sent may still be carried out, so nobody else touches the domain until the claim
    // expires.
    if (signal.aborted && error === signal.reason) return 'interrupted';
    log.error({ err: error }, 'cannot be advanced; tried again when the claim expires');
    return 'failed';
  }
}

/**
 * A call is begun only while its claim is no older: it may wait for 12 s (`paced-call.ts`) and take 45 s, and
 * the claim must outlast both. An older one, which a slow store may grant, is renewed first.
 */
const OLDEST_CLAIM_MS = 3000;

/**
 * The result of a call waits at most this long to be saved together with the next one: the rest of the claim
 * is enough for any step.
 */
const SAVED_TOGETHER_MS = 2000;

/**
 * Performs one step. Returns how far that got, or undefined once the domain rests. A look that leaves the
 * stage unchanged is saved together with the next result, so that most daily looks take one write; the same
 * holds for a call that was put off, and for one that a crash may repeat without harm. The last result is
 * saved together with the release of the claim.
 */
async function advanceOnce(
  engine: Engine,
  claim: Claim,
  { record, unsaved, savedAt }: Reached,
  policy: Policy,
  pass: Pass,
  signal: AbortSignal,
): Promise<Reached | undefined> {
  const { store, now } = engine;
  const step = nextStep(record, now());
  const startedAt = now();
  const isSoon = () => now() - savedAt < SAVED_TOGETHER_MS;
  const isOutlasted = startedAt - savedAt <= OLDEST_CLAIM_MS;
  const calls: Step[] = [...callsOf(unsaved)];
  try {
    if (step.type === 'rest') return await settled(engine, claim, unsaved, calls.length === 0);
    // A step that reaches outside must use the newest record; a superfluous request for a certificate does no
    // harm.
    const isUpToDate = unsaved.length === 0 || (isSoon() && step.type === 'request-certificate');
    if (!isLook(step) && !(isUpToDate && isOutlasted)) {
      return await renewed(engine, claim, combined(unsaved));
    }
    calls.push(step);
    const outcome = await perform(step, record, policy, pass, engine, signal);
    const circumstances = await circumstancesOf(engine, record, outcome, policy, startedAt);
    const change: Change = (latest) =>
      withMilestones(latest, apply(latest, outcome, circumstances), circumstances.now);
    const expected = change(record);
    const isCall = !isLook(step) && !isPutOff(outcome);
    const changes = [...unsaved, isCall ? { change, call: step } : { change }];
    const next = expected && nextStep(expected, now());
    const isSavedLater = !isCall || (isSoon() && isHarmlessTwice(step, next));
    const reached =
      isSavedLater && expected?.stage === record.stage
        ? { record: expected, unsaved: changes, savedAt }
        : next?.type === 'rest'
          ? await settled(engine, claim, changes, false)
          : saved(
              await store.save(claim, combined(changes), circumstances.now + LEASE_MS),
              circumstances.now,
            );

    const after = reached?.record ?? expected;
    logStep(record, after, outcome, now() - startedAt, engine);
    const toLive = secondsToLive(record, after, now());
    engine.tally.add(talliedOf(outcome, toLive));
    if (after && after.stage !== record.stage) logStageChange(record, after, toLive, engine);
    return reached;
  } catch (error) {
    // A look that is interrupted leaves nothing behind: the next sweep need not wait for the claim's end.
    const isInterrupted = isLook(step) && signal.aborted && error === signal.reason;
    if (isInterrupted) await abandoned(engine, claim, { record, unsaved });
    // The step was interrupted, or its result could no longer be saved: the result is unknown.
    else for (const call of calls) await recordDoubt(engine, record, call);
    throw error;
  }
}

/**
 * Whether a step's result may be saved together with that of the next step: if both are lost, the step is
 * only repeated. The alias is then already there, or the certificate requested; and the readers of the topic
 * expect repeated messages.
 */
function isHarmlessTwice({ type }: Step, next: Step | Rest | undefined): boolean {
  switch (next?.type) {
    case 'check-dns':
    case 'check-certificate':
      return type === 'add-alias' || type === 'request-certificate' || type === 'report';
    case 'request-certificate':
      return type === 'report';
    default:
      return false;
  }
}

function isLook({ type }: Step | Rest): boolean {
  return type === 'check-dns' || type === 'check-certificate';
}

/** A call that was not made is noted in the record, and not logged. */
function isPutOff(outcome: Outcome): boolean {
  return (
    'result' in outcome && typeof outcome.result === 'object' && outcome.result.kind === 'put-off'
  );
}

/** The brake is consulted only if a look would take a live domain down. */
async function circumstancesOf(
  engine: Engine,
  record: DomainRecord,
  outcome: Outcome,
  { limits, network }: Policy,
  begunAt: number,
): Promise<Circumstances> {
  const { now, random, effects } = engine;
  const tellsDiagnoses = effects.diagnoses !== undefined;
  const circumstances = { now: now(), begunAt, limits, random, tellsDiagnoses };
  if (!isTakenDown(record, apply(record, outcome, circumstances))) return circumstances;
  const isHeld = await holdsLiveDomains(engine, record, outcome, network);
  return { ...circumstances, holdsLiveDomains: isHeld };
}
