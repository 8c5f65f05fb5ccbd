import { ClosteError } from '../closte/failure.ts';
import type { Outcome } from '../lifecycle/apply.ts';
import type { AliasOutcome } from '../lifecycle/apply-alias.ts';
import type { Step } from '../lifecycle/next-step.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { CERTIFICATE_REQUEST_MS } from '../lifecycle/rest.ts';
import { statusMessage } from '../reporting/status-message.ts';
import type { Pass } from '../verification/open-checks.ts';
import type { Engine } from './engine.ts';
import type { Policy } from './policy.ts';
import { writeStage } from './write-stage.ts';

/**
 * Does what a step says and tells what came of it. Only an aborted signal, and a fault in our own
 * program, are thrown; whatever the world outside does is an outcome.
 */
export async function perform(
  step: Step,
  record: DomainRecord,
  policy: Policy,
  pass: Pass,
  engine: Engine,
  signal: AbortSignal,
): Promise<Outcome> {
  const { closte, report } = engine.effects;
  const { domain } = record;
  const logFailure = ({ kind, message }: ClosteError) =>
    engine.log.warn({ domain, step: step.type, closteFailure: kind }, message);
  switch (step.type) {
    case 'add-alias': {
      const call = closte.addAlias(domain, signal);
      return { step: step.type, result: await aliasOutcome(call, logFailure) };
    }
    case 'remove-alias': {
      const call = closte.removeAlias(domain, signal);
      return { step: step.type, result: await aliasOutcome(call, logFailure) };
    }
    case 'request-certificate':
      return {
        step: step.type,
        result: await requestCertificate(record, engine, logFailure, signal),
      };
    case 'check-dns':
      return { step: step.type, finding: await pass.checkDns(domain, policy.network, signal) };
    case 'check-certificate':
      return {
        step: step.type,
        finding: await pass.checkCertificate(domain, step.addresses, signal),
      };
    case 'report': {
      const { type, stage, previousStage } = step;
      try {
        await report(statusMessage(record, previousStage, engine.now()));
        return { step: type, stage, result: 'told' };
      } catch (err) {
        engine.log.warn({ domain, err }, 'the stage change could not be reported yet');
        return { step: type, stage, result: 'failed' };
      }
    }
    case 'write-stage':
      return { step: step.type, ...(await writeStage(record, step, engine, signal)) };
    case 'forget':
      return { step: step.type };
  }
}

type LogFailure = (failure: ClosteError) => void;

async function aliasOutcome(call: Promise<void>, logFailure: LogFailure): Promise<AliasOutcome> {
  try {
    await call;
    return { kind: 'done' };
  } catch (error) {
    if (!(error instanceof ClosteError)) throw error;
    logFailure(error);
    const { kind, message, retryAfterMs } = error;
    if (kind === 'refused-domain') return { kind: 'refused', reason: message };
    if (kind === 'unauthorized') return { kind: 'unauthorized' };
    return { kind: 'failed', reason: message, retryAfterMs };
  }
}

/**
 * Which endpoint answers is a fact about Closte, so it is remembered for the whole network; that
 * none does is remembered for a day.
 */
async function requestCertificate(
  { domain }: DomainRecord,
  { store, effects, now }: Engine,
  logFailure: LogFailure,
  signal: AbortSignal,
): Promise<'asked' | 'failed'> {
  const { certificateEndpoint: known } = await store.readSettings();
  const noneAnswered = known?.path === null && now() < known.askedAt + CERTIFICATE_REQUEST_MS;
  if (noneAnswered) return 'asked';

  try {
    const path = await effects.closte.requestCertificate(domain, known?.path ?? undefined, signal);
    if (path === undefined || path !== known?.path) {
      const certificateEndpoint = { path: path ?? null, askedAt: now() };
      await store.changeSettings((settings) => ({ ...settings, certificateEndpoint }));
    }
    return 'asked';
  } catch (error) {
    if (!(error instanceof ClosteError)) throw error;
    logFailure(error);
    return 'failed';
  }
}
