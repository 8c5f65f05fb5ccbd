import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { delivery } from '../support/deliver.ts';
import { watchMemory } from './memory.ts';

/** Events that are published at once or at a rate, until all of them are acknowledged. */
export interface Phase {
  readonly name: string;
  readonly events: number;
  /** Events a second; all at once without it. */
  readonly rate?: number;
  /** The n-th of its events. */
  message(n: number): object;
}

/** The result of a phase. */
export interface Shown {
  readonly phase: Phase;
  /** From the publication of the first event to the acknowledgement of the last. */
  readonly seconds: number;
  /** The latency of each delivery, including the wait for a free connection, in milliseconds, sorted. */
  readonly durationsMs: readonly number[];
  /** Redeliveries. */
  readonly again: number;
  /** Answers that were 5xx, or none at all. */
  readonly failed: number;
  /** Events that were not acknowledged when the time was up. */
  readonly left: number;
  readonly memory: { readonly first: number; readonly last: number };
  /** How long each domain took to be reported live, in milliseconds, sorted; undefined if not measured. */
  readonly liveAfterMs?: readonly number[];
}

/**
 * The subscription's delays before the redelivery of an event that was refused, and of one without an answer.
 */
const AGAIN_AFTER_MS = 10_000;
export const ACK_DEADLINE_MS = 600_000;

/** The time limit of a phase, beyond the time that its rate requires. */
const PATIENCE_MS = 15 * 60_000;

/**
 * The operating system would refuse thousands of simultaneous new connections before a function sees them.
 */
const agent = new Agent({ keepAlive: true, maxSockets: 500 });

/** @param url the address to which the events are pushed */
export async function runPhase(phase: Phase, url: string, pids: readonly number[]): Promise<Shown> {
  const durationsMs: number[] = [];
  let failed = 0;
  let left = phase.events;
  const memory = watchMemory(pids);
  const beganAt = performance.now();
  const giveUpAt = beganAt + (phase.rate ? (phase.events / phase.rate) * 1000 : 0) + PATIENCE_MS;

  /** Pushes a message as Pub/Sub does: again and again, until it is acknowledged. */
  async function push(message: object): Promise<void> {
    while (performance.now() < giveUpAt) {
      const pushedAt = performance.now();
      const status = await statusOf(url, message);
      durationsMs.push(performance.now() - pushedAt);
      if (status < 300) {
        left -= 1;
        return;
      }
      failed += 1;
      await sleep(AGAIN_AFTER_MS);
    }
  }
  const pushed: Promise<void>[] = [];
  for (let n = 0; n < phase.events; n += 1) {
    const aheadMs = phase.rate ? (n / phase.rate) * 1000 - (performance.now() - beganAt) : 0;
    if (aheadMs > 5) await sleep(aheadMs);
    pushed.push(push(phase.message(n)));
  }
  await Promise.all(pushed);
  return {
    phase,
    seconds: (performance.now() - beganAt) / 1000,
    durationsMs: durationsMs.toSorted((one, other) => one - other),
    again: durationsMs.length - phase.events,
    failed,
    left,
    memory: await memory.ended(),
  };
}

/** 503 if there is no answer. Does not use `fetch`, which waits at most five minutes for an answer. */
function statusOf(url: string, message: object): Promise<number> {
  const { body, ...how } = delivery(message);
  return new Promise((resolve) => {
    const call = request(url, { ...how, agent, timeout: ACK_DEADLINE_MS }, (response) => {
      const { statusCode = 503 } = response;
      response.resume().on('close', () => resolve(response.complete ? statusCode : 503));
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(503));
    call.end(body);
  });
}
