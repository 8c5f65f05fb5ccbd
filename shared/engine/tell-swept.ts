import type { Engine } from './engine.ts';

/**
 * Sweeps closer together than this are frequent. Those that Cloud Scheduler fires, once a minute, are not, so each of
 * them is logged: the alert for missing sweeps counts them.
 */
const OFTEN_MS = 30_000;

/**
 * Logs a sweep; only at debug level if nothing happened in it and sweeps are frequent, as they are on one
 * machine.
 */
export function tellSwept(
  { tally, log }: Pick<Engine, 'tally' | 'log'>,
  swept: {
    readonly claimed: number;
    readonly remaining: boolean;
    readonly oldestDueSeconds: number;
  },
  startedAt: number,
): void {
  const isOften = startedAt - (lastStartedAt.get(tally) ?? -Infinity) < OFTEN_MS;
  lastStartedAt.set(tally, startedAt);
  const isIdle = swept.claimed === 0 && !swept.remaining;
  log[isIdle && isOften ? 'debug' : 'info'](swept, 'swept');
}

const lastStartedAt = new WeakMap<Engine['tally'], number>();
