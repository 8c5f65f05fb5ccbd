import { apply, type Outcome } from '../lifecycle/apply.ts';
import type { Circumstances } from '../lifecycle/circumstances.ts';
import { takenOver } from '../lifecycle/in-doubt.ts';
import { isTakenDown } from '../lifecycle/lost.ts';
import { nextStep, type Step } from '../lifecycle/next-step.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { isLive } from '../lifecycle/stage.ts';
import { withMilestones } from '../lifecycle/with-milestones.ts';
import type { Change, Claim } from '../store/store.ts';
import type { Pass } from '../verification/open-checks.ts';
import { holdsLiveDomains } from './brake.ts';
import { type Engine, LEASE_MS } from './engine.ts';
import { recordOf } from './mend.ts';
import { perform } from './perform.ts';
import type { Policy } from './policy.ts';
import { recordDoubt } from './record-doubt.ts';
import { secondsToLive, talliedOf } from './tally.ts';

/**
 * - `rested`: nothing more to do now
 * - `interrupted`: the signal came first; what is left is still due
 * - `failed`: something that should not happen did; tried again when the claim expires
 */
export type Advanced = 'rested' | 'interrupted' | 'failed';

/**
 * Takes a claimed domain as far as it can go now: performs what its record needs next and saves
 * what came of it, before anything outside is touched again, until the record rests. Gives the claim back. Never throws.
 */
export async function advance(
  engine: Engine,
  claim: Claim,
  policy: Policy,
  pass: Pass,
  signal: AbortSignal,
): Promise<Advanced> {
  const log = engine.log.child({ domain: claim.domain });
  try {
    let reached = saved(await recordOf(engine, claim));
    if (claim.isTakenOver) {
      const taken = await engine.store.save(claim, (latest) => takenOver(latest, engine.now()));
      reached = saved(taken);
    }
    while (reached) {
      if (signal.aborted) {
        await engine.store.abandon(claim);
        return 'interrupted';
      }
      reached = await advanceOnce(engine, claim, reached, policy, pass, signal);
    }
    return 'rested';
  } catch (error) {
    // What was sent may still be carried out: until its claim expires, nobody else touches such a domain.
    if (signal.aborted && error === signal.reason) return 'interrupted';
    log.error({ err: error }, 'cannot be advanced; tried again when the claim expires');
    return 'failed';
  }
}

/** How far a domain has come. */
interface Reached {
  readonly record: DomainRecord;
  /** What looks made of it and is not saved yet: if it is lost, they are repeated. */
  readonly unsaved: readonly Change[];
}

function saved(record: DomainRecord | undefined): Reached | undefined {
  return record && { record, unsaved: [] };
}

/**
 * Performs one step; how far that came, or undefined once the domain rests. A look that leaves the stage as it
 * is gets saved with what comes next, so that most daily looks are written once; so does a call that was put off.
 */
async function advanceOnce(
  engine: Engine,
  claim: Claim,
  { record, unsaved }: Reached,
  policy: Policy,
  pass: Pass,
  signal: AbortSignal,
): Promise<Reached | undefined> {
  const { store, now } = engine;
  const step = nextStep(record, now());
  if (step.type === 'rest') return saved(await store.settle(claim, now(), inTurn(unsaved)));
  // What reaches outside goes by the newest record.
  if (unsaved.length > 0 && !isLook(step)) {
    return saved(await store.save(claim, inTurn(unsaved), now() + LEASE_MS));
  }

  const startedAt = now();
  try {
    const outcome = await perform(step, record, policy, pass, engine, signal);
    const circumstances = await circumstancesOf(engine, record, outcome, policy, startedAt);
    const change: Change = (latest) =>
      withMilestones(latest, apply(latest, outcome, circumstances), circumstances.now);
    const expected = change(record);
    const isSavedLater = (isLook(step) || isPutOff(outcome)) && expected?.stage === record.stage;
    const after = isSavedLater
      ? expected
      : await store.save(claim, inTurn([...unsaved, change]), circumstances.now + LEASE_MS);

    logStep(record, after, outcome, now() - startedAt, engine);
    const toLive = secondsToLive(record, after, now());
    engine.tally.add(talliedOf(outcome, toLive));
    if (after && after.stage !== record.stage) logStageChange(record, after, toLive, engine);
    return after && { record: after, unsaved: isSavedLater ? [...unsaved, change] : [] };
  } catch (error) {
    // A look that is interrupted leaves nothing behind: the next sweep need not wait for the claim's end.
    if (isLook(step) && signal.aborted && error === signal.reason) await store.abandon(claim);
    // Interrupted, or too late to be saved: what came of it is not known.
    await recordDoubt(engine, record, step);
    throw error;
  }
}

function isLook({ type }: Step): boolean {
  return type === 'check-dns' || type === 'check-certificate';
}

/** A call that was not made is noted, and told to nobody. */
function isPutOff(outcome: Outcome): boolean {
  return (
    'result' in outcome && typeof outcome.result === 'object' && outcome.result.kind === 'put-off'
  );
}

/** All changes as one. */
function inTurn(changes: readonly Change[]): Change {
  return (latest) =>
    changes.reduce<DomainRecord | undefined>((record, change) => record && change(record), latest);
}

/** Whether live domains are held is asked only where one would be taken down. */
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

function logStep(
  record: DomainRecord,
  after: DomainRecord | undefined,
  outcome: Outcome,
  durationMs: number,
  { now, log }: Engine,
): void {
  const summary = summaryOf(outcome);
  // Where nothing is written, that is nothing to tell.
  if (summary === 'not-configured') return;
  const { domain, stage } = record;
  // There may be very many, and they say nothing of the domain, or nothing new.
  const isStillFine = summary === 'right' && isLive(stage) && after?.stage === stage;
  const level = summary === 'put-off' || isStillFine ? 'debug' : 'info';
  const step = { domain, step: outcome.step, stage, outcome: summary, durationMs };
  log[level]({ ...step, ...daysLeft(outcome, now()) }, `${outcome.step}: ${summary}`);
}

const DAY_MS = 24 * 60 * 60_000;

/** Of a certificate that is good, but should have been renewed by now: there is an alert on the days that it has left. */
function daysLeft(outcome: Outcome, now: number): { certificateDaysLeft?: number } {
  if (outcome.step !== 'check-certificate') return {};
  const { problems, certificate } = outcome.finding;
  const isExpiring = problems.some(({ code }) => code === 'certificate-expiring');
  if (!certificate || !isExpiring) return {};
  const days = (Date.parse(certificate.validTo) - now) / DAY_MS;
  return { certificateDaysLeft: Math.floor(days * 10) / 10 };
}

function logStageChange(
  before: DomainRecord,
  after: DomainRecord,
  secondsSinceEvent: number | undefined,
  { log }: Engine,
): void {
  const { domain, stage } = after;
  const reason = after.history.at(-1)?.reason;
  const age = secondsSinceEvent === undefined ? {} : { secondsSinceEvent };
  log.info(
    { domain, stage, previousStage: before.stage, reason, ...age },
    `${before.stage} → ${stage}`,
  );
}

/** What came of a step, in a word or two for the log. */
function summaryOf(outcome: Outcome): string {
  switch (outcome.step) {
    case 'add-alias':
    case 'remove-alias':
      return outcome.result.kind;
    case 'check-dns':
    case 'check-certificate': {
      const { verdict, problems } = outcome.finding;
      return [verdict, ...problems.map(({ code }) => code)].join(' ');
    }
    case 'write-stage':
    case 'tell-diagnosis':
      return outcome.result.kind;
    case 'forget':
      return 'done';
    case 'request-certificate':
      return typeof outcome.result === 'object' ? outcome.result.kind : outcome.result;
    case 'report':
      return outcome.result;
  }
}
