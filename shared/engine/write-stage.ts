import type { StageWritten, WriteResult } from '../lifecycle/apply-write.ts';
import { isToBeKept } from '../lifecycle/intent.ts';
import type { Step } from '../lifecycle/next-step.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { isUnderway, type Stage } from '../lifecycle/stage.ts';
import type { Multisite } from '../multisite/client.ts';
import { type DomainItem, stageOf } from '../multisite/domain-item.ts';
import { MultisiteError } from '../multisite/failure.ts';
import type { Engine } from './engine.ts';
import { recordAcceptance, recordRefusal, refusedUntil } from './multisite-refusal.ts';

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
    const item = await recordToWrite(multisite, record, stage, signal);
    domainId ??= item?.id ?? null;
    const kind =
      domainId === null
        ? 'gone'
        : item && isKept(item, stage)
          ? 'kept'
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

/** The multisite's record, if it has to be looked up or may have to be kept as it is. */
async function recordToWrite(
  multisite: Multisite,
  { domain, domainId }: DomainRecord,
  stage: Stage,
  signal: AbortSignal,
): Promise<DomainItem | undefined> {
  if (domainId === null) return multisite.find(domain, signal);
  if (!isUnderway(stage)) return undefined;
  try {
    return await multisite.get(domainId, signal);
  } catch (error) {
    // Whether it can be written, the writing tells.
    if (error instanceof MultisiteError && error.kind !== 'unauthorized') return undefined;
    throw error;
  }
}

function isKept(item: DomainItem, stage: Stage): boolean {
  const there = stageOf(item);
  return there !== null && isToBeKept(there, stage);
}
