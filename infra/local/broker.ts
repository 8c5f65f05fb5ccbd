import type { Logger } from 'pino';
import type { MessageQueue, PublishedMessage, QueuedMessage } from './message-queue.ts';

/** Delivers a message; resolves once it is acknowledged. Whatever it throws is a failure. */
export type Push = (message: QueuedMessage, signal: AbortSignal) => Promise<void>;

export interface BrokerOptions {
  readonly queue: MessageQueue;
  readonly push: Push;
  readonly log: Logger;
  /** Deliveries at the same time. Default: 20. */
  readonly concurrency?: number;
  /** From the n-th failure of a message to its next delivery, in milliseconds. */
  readonly backoffMs?: (failures: number) => number;
}

/**
 * Delivers messages as Pub/Sub does: at least once, in no order, until each is acknowledged, also
 * if it takes another run of the program.
 */
export interface Broker {
  /** Takes messages for good, and returns their ids. */
  accept(topic: string, messages: readonly PublishedMessage[]): string[];
  /** How many are not acknowledged yet. */
  unacknowledged(): number;
  /** Begins no delivery any more, and interrupts after `graceMs` those that are under way. */
  stop(graceMs: number): Promise<void>;
}

/** A push endpoint that takes longer has not acknowledged; more than any function here takes. */
const ACKNOWLEDGE_WITHIN_MS = 60_000;

/** Starts to deliver what the queue holds, and what is accepted from now on. */
export function startBroker(options: BrokerOptions): Broker {
  const { queue, push, log, concurrency = 20, backoffMs = usualBackoffMs } = options;
  const underWay = new Map<string, Promise<void>>();
  const interrupted = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function deliver(message: QueuedMessage): Promise<void> {
    const { id, attributes } = message;
    const timeout = AbortSignal.timeout(ACKNOWLEDGE_WITHIN_MS);
    try {
      await push(message, AbortSignal.any([interrupted.signal, timeout]));
      queue.remove(id);
    } catch (error) {
      if (interrupted.signal.aborted) return;
      const failures = message.failures + 1;
      const waitMs = Math.ceil(backoffMs(failures));
      queue.failed(id, failures, Date.now() + waitMs);
      const what = `message ${id} (${attributes.type ?? 'no type'})`;
      log.warn({ err: error }, `${what} was not acknowledged; again in ${waitMs} ms:`);
    }
  }

  function deliverDue(): void {
    clearTimeout(timer);
    if (stopped) return;
    for (const message of queue.due(Date.now(), concurrency - underWay.size, underWay.keys())) {
      const delivery = deliver(message).finally(() => {
        underWay.delete(message.id);
        deliverDue();
      });
      underWay.set(message.id, delivery);
    }
    if (underWay.size === concurrency) return;
    const nextDueAt = queue.nextDueAt(underWay.keys());
    if (nextDueAt === undefined) return;
    timer = setTimeout(deliverDue, Math.max(nextDueAt - Date.now(), 0));
  }

  deliverDue();
  return {
    accept(topic, messages) {
      const ids = queue.add(topic, messages, Date.now());
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
    },
  };
}

/** From half a second to half a minute, with jitter. */
function usualBackoffMs(failures: number): number {
  const full = Math.min(500 * 2 ** (failures - 1), 30_000);
  return full / 2 + (full / 2) * Math.random();
}
