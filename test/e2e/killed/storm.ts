import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { type Delivery, openFront } from '../../support/front.ts';
import { messageIdOf, type Topics, until } from '../../support/topics.ts';
import { counting, type Deliveries, NONE } from './deliveries.ts';
import { type Fleet, startFleet } from './fleet.ts';

/** The numbers of kills, deliveries and sweeps. */
export interface Injected {
  readonly killed: Readonly<Record<string, number>>;
  readonly events: Deliveries;
  readonly sweeps: Deliveries;
  /** How often the functions logged each error. */
  readonly errors: Readonly<Record<string, number>>;
}

export type At = (laterMs: number) => Readonly<Record<string, string>>;

const KILL_EVERY_MS = 1000;
const SWEEP_EVERY_MS = 4000;
const TARGETS = ['domainEvents', 'domainEvents', 'verifyDomains', 'verifyDomains'];
/** One in this many taken events is reported to the topic as failed. */
const DOUBLED_ONE_IN = 10;

/**
 * Publishes a round of messages and keeps sweeping until every message is acknowledged, then starts the next
 * round. Meanwhile one of the functions is killed every second, unless no event was taken since the last
 * kill.
 *
 * @param environment the settings of functions whose clocks are that many milliseconds ahead
 * @param rounds how much later each round is, in milliseconds, and its messages
 */
export async function storm(
  environment: At,
  rounds: readonly (readonly [laterMs: number, messages: readonly { readonly type: string }[]])[],
  topics: Topics,
): Promise<Injected> {
  let fleet = startFleet([], environment(0));
  const taken = new Set<string>();
  const [events, sweeps] = [{ ...NONE }, { ...NONE }];
  const count = counting(events, DOUBLED_ONE_IN);
  const note = (delivery: Delivery) => {
    const { status = 503, body } = delivery;
    if (status < 300) taken.add(messageIdOf(body));
    return count(delivery);
  };
  await using pushed = await openFront(() => fleet.serving('domainEvents'), note);
  await using fired = await openFront(() => fleet.serving('verifyDomains'), counting(sweeps));
  await topics.pushTo(`${pushed.url}${topics.eventsPath}`);

  const killed: Record<string, number> = {};
  const errors: Record<string, number> = {};
  let takenBefore = -1;
  const killOne = async () => {
    // On a slow machine, no instance would live long enough to take an event otherwise.
    if (events.taken === takenBefore) return;
    const target = fleet.killOne();
    if (target === undefined) return;
    killed[target] = (killed[target] ?? 0) + 1;
    takenBefore = events.taken;
  };
  for (const [laterMs, messages] of rounds) {
    fleet = startFleet(TARGETS, environment(laterMs));
    await allServe(fleet, TARGETS);
    const over = new AbortController();
    const going = [
      every(KILL_EVERY_MS, over.signal, killOne),
      every(SWEEP_EVERY_MS, over.signal, () => sweepOnce(fired.url, over.signal)),
    ];
    const published = await Promise.all(messages.map((message) => topics.publish(message)));
    const areTaken = () => published.every((id) => taken.has(id));
    await until('every event is taken', areTaken, () => taken.size);
    over.abort();
    await Promise.all(going);
    await fleet[Symbol.asyncDispose]();
    for (const message of fleet.errors()) errors[message] = (errors[message] ?? 0) + 1;
  }
  return { killed, events, sweeps, errors };
}

/**
 * Sweeps with one new instance until nothing is due, and again after each jump of its clock, until nothing is
 * wrong.
 *
 * @param least the minimum number of jumps of the clock
 * @param most the maximum number of jumps of the clock
 * @returns what is still wrong
 */
export async function sweepOn(
  environment: Readonly<Record<string, string>>,
  complaints: () => Promise<string[]>,
  { least, most }: { readonly least: number; readonly most: number },
): Promise<string[]> {
  await using fleet = startFleet(['verifyDomains'], environment);
  await allServe(fleet, ['verifyDomains']);
  const [url = ''] = fleet.serving('verifyDomains');
  for (let jumps = 0; ; jumps += 1) {
    for (let isThrough = false; !isThrough; ) {
      const { claimed, remaining } = await sweepOnce(url);
      isThrough = claimed === 0 && !remaining;
    }
    const left = await complaints();
    if (jumps >= most || (jumps >= least && left.length === 0)) return left;
    fleet.signal('SIGUSR2');
    // Gives the process time to handle the signal.
    await sleep(500);
  }
}

const sweepSchema = v.object({ claimed: v.number(), remaining: v.boolean() });

async function sweepOnce(url: string, signal?: AbortSignal) {
  const response = await fetch(url, { method: 'POST', ...(signal && { signal }) });
  return v.parse(sweepSchema, await response.json());
}

async function allServe(fleet: Fleet, targets: readonly string[]): Promise<void> {
  await until('the functions serve', () => targets.every((one) => fleet.serving(one).length > 0));
}

/** Acts at that interval; a failed act is repeated only when the next one is due. */
async function every(ms: number, signal: AbortSignal, act: () => Promise<unknown>): Promise<void> {
  while (!signal.aborted) {
    await act().catch(() => {});
    await sleep(ms, undefined, { signal }).catch(() => {});
  }
}
