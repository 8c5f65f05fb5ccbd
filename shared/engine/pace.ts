import { randomUUID } from 'node:crypto';
import { type Slots, slots } from '../async/slots.ts';
import type { Host } from '../store/network-settings.ts';

/** How this process may call a host. */
export interface Pace {
  /** Its calls at a time. */
  readonly slots: Slots;
  /**
   * By whom the host's turn has to be held, which only one process has at a time; undefined if each has a
   * share of its own.
   */
  readonly holder: string | undefined;
}

export type Paces = Readonly<Record<Host, Pace>>;

/** The most instances of `domainEvents` that are deployed (`infra/deploy/inventory.sh`). */
export const MOST_EVENT_INSTANCES = 5;

/** Calls under way at a time, from all instances together. */
export interface CallLimits {
  readonly closteConcurrency: number;
  readonly multisiteConcurrency: number;
}

/**
 * Divides what is allowed among those who call. Each instance that takes events has one call to the alias
 * host at a time, or none if that would be too many, and leaves the multisite alone; everything else is
 * for one sweep, whichever has the turn. So no instance has to count the calls of another.
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
  return { paces, eventPaces };
}
