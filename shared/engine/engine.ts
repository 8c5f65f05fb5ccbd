import type { Logger } from 'pino';
import type { SweepPart } from '../events/sweep-part.ts';
import type { Random } from '../lifecycle/rest.ts';
import type { Multisite } from '../multisite/client.ts';
import type { Diagnoses } from '../multisite/diagnoses.ts';
import type { StatusMessage } from '../reporting/status-message.ts';
import type { NetworkSettings } from '../store/network-settings.ts';
import type { Store } from '../store/store.ts';
import type { Pass } from '../verification/open-checks.ts';
import type { AliasHost } from './alias-host.ts';
import type { Paces } from './pace.ts';
import type { Policy } from './policy.ts';
import type { Tally } from './tally.ts';

/** Everything outside that a step may touch. An effect that is aborted throws the signal's reason. */
export interface Effects {
  readonly aliasHost: AliasHost;
  /**
   * Opens the checks for one sweep or one event; each pass looks again.
   *
   * @param networkDomain the name of the network, whose answers all passes share
   */
  openPass(networkDomain?: string): Pass;
  /** Publishes a stage change to the status topic. */
  report(message: StatusMessage): Promise<void>;
  /** The multisite's items; undefined if they are not to be written. */
  readonly multisite: Multisite | undefined;
  /** The plugin in WordPress that shows people the diagnoses of domains; undefined without a multisite. */
  readonly diagnoses?: Diagnoses | undefined;
}

/** Other instances, to which a sweep can hand over what it cannot finish. */
export interface OtherSweeps {
  /** How many there may be at a time. */
  readonly most: number;
  /** Hands a part over to one of them. */
  take(part: SweepPart): Promise<void>;
}

/** Everything that is needed to advance domains. */
export interface Engine {
  readonly store: Store;
  readonly effects: Effects;
  /**
   * The policy, computed again for each event and sweep, since events change it.
   *
   * @param told the network's settings, if they have just been read
   */
  policy(told?: NetworkSettings): Promise<Policy>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds, or when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  readonly random: Random;
  /** How hosts are called by a sweep. */
  readonly paces: Paces;
  /** How hosts are called by an instance that takes events. */
  readonly eventPaces: Paces;
  /** How hosts are called by a part of a sweep that was handed over: not at all. */
  readonly partPaces: Paces;
  /** The instances that take over what one sweep cannot finish; undefined if there are none. */
  readonly others?: OtherSweeps | undefined;
  readonly tally: Tally;
  readonly log: Logger;
}

/**
 * How long a claim lasts from each step to the next. No step takes that long: a call to the alias host may
 * take 45 s, and a store takes milliseconds. So no two instances work on one domain, and an instance that
 * died blocks the domain for a minute.
 */
export const LEASE_MS = 60_000;
