import type { Engine } from './advance.ts';
import { ClosteError } from './closte/failure.ts';
import type { Outcome } from './lifecycle/apply.ts';
import type { AliasOutcome } from './lifecycle/apply-alias.ts';
import type { Step } from './lifecycle/next-step.ts';
import type { DomainRecord } from './lifecycle/record.ts';
import { CERTIFICATE_REQUEST_MS } from './lifecycle/rest.ts';
import type { Policy } from './policy.ts';
import { statusMessage } from './reporting/status-message.ts';

/**
 * Does what a step says and tells what came of it. Only an aborted signal, and a fault in our own
 * program, are thrown; whatever the world outside does is an outcome.
 */
export async function perform(
  step: Step,
  record: DomainRecord,
  policy: Policy,
  engine: Engine,
  signal: AbortSignal,
): Promise<Outcome> {
  const { closte, checkDns, checkCertificate, report } = engine.effects;
  const { domain } = record;
  switch (step.type) {
    case 'add-alias':
      return { step: step.type, result: await aliasOutcome(closte.addAlias(domain, signal)) };
    case 'remove-alias':
      return { step: step.type, result: await aliasOutcome(closte.removeAlias(domain, signal)) };
    case 'request-certificate':
      return { step: step.type, result: await requestCertificate(record, engine, signal) };
    case 'check-dns':
      return { step: step.type, finding: await checkDns(domain, policy.network, signal) };
    case 'check-certificate':
      return { step: step.type, finding: await checkCertificate(domain, step.addresses, signal) };
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
    case 'forget':
      return { step: step.type };
  }
}

async function aliasOutcome(call: Promise<void>): Promise<AliasOutcome> {
  try {
    await call;
    return { kind: 'done' };
  } catch (error) {
    if (!(error instanceof ClosteError)) throw error;
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
  { store, effects, now, log }: Engine,
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
    log.warn({ domain, err: error }, 'the certificate could not be asked for');
    return 'failed';
  }
}
