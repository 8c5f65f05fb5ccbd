import type { Logger } from 'pino';
import type { DamagedMessage, MessageQueue, QueuedMessage } from './message-queue.ts';

/** Facts about messages that the queue does not have yet. Times are milliseconds since the epoch. */
export interface HeldBack {
  /** Notes that a message is acknowledged, in the queue as soon as that works. */
  acknowledged(id: string): void;
  /** Notes that a delivery failed, in the queue if that works. */
  failed(id: string, failures: number, dueAt: number): void;
  /** Keeps a damaged message from being delivered, and logs it. */
  setAside(message: DamagedMessage): void;
  /** Its failed deliveries so far. */
  failuresOf(message: QueuedMessage): number;
  /** The messages that must not be delivered at `now`, even if they are due in the queue. */
  ids(now: number): string[];
  /** When the next of them may be delivered, or the queue is to be brought up to date; undefined if the queue knows all. */
  nextAt(now: number): number | undefined;
  /** Writes into the queue the changes that it could not store before, if it can now. */
  catchUp(): void;
  /** Carries out a change of the queue; logs once when changes begin to fail, and once when they work again. */
  writing<Result>(work: () => Result): Result;
  /** Carries out a read of the queue; if it fails, logs that likewise and returns undefined. */
  reading<Result>(work: () => Result): Result | undefined;
}

/** The time after which a queue that failed is tried again, in milliseconds. */
export const ASK_AGAIN_MS = 2000;

/** Keeps such facts in memory; at first there are none. */
export function heldBack(queue: MessageQueue, log: Logger): HeldBack {
  const acknowledged = new Set<string>();
  const waiting = new Map<string, { readonly failures: number; readonly dueAt: number }>();
  const damaged = new Set<string>();
  let fails = false;

  const later = (now: number) => Array.from(waiting).filter(([, { dueAt }]) => dueAt > now);

  function tell(err: unknown): void {
    if (!fails) log.error({ err }, 'the queue of messages fails, and is tried again:');
    fails = true;
  }

  function writing<Result>(work: () => Result): Result {
    try {
      const result = work();
      if (fails) log.info('the queue of messages works again');
      fails = false;
      return result;
    } catch (error) {
      tell(error);
      throw error;
    }
  }

  /** A failure is logged already, and the change that could not be written is kept here. */
  function writingIfPossible(work: () => void): boolean {
    try {
      writing(work);
      return true;
    } catch {
      return false;
    }
  }

  function catchUp(): void {
    for (const id of acknowledged) {
      if (!writingIfPossible(() => queue.remove(id))) return;
      acknowledged.delete(id);
    }
  }

  return {
    acknowledged(id) {
      waiting.delete(id);
      acknowledged.add(id);
      catchUp();
    },
    failed(id, failures, dueAt) {
      // Kept here until it is delivered again, in case the queue cannot store it.
      waiting.set(id, { failures, dueAt });
      writingIfPossible(() => queue.failed(id, failures, dueAt));
    },
    setAside({ id, damage }) {
      damaged.add(id);
      log.error(
        { reason: damage },
        `message ${id} of the queue is damaged; it stays there and is not delivered`,
      );
    },
    failuresOf: ({ id, failures }) => Math.max(failures, waiting.get(id)?.failures ?? 0),
    ids: (now) => [...acknowledged, ...damaged, ...later(now).map(([id]) => id)],
    nextAt(now) {
      const times = later(now).map(([, { dueAt }]) => dueAt);
      if (acknowledged.size > 0) times.push(now + ASK_AGAIN_MS);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    catchUp,
    writing,
    reading(work) {
      try {
        return work();
      } catch (error) {
        tell(error);
        return undefined;
      }
    },
  };
}
