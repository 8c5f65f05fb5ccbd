import type { StageWritten, WriteResult } from '../lifecycle/apply-write.ts';
import { isToBeKept } from '../lifecycle/kept.ts';
import type { Step } from '../lifecycle/next-step.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { isLive, type Stage } from '../lifecycle/stage.ts';
import type { Multisite } from '../multisite/client.ts';
import { type DomainItem, stageOf } from '../multisite/domain-item.ts';
import { MultisiteError } from '../multisite/failure.ts';
import type { Engine } from './engine.ts';
import { recordAcceptance, recordRefusal, refusedUntil } from './multisite-refusal.ts';

type WriteStep = Extract<Step, { type: 'write-stage' }>;
type WriteEngine = Pick<Engine, 'store' | 'effects' | 'now' | 'log'>;

/**
 * Writes the stage to the multisite's own record of the domain, looking up its id if no event has
 * told it. It is looked at first: what is equal is not written, for an administrator may have changed
 * whether it is secure since, and what is live may have to be kept. While the multisite is known to
 * refuse the credentials, it is not asked.
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
    const item = await itemOf(multisite, record, stage, signal);
    if (item !== 'not-seen') domainId ??= item?.id ?? null;
    const result = await written(multisite, { ...record, stage, domainId }, item, signal);
    await recordAcceptance({ store, log }, settings);
    return come(result);
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

async function written(
  multisite: Multisite,
  record: DomainRecord,
  item: DomainItem | 'not-seen' | undefined,
  signal: AbortSignal,
): Promise<WriteResult> {
  const { domainId, stage } = record;
  if (item === undefined || domainId === null) return { kind: 'gone' };
  const there = item === 'not-seen' ? null : stageOf(item);
  if (there === stage) return { kind: 'written' };
  if (there !== null && isToBeKept(there, record)) return { kind: 'kept', there };
  return { kind: await multisite.write(domainId, { stage, secure: stage === 'done' }, signal) };
}

/** Failures of a look that do not speak against writing. */
const BLIND: ReadonlySet<MultisiteError['kind']> = new Set(['unavailable', 'refused']);

/**
 * The multisite's record of the domain; undefined if there is none. A stage that takes nothing down may
 * be written without a look: whether it can be, the writing tells.
 */
async function itemOf(
  multisite: Multisite,
  { domain, domainId }: DomainRecord,
  stage: Stage,
  signal: AbortSignal,
): Promise<DomainItem | 'not-seen' | undefined> {
  if (domainId === null) return multisite.find(domain, signal);
  try {
    return await multisite.get(domainId, signal);
  } catch (error) {
    const isBlind = error instanceof MultisiteError && BLIND.has(error.kind);
    if (isBlind && isLive(stage)) return 'not-seen';
    throw error;
  }
}
