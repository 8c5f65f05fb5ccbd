import type { Outcome } from '../lifecycle/apply.ts';
import type { AliasOutcome } from '../lifecycle/apply-alias.ts';
import type { Step } from '../lifecycle/next-step.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { statusMessage } from '../reporting/status-message.ts';
import type { Pass } from '../verification/open-checks.ts';
import type { Engine } from './engine.ts';
import { pacedAliasHost } from './paced-alias-host.ts';
import type { Policy } from './policy.ts';
import { tellDiagnosis } from './tell-diagnosis.ts';
import { writeStage } from './write-stage.ts';

/**
 * For a domain that was recorded before the network was known. The host serves the network's own domain
 * already.
 */
const OWN_IS_NOT_ADDED: AliasOutcome = {
  kind: 'refused',
  reason: "it is the network's own domain",
};
const OWN_IS_NOT_REMOVED: AliasOutcome = { kind: 'done' };

/**
 * Performs a step and returns its outcome. Only an aborted signal and a fault in our own program are
 * thrown; anything that the outside does is an outcome.
 */
export async function perform(
  step: Step,
  record: DomainRecord,
  policy: Policy,
  pass: Pass,
  engine: Engine,
  signal: AbortSignal,
): Promise<Outcome> {
  const { report } = engine.effects;
  const aliasHost = pacedAliasHost(engine.effects.aliasHost, engine.paces.aliasHost, engine);
  const { domain } = record;
  const isOwn = domain === policy.network.domain || domain === policy.toldDomain;
  switch (step.type) {
    case 'add-alias':
      return {
        step: step.type,
        result: isOwn ? OWN_IS_NOT_ADDED : await aliasHost.add(domain, signal),
      };
    case 'remove-alias':
      return {
        step: step.type,
        result: isOwn ? OWN_IS_NOT_REMOVED : await aliasHost.remove(domain, signal),
      };
    case 'request-certificate':
      return { step: step.type, result: await aliasHost.requestCertificate(domain, signal) };
    case 'check-dns':
      return { step: step.type, finding: await pass.checkDns(domain, policy.network, signal) };
    case 'check-certificate':
      return {
        step: step.type,
        finding: await pass.checkCertificate(domain, step.addresses, signal),
      };
    case 'report': {
      const { type, stage, previousStage } = step;
      const { siteId, domainId } = record;
      const of = { step: type, stage, siteId, domainId };
      try {
        await report(statusMessage(record, previousStage, engine.now()));
        return { ...of, result: 'told' };
      } catch (err) {
        engine.log.warn({ domain, err }, 'the stage change could not be reported yet');
        return { ...of, result: 'failed' };
      }
    }
    case 'write-stage':
      return { step: step.type, ...(await writeStage(record, step, engine, signal)) };
    case 'tell-diagnosis':
      return { step: step.type, ...(await tellDiagnosis(record, step, engine, signal)) };
    case 'forget':
      return { step: step.type };
  }
}
