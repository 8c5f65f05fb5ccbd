import type { Outcome } from '../lifecycle/apply.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { isLive } from '../lifecycle/stage.ts';
import type { Engine } from './engine.ts';

/** Logs a step with its outcome. */
export function logStep(
  record: DomainRecord,
  after: DomainRecord | undefined,
  outcome: Outcome,
  durationMs: number,
  { now, log }: Engine,
): void {
  const summary = summaryOf(outcome);
  // If nothing is written, there is nothing to log.
  if (summary === 'not-configured') return;
  const { domain, stage } = record;
  // Looks that change nothing are not logged, since there may be very many. A stage change has a line of its
  // own with the reason, followed by the message on the topic.
  const isStillFine = summary === 'right' && isLive(stage) && after?.stage === stage;
  const isToldAnyway = summary === 'right' && after !== undefined && after.stage !== stage;
  const isRoutine = summary === 'put-off' || (outcome.step === 'report' && summary === 'told');
  const level = isRoutine || isStillFine || isToldAnyway ? 'debug' : 'info';
  const step = { domain, step: outcome.step, stage, outcome: summary, durationMs };
  log[level]({ ...step, ...daysLeft(outcome, now()) }, `${outcome.step}: ${summary}`);
}

const DAY_MS = 24 * 60 * 60_000;

/**
 * For a certificate that is good, but should have been renewed by now: an alert watches the days that it
 * has left.
 */
function daysLeft(outcome: Outcome, now: number): { certificateDaysLeft?: number } {
  if (outcome.step !== 'check-certificate') return {};
  const { problems, certificate } = outcome.finding;
  const isExpiring = problems.some(({ code }) => code === 'certificate-expiring');
  if (!certificate || !isExpiring) return {};
  const days = (Date.parse(certificate.validTo) - now) / DAY_MS;
  return { certificateDaysLeft: Math.floor(days * 10) / 10 };
}

/** Logs a stage change with its reason. */
export function logStageChange(
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

/** The result of a step in a word or two, for the log. */
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
