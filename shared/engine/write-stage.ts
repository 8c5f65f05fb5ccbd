import type { StageWritten, WriteResult } from '../lifecycle/apply-write.ts';
import { isToBeKept } from '../lifecycle/kept.ts';
import type { Step } from '../lifecycle/next-step.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import { isLive, type Stage } from '../lifecycle/stage.ts';
import { type Multisite, nameOf } from '../multisite/client.ts';
import { type DomainItem, stageOf } from '../multisite/domain-item.ts';
import { MultisiteError } from '../multisite/failure.ts';
import type { Engine } from './engine.ts';
import { recordAcceptance, recordRefusal, refusedUntil } from './multisite-refusal.ts';
import { pacedCall } from './paced-call.ts';
import { failureOfHost, slowness, timed } from './paced-multisite.ts';

type WriteStep = Extract<Step, { type: 'write-stage' }>;
type WriteEngine = Pick<Engine, 'store' | 'effects' | 'now' | 'log' | 'random' | 'paces'>;

/**
 * Writes the stage to the multisite's own record of the domain, looking it up by the domain's name if no
 * event has told its id, or there is none with that id any more. It is looked at first: what is equal is
 * not written, for an administrator may have changed whether it is secure since, and what is live may
 * have to be kept. While the multisite is known to refuse the credentials, it is not asked. Only a sweep
 * writes: what takes an event leaves it to the next one.
 */
export async function writeStage(
  record: DomainRecord,
  { stage, after }: WriteStep,
  engine: WriteEngine,
  signal: AbortSignal,
): Promise<StageWritten> {
  const { store, effects, now, log } = engine;
  const { domain, domainId: knownId } = record;
  const come = (result: WriteResult, domainId = knownId): StageWritten => {
    return { stage, after, knownId, domainId, result };
  };
  if (!effects.multisite) return come({ kind: 'not-configured' });

  const settings = await store.readSettings();
  const until = refusedUntil(settings, now());
  if (until !== undefined) return come({ kind: 'unauthorized', until });
  const { multisite, slowestMs } = timed(effects.multisite, now);
  const attempt = async (): Promise<Written | Failed> => {
    try {
      const item = await itemOf(multisite, record, stage, signal);
      return await writtenTo(item, multisite, { ...record, stage }, signal);
    } catch (error) {
      const failure = error instanceof WriteInDoubtError ? error.cause : error;
      if (!(failure instanceof MultisiteError)) throw error;
      return { kind: 'failed', failure, inDoubt: failure !== error };
    }
  };
  const outcome = await pacedCall(engine, 'multisite', engine.paces.multisite, attempt, (tried) =>
    'failure' in tried ? failureOfHost(tried.failure) : slowness(slowestMs()),
  );
  if ('until' in outcome) return come({ kind: 'put-off', until: outcome.until });
  if ('result' in outcome) {
    await recordAcceptance({ store, log }, settings);
    return come(outcome.result, outcome.domainId);
  }
  const { kind, message, retryAfterMs } = outcome.failure;
  if (kind === 'unauthorized') {
    return come({ kind, until: await recordRefusal({ store, log }, message, now()) });
  }
  log.warn({ domain, step: 'write-stage', multisiteFailure: kind }, message);
  const { inDoubt } = outcome;
  return come(kind === 'refused' ? { kind } : { kind: 'failed', retryAfterMs, inDoubt });
}

interface Failed {
  readonly kind: 'failed';
  readonly failure: MultisiteError;
  /** Whether it may have been written all the same. */
  readonly inDoubt: boolean;
}

/** What came of it, and the id of the record that it was written to; undefined if there is none. */
interface Written {
  readonly result: WriteResult;
  readonly domainId?: number;
}

async function writtenTo(
  item: Found,
  multisite: Multisite,
  record: DomainRecord,
  signal: AbortSignal,
): Promise<Written> {
  const { domain, stage } = record;
  const domainId = item === 'not-seen' ? record.domainId : item?.id;
  if (domainId === undefined || domainId === null) return { result: { kind: 'gone' } };
  const there = item === 'not-seen' || !item ? null : stageOf(item);
  if (there === stage) return { result: { kind: 'written' }, domainId };
  if (there !== null && isToBeKept(there, record)) {
    return { result: { kind: 'kept', there }, domainId };
  }
  const kind = await write(multisite, domainId, stage, signal);
  if (kind === 'written') return { result: { kind }, domainId };
  // The id may be an old one: the record is looked up by its name.
  const byName = await multisite.find(domain, signal);
  return byName && byName.id !== domainId
    ? writtenTo(byName, multisite, record, signal)
    : { result: { kind } };
}

/** The multisite was told to write, and nobody knows what came of it. */
class WriteInDoubtError extends Error {
  override readonly name = 'WriteInDoubtError';
  override readonly cause: MultisiteError;

  constructor(cause: MultisiteError) {
    super(cause.message);
    this.cause = cause;
  }
}

async function write(
  multisite: Multisite,
  domainId: number,
  stage: Stage,
  signal: AbortSignal,
): Promise<'written' | 'gone'> {
  try {
    return await multisite.write(domainId, { stage, secure: stage === 'done' }, signal);
  } catch (error) {
    throw error instanceof MultisiteError && error.mayBeDone ? new WriteInDoubtError(error) : error;
  }
}

/** Failures of a look that do not speak against writing. */
const BLIND: ReadonlySet<MultisiteError['kind']> = new Set(['unavailable', 'refused']);

/** The multisite's record of a domain; undefined if there is none. */
type Found = DomainItem | 'not-seen' | undefined;

/** A stage that takes nothing down may be written without a look: whether it can be, the writing tells. */
async function itemOf(
  multisite: Multisite,
  { domain, domainId }: DomainRecord,
  stage: Stage,
  signal: AbortSignal,
): Promise<Found> {
  if (domainId === null) return multisite.find(domain, signal);
  try {
    const item = await multisite.get(domainId, signal);
    const isIts = item !== undefined && nameOf(item) === domain;
    return isIts ? item : await multisite.find(domain, signal);
  } catch (error) {
    const isBlind = error instanceof MultisiteError && BLIND.has(error.kind);
    if (isBlind && isLive(stage)) return 'not-seen';
    throw error;
  }
}
