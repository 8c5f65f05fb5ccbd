import type { Logger } from 'pino';
import { ASK_AGAIN_MS, heldBack } from './held-back.ts';
import type { MessageQueue, PublishedMessage, QueuedMessage } from './message-queue.ts';

/** Delivers a message; resolves once it is acknowledged. Anything that it throws is a failed delivery. */
export type Push = (message: QueuedMessage, signal: AbortSignal) => Promise<void>;

export interface BrokerOptions {
  readonly queue: MessageQueue;
  readonly push: Push;
  readonly log: Logger;
  /** The most deliveries at the same time. Default: 20. */
  readonly concurrency?: number;
  /** The time from the n-th failure of a message to its next delivery, in milliseconds. Default: half a second to half a minute. */
  readonly backoffMs?: (failures: number) => number;
}

/**
 * Delivers messages as Pub/Sub does: at least once, in no order, until each is acknowledged, even
 * in another run of the program. If the queue fails, as on a full disk, the log says so and the queue
 * is tried again: whatever could not be written is kept in memory until then.
 */
export interface Broker {
  /** Stores messages durably, and returns their ids; throws if the queue cannot store them. */
  accept(topic: string, messages: readonly PublishedMessage[]): string[];
  /** How many messages are not acknowledged yet. */
  unacknowledged(): number;
  /** Begins no more deliveries, and after `graceMs` interrupts those under way. */
  stop(graceMs: number): Promise<void>;
}

/** A push endpoint that takes longer counts as failed; no function here takes that long. */
const ACKNOWLEDGE_WITHIN_MS = 60_000;

/** The longest that a timer may run: one of more than 24 days would end at once. */
const LONGEST_TIMER_MS = 60_000;

/** Starts to deliver the messages in the queue, and all that are accepted later. */
export function startBroker(options: BrokerOptions): Broker {
  const { queue, push, log, concurrency = 20, backoffMs = usualBackoffMs } = options;
  const underWay = new Map<string, Promise<void>>();
  const held = heldBack(queue, log);
  const interrupted = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function deliver(message: QueuedMessage): Promise<void> {
    const { id, attributes } = message;
    const timeout = AbortSignal.timeout(ACKNOWLEDGE_WITHIN_MS);
    try {
      await push(message, AbortSignal.any([interrupted.signal, timeout]));
    } catch (error) {
      if (interrupted.signal.aborted) return;
      const failures = held.failuresOf(message) + 1;
      const waitMs = Math.ceil(backoffMs(failures));
      held.failed(id, failures, Date.now() + waitMs);
      const what = `message ${id} (${attributes.type ?? 'no type'})`;
      log.warn(
        { err: error },
        `${what} was not acknowledged; it is delivered again in ${waitMs} ms:`,
      );
      return;
    }
    held.acknowledged(id);
  }

  function deliverDue(): void {
    clearTimeout(timer);
    if (stopped) return;
    const waitMs = held.reading(startDue) ?? ASK_AGAIN_MS;
    if (waitMs !== Number.POSITIVE_INFINITY) {
      timer = setTimeout(deliverDue, Math.min(waitMs, LONGEST_TIMER_MS));
    }
  }

  /** Returns the time until the next message is due, in milliseconds; infinite if another event triggers the next call. */
  function startDue(): number {
    const now = Date.now();
    held.catchUp();
    const due = queue.due(now, concurrency - underWay.size, excepted(now));
    for (const message of due) {
      if ('damage' in message) held.setAside(message);
      else start(message);
    }
    if (underWay.size === concurrency) return Number.POSITIVE_INFINITY;
    // Damaged messages filled places in this batch, so others may be due.
    if (due.some((message) => 'damage' in message)) return 0;
    const next = [queue.nextDueAt(excepted(now)), held.nextAt(now)].filter(
      (at) => at !== undefined,
    );
    return next.length === 0 ? Number.POSITIVE_INFINITY : Math.max(Math.min(...next) - now, 0);
  }

  function start(message: QueuedMessage): void {
    const delivery = deliver(message).finally(() => {
      underWay.delete(message.id);
      deliverDue();
    });
    underWay.set(message.id, delivery);
  }

  const excepted = (now: number) => [...underWay.keys(), ...held.ids(now)];

  deliverDue();
  return {
    accept(topic, messages) {
      const ids = held.writing(() => queue.add(topic, messages, Date.now()));
      deliverDue();
      return ids;
    },
    unacknowledged: queue.size,
    async stop(graceMs) {
      stopped = true;
      clearTimeout(timer);
      const patience = setTimeout(() => interrupted.abort(), graceMs);
      await Promise.all(underWay.values());
      clearTimeout(patience);
      held.catchUp();
    },
  };
}

/** From half a second to half a minute, with jitter. */
function usualBackoffMs(failures: number): number {
  const full = Math.min(500 * 2 ** (failures - 1), 30_000);
  return full / 2 + (full / 2) * Math.random();
}
