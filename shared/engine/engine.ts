import type { Logger } from 'pino';
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
  /** The checks for one sweep, or for one event: each looks anew. */
  openPass(): Pass;
  /** Tells whoever listens of a stage change. */
  report(message: StatusMessage): Promise<void>;
  /** The multisite's own records; undefined where they are not to be written. */
  readonly multisite: Multisite | undefined;
  /** The plugin in WordPress that shows people how domains stand; undefined where it is not to be told. */
  readonly diagnoses?: Diagnoses | undefined;
}

/** What it takes to advance domains. */
export interface Engine {
  readonly store: Store;
  readonly effects: Effects;
  /**
   * Read anew for each event and sweep, since events change it.
   *
   * @param told the network's settings, where they have just been read
   */
  policy(told?: NetworkSettings): Promise<Policy>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds, or when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  readonly random: Random;
  /** How hosts are called: by a sweep, unless it is an event that domains are advanced for. */
  readonly paces: Paces;
  readonly eventPaces: Paces;
  readonly tally: Tally;
  readonly log: Logger;
}

/**
 * How long a claim lasts, from each step to the next. No step takes as long: the alias host is given
 * 45 s, and a store takes milliseconds. So no two instances work on one domain, and one that died keeps
 * it from the others for a minute.
 */
export const LEASE_MS = 60_000;
