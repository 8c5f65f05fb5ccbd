import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { delivery } from '../support/deliver.ts';
import { watchMemory } from './memory.ts';

/** Events that are published together, or at a rate, until all of them are taken. */
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
  /** From the first event that was published to the last that was taken. */
  readonly seconds: number;
  /** How long each delivery took until its answer, the wait for a place included, in milliseconds, sorted. */
  readonly durationsMs: readonly number[];
  /** Deliveries beyond one for each event. */
  readonly again: number;
  /** Answers that were 5xx, or none at all. */
  readonly failed: number;
  /** Events that were not taken when the time was up. */
  readonly left: number;
  readonly memory: { readonly first: number; readonly last: number };
  /** How long each domain took until it was told to be live, in milliseconds, sorted; undefined if not measured. */
  readonly liveAfterMs?: readonly number[];
}

/** The subscription's delays before an event that was refused comes again, and before one without an answer does. */
const AGAIN_AFTER_MS = 10_000;
export const ACK_DEADLINE_MS = 600_000;

/** The time that a phase has beyond what its rate takes. */
const PATIENCE_MS = 15 * 60_000;

/** Thousands of new connections at once would be refused by the system before any function sees them. */
const agent = new Agent({ keepAlive: true, maxSockets: 500 });

/** @param url where the events are pushed to */
export async function runPhase(phase: Phase, url: string, pids: readonly number[]): Promise<Shown> {
  const durationsMs: number[] = [];
  let failed = 0;
  let left = phase.events;
  const memory = watchMemory(pids);
  const beganAt = performance.now();
  const giveUpAt = beganAt + (phase.rate ? (phase.events / phase.rate) * 1000 : 0) + PATIENCE_MS;

  /** Pushes a message as Pub/Sub does: again and again, until it is taken. */
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

/** 503 if there is no answer. Not with `fetch`, which waits for one for five minutes at most. */
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
