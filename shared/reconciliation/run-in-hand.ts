import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { RunKeeping } from '../store/run-keeping.ts';
import { decodeRun, isPast, isTaken, LEASE_MS, newRun, type Run } from './run.ts';
import { type Sheets, sheetsOf } from './sheets.ts';

/** Thrown if another call has taken the run over, or begun another one. The work done so far does no harm. */
export class RunLostError extends Error {
  override readonly name = 'RunLostError';

  constructor() {
    super('Another call goes on with the reconciliation');
  }
}

/** A run in the hands of the call that is working on it. */
export interface RunInHand {
  readonly run: Run;
  readonly sheets: Sheets;
  /** Whether the store has the run, so that another call can continue it. */
  readonly isKept: boolean;
  change(change: Partial<Run>): void;
  /**
   * Saves the run if a minute has passed since the last time or the memory holds much. So a small network
   * needs no write, and a killed call costs a minute's work.
   *
   * @param prepare is called before it is saved
   * @throws {RunLostError}
   */
  saveNowAndThen(prepare?: () => void): Promise<void>;
  /**
   * Saves the run, and lets the next call continue it at once.
   *
   * @throws {RunLostError}
   */
  handOn(): Promise<void>;
  /** Forgets the run and its sheets. */
  forget(): Promise<void>;
}

const SAVED_EVERY_MS = 60_000;
const MOST_UNSAVED_SHEETS = 100;

interface Keeping {
  readonly store: RunKeeping;
  readonly log: Logger;
  now(): number;
}

/** A run that is kept in memory only. */
export function runInMemory({ store, now }: Keeping, force: boolean): RunInHand {
  const nothing = async () => {};
  const hand = inHand(store, newRun(now(), force, ''));
  return {
    get run() {
      return hand.run;
    },
    sheets: hand.sheets,
    change: hand.change,
    isKept: false,
    saveNowAndThen: nothing,
    handOn: nothing,
    forget: nothing,
  };
}

/**
 * The run that is under way or, if there is none, a new one.
 *
 * @returns only the state of the run if another call is working on it
 */
export async function takeRun(keeping: Keeping, force: boolean): Promise<RunInHand | Run> {
  return (await takeKeptRun(keeping, force)) ?? keptRun(keeping, undefined, force);
}

/**
 * The run that an earlier call has left; undefined if there is none.
 *
 * @returns only the state of the run if another call is working on it
 */
export async function takeKeptRun(
  keeping: Keeping,
  force = false,
): Promise<RunInHand | Run | undefined> {
  const { store, now } = keeping;
  const json = await store.readRun();
  if (json === undefined) return undefined;
  const holder = randomUUID();
  const known = decodeRun(json);
  if (known && isTaken(known, holder, now())) return known;
  if (!known || isPast(known, now())) {
    if (known?.phase !== 'over') tellGivenUp(keeping, known);
    const left = await store.changeRun((latest) => (latest === json ? undefined : latest));
    if (left === undefined) await store.forgetSheets();
    return undefined;
  }
  const taken = { ...known, lease: { holder, until: now() + LEASE_MS } };
  const saved = await store.changeRun((latest) =>
    latest === json ? JSON.stringify(taken) : latest,
  );
  const latest = decodeRun(saved);
  if (latest && latest.lease.holder !== holder) return latest;
  return latest && keptRun(keeping, latest, force);
}

function tellGivenUp({ log }: Keeping, run: Run | undefined): void {
  const reason = run ? 'it was not finished in time' : 'another version has left it';
  log.error({ phase: run?.phase, reason }, `a reconciliation is given up: ${reason}`);
}

function keptRun({ store, now }: Keeping, kept: Run | undefined, force: boolean): RunInHand {
  const holder = kept?.lease.holder ?? randomUUID();
  const begun = kept ?? newRun(now(), force, holder);
  const hand = inHand(store, begun);
  let isKept = kept !== undefined;
  let savedAt = now();
  if (force) hand.change({ force });

  /** Writes a state if no other call has a run, and this one has not lost its own. */
  async function write(state: Run, until: number): Promise<void> {
    const json = JSON.stringify({ ...state, lease: { holder, until } });
    const written = await store.changeRun((latest) => {
      const theirs = decodeRun(latest);
      const isOurs = theirs?.id === begun.id && theirs.lease.holder === holder;
      const isFree = !isKept && (theirs === undefined || isPast(theirs, now()));
      return isOurs || isFree ? json : latest;
    });
    if (written !== json) throw new RunLostError();
    isKept = true;
  }

  async function save(until: number): Promise<void> {
    if (!isKept) {
      // From here on, sheets of others are of no use; a call that finds only this state begins the run again.
      await write(begun, until);
      await store.forgetSheets(begun.id);
    }
    await hand.sheets.save();
    await write(hand.run, until);
    savedAt = now();
  }

  return {
    get run() {
      return hand.run;
    },
    sheets: hand.sheets,
    change: hand.change,
    get isKept() {
      return isKept;
    },
    async saveNowAndThen(prepare) {
      const at = now();
      const isDue = at >= savedAt + SAVED_EVERY_MS || at < savedAt;
      if (!isDue && hand.sheets.unsaved() < MOST_UNSAVED_SHEETS) return;
      prepare?.();
      await save(at + LEASE_MS);
    },
    handOn: () => save(now()),
    async forget() {
      if (!isKept) return;
      hand.change({ phase: 'over' });
      await save(now());
      await store.forgetSheets();
      await store.changeRun((latest) =>
        decodeRun(latest)?.id === hand.run.id ? undefined : latest,
      );
    },
  };
}

function inHand(store: RunKeeping, begun: Run): Pick<RunInHand, 'run' | 'sheets' | 'change'> {
  let run = begun;
  return {
    get run() {
      return run;
    },
    sheets: sheetsOf(store, run.id),
    change(change) {
      run = { ...run, ...change };
    },
  };
}
