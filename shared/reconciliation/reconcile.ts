import { recordAcceptance, recordRefusal } from '../engine/multisite-refusal.ts';
import { MultisiteError } from '../multisite/failure.ts';
import { compareWithStore } from './comparison.ts';
import { incompleteness } from './listing.ts';
import { readListing } from './reading.ts';
import type { Reconciliation, ReconciliationOptions, Reconciling } from './reconciliation.ts';
import { type Recorder, recorder } from './recorder.ts';
import { removeMissing } from './removals.ts';
import type { Run } from './run.ts';
import { type RunInHand, RunLostError, runInMemory, takeKeptRun, takeRun } from './run-in-hand.ts';
import { LostSheetError } from './sheets.ts';

/**
 * Compares the multisite's items with the store, and records changes that no event announced, like an event
 * that occurred when the listing began, so that anything newer wins. The steps that follow are due, and the
 * sweep performs them. If an earlier call has left a run unfinished, this one continues it.
 *
 * @param signal if it aborts, the run is kept for the next call, and the result says that part of it remains;
 * a
 *   dry run is not kept, and throws the signal's reason
 * @throws {MultisiteError} if the multisite does not list its domains
 */
export async function reconcile(
  reconciling: Reconciling,
  { dryRun, force }: ReconciliationOptions,
  signal: AbortSignal,
): Promise<Reconciliation> {
  if (dryRun) return goThrough(reconciling, runInMemory(reconciling, force), true, signal);
  return goOnWith(reconciling, await takeRun(reconciling, force), signal);
}

/**
 * Continues the run that an earlier call has left; undefined if there is none.
 *
 * @throws {MultisiteError} if the multisite does not list its domains
 */
export async function goOn(
  reconciling: Reconciling,
  signal: AbortSignal,
): Promise<Reconciliation | undefined> {
  const taken = await takeKeptRun(reconciling);
  return taken && goOnWith(reconciling, taken, signal);
}

/** @param taken only the state of the run if another call is working on it */
async function goOnWith(
  reconciling: Reconciling,
  taken: RunInHand | Run,
  signal: AbortSignal,
): Promise<Reconciliation> {
  return 'sheets' in taken ? goThrough(reconciling, taken, false, signal) : resultOf(taken, true);
}

async function goThrough(
  reconciling: Reconciling,
  hand: RunInHand,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<Reconciliation> {
  const { log } = reconciling;
  try {
    const { named } = await allPhases(reconciling, hand, dryRun, signal);
    const result = resultOf(hand.run, false);
    tell(reconciling, hand.run, result, dryRun);
    await hand.forget();
    if (!dryRun) return result;
    const { mapped, unmapped } = named;
    return { ...result, domains: { mapped: mapped.sort(), unmapped: unmapped.sort() } };
  } catch (error) {
    if (error instanceof RunLostError) return resultOf(hand.run, true);
    // The next run starts afresh.
    if (error instanceof LostSheetError) await hand.forget();
    const isFailing = error instanceof MultisiteError && error.kind !== 'unauthorized';
    const goesOn = !dryRun && (signal.aborted || (hand.isKept && isFailing));
    if (!goesOn) throw error;
    await handedOn(hand);
    const { phase, listing, comparedTo } = hand.run;
    const reason = isFailing ? error.message : undefined;
    log[isFailing ? 'warn' : 'info'](
      { phase, items: listing.items, comparedTo, reason },
      'not finished; the next call goes on with the reconciliation',
    );
    return resultOf(hand.run, true);
  }
}

async function handedOn(hand: RunInHand): Promise<void> {
  try {
    await hand.handOn();
  } catch (error) {
    if (!(error instanceof RunLostError)) throw error;
  }
}

async function allPhases(
  reconciling: Reconciling,
  hand: RunInHand,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<Recorder> {
  if (hand.run.phase === 'listing') {
    await listed(reconciling, hand, signal);
    hand.change({ phase: 'comparing' });
  }
  const ours = recorder(reconciling, hand.run, dryRun);
  const working = { ...reconciling, recorder: ours, dryRun };
  if (hand.run.phase === 'comparing') await compareWithStore(working, hand, signal);
  await removeMissing(working, hand, signal);
  return ours;
}

/** Reads the listing, and records whether the multisite accepts the credentials. */
async function listed(
  reconciling: Reconciling,
  hand: RunInHand,
  signal: AbortSignal,
): Promise<void> {
  try {
    await readListing(reconciling, hand, signal);
    await recordAcceptance(reconciling, await reconciling.store.readSettings());
  } catch (error) {
    if (error instanceof MultisiteError && error.kind === 'unauthorized') {
      await recordRefusal(reconciling, error.message, reconciling.now());
    }
    throw error;
  }
}

function resultOf(run: Run, isRemaining: boolean): Reconciliation {
  const { listing, stored, mapped, unmapped, skipped } = run;
  const refused = isRemaining ? undefined : refusalOf(run);
  return {
    multisite: listing.items,
    stored,
    mapped,
    unmapped,
    ...(skipped.count > 0 && { skipped: skipped.count }),
    ...(refused !== undefined && { refused }),
    ...(isRemaining && ({ remaining: true } as const)),
  };
}

/** Why some or all missing domains stay mapped; undefined if none does. */
function refusalOf({ missing, unknown, objection }: Run): string | undefined {
  const left = missing.count - missing.done + unknown.count - unknown.done;
  if (left === 0) return undefined;
  const domains = left === 1 ? 'missing domain stays' : 'missing domains stay';
  return `${left} ${domains} mapped: ${objection ?? 'the multisite failed'}`;
}

function tell(
  { log }: Reconciling,
  { skipped, listing }: Run,
  result: Reconciliation,
  dryRun: boolean,
): void {
  if (skipped.count > 0) {
    const domains = skipped.count === 1 ? 'domain' : 'domains';
    log.warn({ domains: skipped.first }, `${skipped.count} ${domains} cannot be mapped`);
  }
  const incomplete = incompleteness(listing);
  if (incomplete !== null) log.warn({ reason: incomplete }, 'the listing is not complete');
  if (result.refused !== undefined)
    log.warn({ reason: result.refused }, 'missing domains stay mapped');
  log.info({ ...result, dryRun }, 'reconciled');
}
