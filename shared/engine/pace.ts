import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { type Slots, slots } from '../async/slots.ts';
import type { Random } from '../lifecycle/rest.ts';
import type { Host } from '../store/network-settings.ts';
import type { Store } from '../store/store.ts';

/** The parts of the engine that keep calls few. */
export interface Pacing {
  readonly store: Pick<Store, 'readSettings' | 'changeSettings'>;
  readonly log: Logger;
  readonly random: Random;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** How this process may call a host. */
export interface Pace {
  /** Its calls at a time. */
  readonly slots: Slots;
  /**
   * The name under which the host's turn is held, which only one process has at a time; undefined if each
   * process has a share of its own.
   */
  readonly holder: string | undefined;
}

/** The pace of a process at each host. */
export type Paces = Readonly<Record<Host, Pace>>;

/** The most instances of `domainEvents` that are deployed (`infra/deploy/inventory.sh`). */
export const MOST_EVENT_INSTANCES = 5;

/** The most concurrent calls of all instances together. */
export interface CallLimits {
  readonly closteConcurrency: number;
  readonly multisiteConcurrency: number;
}

/**
 * Divides the allowed calls among the callers. Each instance that takes events has one call to the alias
 * host at a time (none if that would be too many in all), and leaves the multisite alone. All other calls
 * are for the one sweep that has the turn; a sweep that takes a part of another's work makes none. So no
 * instance needs to count the calls of another.
 */
export function pacesOf(
  { closteConcurrency, multisiteConcurrency }: CallLimits,
  now: () => number,
) {
  const holder = randomUUID();
  const ofEvent = closteConcurrency > MOST_EVENT_INSTANCES ? 1 : 0;
  const ofSweep = closteConcurrency - ofEvent * MOST_EVENT_INSTANCES;
  const eventPaces: Paces = {
    aliasHost: { slots: slots(ofEvent, now), holder: undefined },
    multisite: { slots: slots(0, now), holder: undefined },
  };
  const paces: Paces = {
    aliasHost: { slots: slots(ofSweep, now), holder },
    multisite: { slots: slots(multisiteConcurrency, now), holder },
  };
  const partPaces: Paces = {
    aliasHost: { slots: slots(0, now), holder: undefined },
    multisite: { slots: slots(0, now), holder: undefined },
  };
  return { paces, eventPaces, partPaces };
}
