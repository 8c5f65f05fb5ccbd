import type { Logger } from 'pino';
import type { DamagedMessage, MessageQueue, QueuedMessage } from './message-queue.ts';

/** What is known of messages beside what their queue says. Times are milliseconds since the epoch. */
export interface HeldBack {
  /** Notes that a message is acknowledged, in the queue as soon as that works. */
  acknowledged(id: string): void;
  /** Notes that a delivery was in vain, in the queue if that works. */
  failed(id: string, failures: number, dueAt: number): void;
  /** Keeps a damaged message from being delivered, and logs it. */
  setAside(message: DamagedMessage): void;
  /** Deliveries of it in vain so far. */
  failuresOf(message: QueuedMessage): number;
  /** The messages that are not to be delivered at `now`, though the queue may have them as due. */
  ids(now: number): string[];
  /** When the next of them may be, or there is to catch up; undefined if the queue knows. */
  nextAt(now: number): number | undefined;
  /** Writes into the queue what it could not take before, if it takes it now. */
  catchUp(): void;
  /** Writes into the queue; tells once when that begins to fail, and once when it works again. */
  writing<Result>(work: () => Result): Result;
  /** Reads from the queue, and tells likewise that this fails; undefined then. */
  reading<Result>(work: () => Result): Result | undefined;
}

/** How soon a queue that failed is asked again. */
export const ASK_AGAIN_MS = 2000;

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

  /** Told already; what is not written now is known here. */
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
      // Known here until it is delivered again, in case that the queue does not take it.
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
