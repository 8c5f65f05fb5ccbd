import type { Step } from '../lifecycle/next-step.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import type { DiagnosisTold, TellingResult } from '../lifecycle/telling.ts';
import type { Telling } from '../multisite/diagnoses.ts';
import { MultisiteError } from '../multisite/failure.ts';
import { diagnosisJson } from '../reporting/diagnosis-json.ts';
import type { Engine } from './engine.ts';
import { pacedCall, type Verdict } from './paced-call.ts';
import { failureOfHost, slowness } from './paced-multisite.ts';

type TellingStep = Extract<Step, { type: 'tell-diagnosis' }>;
type TellingEngine = Pick<Engine, 'store' | 'effects' | 'now' | 'log' | 'random' | 'paces'>;

/** That the plugin answers says nothing of Ultimate Multisite's API; that it is slow does. */
function paceAt(tookMs: number): Verdict {
  const verdict = slowness(tookMs);
  return verdict === 'well' ? 'nothing' : verdict;
}

/** Tells the plugin in WordPress how a domain stands, as one of the few calls that the multisite gets at a time. */
export async function tellDiagnosis(
  record: DomainRecord,
  { fingerprint }: TellingStep,
  engine: TellingEngine,
  signal: AbortSignal,
): Promise<DiagnosisTold> {
  const { effects, log } = engine;
  const { domain } = record;
  const come = (result: TellingResult): DiagnosisTold => ({ fingerprint, result });
  const { diagnoses } = effects;
  if (!diagnoses) return come({ kind: 'not-configured' });

  const attempt = async (): Promise<Telling | MultisiteError> => {
    try {
      return await diagnoses.tell(domain, diagnosisJson(record), signal);
    } catch (error) {
      if (error instanceof MultisiteError) return error;
      throw error;
    }
  };
  const outcome = await pacedCall(
    engine,
    'multisite',
    engine.paces.multisite,
    attempt,
    (tried, tookMs) => (tried instanceof MultisiteError ? failureOfHost(tried) : paceAt(tookMs)),
  );
  if (outcome === 'told' || outcome === 'absent') return come({ kind: outcome });
  if (!(outcome instanceof MultisiteError)) return come({ kind: 'put-off', until: outcome.until });
  const { kind, message, retryAfterMs } = outcome;
  log.warn({ domain, step: 'tell-diagnosis', multisiteFailure: kind }, message);
  return come({ kind: 'failed', retryAfterMs });
}
