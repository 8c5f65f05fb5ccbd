import type { Engine } from '../advance.ts';
import type { StageWritten, WriteResult } from '../lifecycle/apply-write.ts';
import type { Step } from '../lifecycle/next-step.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import type { Multisite } from './client.ts';
import { MultisiteError } from './failure.ts';
import { recordAcceptance, recordRefusal, refusedUntil } from './refusal.ts';

type WriteStep = Extract<Step, { type: 'write-stage' }>;
type WriteEngine = Pick<Engine, 'store' | 'effects' | 'now' | 'log'>;

/**
 * Writes the stage to the multisite's own record of the domain, looking up its id if no event has
 * told it. While the multisite is known to refuse the credentials, it is not asked.
 */
export async function writeStage(
  record: DomainRecord,
  { stage, after }: WriteStep,
  { store, effects: { multisite }, now, log }: WriteEngine,
  signal: AbortSignal,
): Promise<StageWritten> {
  let { domainId } = record;
  const come = (result: WriteResult): StageWritten => ({ stage, after, domainId, result });
  if (!multisite) return come({ kind: 'not-configured' });

  const settings = await store.readSettings();
  const until = refusedUntil(settings, now());
  if (until !== undefined) return come({ kind: 'unauthorized', until });
  try {
    domainId ??= await lookUp(multisite, record, signal);
    const kind =
      domainId === null
        ? 'gone'
        : await multisite.write(domainId, { stage, secure: stage === 'done' }, signal);
    await recordAcceptance({ store, log }, settings);
    return come({ kind });
  } catch (error) {
    if (!(error instanceof MultisiteError)) throw error;
    const { kind, message, retryAfterMs } = error;
    if (kind === 'unauthorized') {
      return come({ kind, until: await recordRefusal({ store, log }, message, now()) });
    }
    log.warn({ domain: record.domain, step: 'write-stage', multisiteFailure: kind }, message);
    return come(kind === 'refused' ? { kind } : { kind: 'failed', retryAfterMs });
  }
}

async function lookUp(
  multisite: Multisite,
  { domain }: DomainRecord,
  signal: AbortSignal,
): Promise<number | null> {
  const item = await multisite.find(domain, signal);
  return item?.id ?? null;
}
