import { pino } from 'pino';
import { newInHand } from '../../functions/in-hand.ts';
import type { System } from '../../functions/system.ts';
import type { Effects } from '../../shared/engine/engine.ts';
import { engineOn } from '../../shared/engine/open-engine.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { Store } from '../../shared/store/store.ts';
import { type Process, startProcess } from './process.ts';
import type { Crash } from './schedule.ts';

/** Our instances: each is a process with a clock of its own, which is replaced once it has been killed. */
export interface Instances {
  /**
   * Makes an instance do something.
   *
   * @returns whether it succeeded: the instance was not killed meanwhile, and its store answered
   */
  work(number: number, what: (system: System) => Promise<unknown>): Promise<boolean>;
  /** Sets an instance's clock forward, or back. */
  stepClock(number: number, ms: number): void;
  /** From now on nothing is killed, and all clocks have their initial offsets again. */
  calm(): void;
}

/** The parts of a run that its instances use. */
interface World {
  readonly store: Store;
  readonly settings: Settings;
  /** The right time, in milliseconds since the epoch. */
  now(): number;
  wait(ms: number): Promise<void>;
  /** The outside, as seen by an instance with this clock. */
  effects(now: () => number): Effects;
}

const log = pino({ level: 'silent' });
const publish = async () => {};

/** @param clocksAheadMs how far each instance's clock is ahead, in milliseconds */
export function startInstances(
  world: World,
  clocksAheadMs: readonly number[],
  crashes: readonly Crash[],
  isCrowded: boolean,
): Instances {
  const left = [...crashes];
  const { during } = newInHand();
  const events = { count: isCrowded ? Number.POSITIVE_INFINITY : 1, during };
  const stepped = clocksAheadMs.map(() => 0);
  const running = new Map<number, { readonly process: Process; readonly system: System }>();

  async function start(number: number) {
    const { store, settings } = world;
    const now = () => world.now() + (clocksAheadMs[number] ?? 0) + (stepped[number] ?? 0);
    const process = startProcess(store, world.effects(now), () => left.shift() ?? 'none');
    const engine = {
      ...(await engineOn(process.store, settings, publish, log, now)),
      effects: process.effects,
      wait: world.wait,
      random: () => 0.5,
    };
    const started = { process, system: { settings, engine, publish, events, log } };
    running.set(number, started);
    return started;
  }

  return {
    async work(number, what) {
      const { process, system } = running.get(number) ?? (await start(number));
      const isThrough = await what(system).then(
        () => true,
        () => false,
      );
      if (process.isDead()) running.delete(number);
      return isThrough && !process.isDead();
    },
    stepClock(number, ms) {
      if (number in stepped) stepped[number] = (stepped[number] ?? 0) + ms;
    },
    calm() {
      left.length = 0;
      stepped.fill(0);
    },
  };
}
