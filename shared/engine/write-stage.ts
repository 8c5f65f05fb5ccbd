import { withTimeout } from '../async/time-limit.ts';
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
 * Writes the stage to the multisite's item of the domain. The item is looked up by the domain's name if no
 * event has named its id, or if no item has that id any more. It is read first: an equal stage is not
 * written, since an administrator may have changed `secure` since, and a live one may have to be kept.
 * While the multisite is known to refuse the credentials, it is not called. Only a sweep writes: an
 * instance that takes an event leaves that to the next sweep.
 */
export async function writeStage(
  record: DomainRecord,
  { stage, after }: WriteStep,
  engine: WriteEngine,
  signal: AbortSignal,
): Promise<StageWritten> {
  const { store, effects, now, log } = engine;
  const { domain, domainId: knownId } = record;
  const resultWith = (result: WriteResult, domainId = knownId): StageWritten => {
    return { stage, after, knownId, domainId, result };
  };
  if (!effects.multisite) return resultWith({ kind: 'not-configured' });

  const settings = await store.readSettings();
  const until = refusedUntil(settings, now());
  if (until !== undefined) return resultWith({ kind: 'unauthorized', until });
  const { multisite, slowestMs } = timed(effects.multisite, now);
  const found = async (limit: AbortSignal): Promise<Written> =>
    writtenTo(await itemOf(multisite, record, stage, limit), multisite, record, limit);
  const attempt = async (): Promise<Written | Failed> => {
    try {
      return await withTimeout(TOGETHER_MS, found, late, signal);
    } catch (error) {
      const failure = error instanceof WriteInDoubtError ? error.cause : error;
      if (!(failure instanceof MultisiteError)) throw error;
      return { kind: 'failed', failure, inDoubt: failure !== error };
    }
  };
  const outcome = await pacedCall(engine, 'multisite', engine.paces.multisite, attempt, (tried) =>
    'failure' in tried ? failureOfHost(tried.failure) : slowness(slowestMs()),
  );
  if ('until' in outcome) return resultWith({ kind: 'put-off', until: outcome.until });
  if ('result' in outcome) {
    await recordAcceptance({ store, log }, settings);
    return resultWith(outcome.result, outcome.domainId);
  }
  const { kind, message, retryAfterMs } = outcome.failure;
  if (kind === 'unauthorized') {
    return resultWith({ kind, until: await recordRefusal({ store, log }, message, now()) });
  }
  // A network without Ultimate Multisite has no item to write to, and that is not a fault.
  const level = kind === 'absent' ? 'info' : 'warn';
  log[level]({ domain, step: 'write-stage', multisiteFailure: kind }, message);
  const { inDoubt } = outcome;
  return resultWith(
    kind === 'refused' || kind === 'absent' ? { kind } : { kind: 'failed', retryAfterMs, inDoubt },
  );
}

/**
 * For all requests about one item together. A multisite that takes nearly its 10 s for each of them would outlast
 * the claim on the domain and the turn.
 */
const TOGETHER_MS = 40_000;

const late = () =>
  new WriteInDoubtError(
    new MultisiteError('unavailable', `not written within ${TOGETHER_MS / 1000} s`),
  );

interface Failed {
  readonly kind: 'failed';
  readonly failure: MultisiteError;
  /** Whether the stage may have been written nevertheless. */
  readonly inDoubt: boolean;
}

/** The result, and the id of the item that was written to; undefined if there is none. */
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
  // The domain may be served in a stage that this version does not know, or that is damaged.
  if (item !== 'not-seen' && there === null && !isLive(stage)) {
    return { result: { kind: 'refused' }, domainId };
  }
  const kind = await write(multisite, domainId, stage, signal);
  if (kind === 'written') return { result: { kind }, domainId };
  // The id may be outdated, so the item is looked up by the domain's name.
  const byName = await multisite.find(domain, signal);
  return byName && byName.id !== domainId
    ? writtenTo(byName, multisite, record, signal)
    : { result: { kind } };
}

/** A write was sent to the multisite, and its result is unknown. */
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

/** Failures to read an item that do not rule out writing it. */
const BLIND: ReadonlySet<MultisiteError['kind']> = new Set(['unavailable', 'refused', 'absent']);

/** The multisite's item of a domain; undefined if there is none. */
type Found = DomainItem | 'not-seen' | undefined;

/**
 * A stage that takes nothing down may be written without reading the item: the write itself shows whether
 * it is possible.
 */
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
