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

/**
 * An answer of the plugin proves nothing about Ultimate Multisite's API, but a slow one shows that
 * WordPress is slow.
 */
function paceAt(tookMs: number): Verdict {
  const verdict = slowness(tookMs);
  return verdict === 'well' ? 'nothing' : verdict;
}

/**
 * The plugin accepts a diagnosis that was signed later than the one it has, but none that was signed more
 * than five minutes ahead.
 */
const FURTHEST_AHEAD_MS = 5 * 60_000;
const SOON_MS = 1000;

/**
 * Another instance, whose clock is ahead of ours, has sent a diagnosis: once our clock is past that time, the
 * newest one is sent.
 */
function afterTheOther(toldAt: number | undefined, now: number): TellingResult {
  if (toldAt === undefined) return { kind: 'failed', retryAfterMs: undefined, inDoubt: true };
  const aheadMs = Math.min(Math.max(toldAt - now, 0), FURTHEST_AHEAD_MS);
  return { kind: 'overtaken', until: now + aheadMs + SOON_MS };
}

/**
 * Sends a domain's diagnosis to the plugin in WordPress, as one of the few concurrent calls to the multisite.
 */
export async function tellDiagnosis(
  record: DomainRecord,
  { fingerprint }: TellingStep,
  engine: TellingEngine,
  signal: AbortSignal,
): Promise<DiagnosisTold> {
  const { effects, log } = engine;
  const { domain } = record;
  const toldWith = (result: TellingResult): DiagnosisTold => ({ fingerprint, result });
  const { diagnoses } = effects;
  if (!diagnoses) return toldWith({ kind: 'not-configured' });

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
  if (outcome === 'told' || outcome === 'absent') return toldWith({ kind: outcome });
  if ('toldAt' in outcome) return toldWith(afterTheOther(outcome.toldAt, engine.now()));
  if (!(outcome instanceof MultisiteError))
    return toldWith({ kind: 'put-off', until: outcome.until });
  const { kind, message, retryAfterMs, mayBeDone } = outcome;
  log.warn({ domain, step: 'tell-diagnosis', multisiteFailure: kind }, message);
  return toldWith({ kind: 'failed', retryAfterMs, inDoubt: mayBeDone });
}
