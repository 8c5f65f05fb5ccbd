import { isNewer, type Ordinal } from '../lifecycle/ordinal.ts';
import type { PauseCause } from '../lifecycle/put-off.ts';
import type { Network } from '../problems/findings.ts';

/** Something that an event told, and which event it was: a later one may tell otherwise. */
export interface FromEvent<Value> {
  readonly value: Value;
  readonly by: Ordinal;
}

/** What is known of the network as a whole, rather than of one domain. */
export interface NetworkSettings {
  /** Seconds between the checks of one domain, as the multisite has it set. */
  readonly dnsCheckInterval?: FromEvent<number>;
  readonly network?: FromEvent<Network>;
  /** The addresses that the network has, and those that it had lately. */
  readonly networkAddresses?: readonly SeenAddress[];
  /** The network that is served, and since when it is, in milliseconds since the epoch. */
  readonly servedNetwork?: { readonly id: number; readonly since: number };
  /** What the alias host has to remember, as JSON of its own form, which only it reads. */
  readonly aliasHostMemory?: unknown;
  /**
   * On one machine, the address of the alias host that has the aliases of this store, or `sandbox`:
   * they are not those of any other.
   */
  readonly aliasHostAddress?: string;
  /**
   * The multisite refuses our credentials: it is not to be asked again until then, and people were
   * told at that time. Milliseconds since the epoch; absent once it takes them.
   */
  readonly multisiteRefusal?: { readonly until: number; readonly toldAt: number };
  /**
   * Too many live domains would be taken down: until when none is, and when people were told so; and
   * until when they may be. Milliseconds since the epoch.
   */
  readonly liveDomains?: {
    readonly heldUntil?: number;
    readonly toldAt?: number;
    readonly letGoUntil?: number;
  };
  /** How those that everybody calls are called; absent where there is nothing to be said of it. */
  readonly hosts?: { readonly [Name in Host]?: HostState };
  /** Milliseconds between the checks of one domain, as all domains that wait were last held to. */
  readonly checkIntervalMs?: number;
  /** What of these could not be read, and begins anew; the next sweep tells people. */
  readonly lost?: readonly string[];
}

/** Those whom all instances call, and not too often. */
export const HOSTS = ['aliasHost', 'multisite'] as const;
export type Host = (typeof HOSTS)[number];

export interface HostState {
  readonly circuit?: Circuit;
  /** Which of those who sweep calls it now, and until when, in milliseconds since the epoch. */
  readonly turn?: { readonly holder: string; readonly until: number };
}

/** What went wrong with a host lately, whichever domain it was about. Absent while nothing does. */
export interface Circuit {
  /** Failures in a row. */
  readonly failures: number;
  /** Pauses in a row. */
  readonly pauses: number;
  /** No call is made before, in milliseconds since the epoch; null if calls go on. */
  readonly pausedUntil: number | null;
  /** One call finds out whether the pause is over, and is not waited for any longer than this. */
  readonly foundOutBy?: number;
  readonly cause: PauseCause;
  /** What was said last, fit for a person. */
  readonly reason: string;
}

export interface SeenAddress {
  readonly address: string;
  /** When the network was first seen without it, in milliseconds since the epoch; absent while it has it. */
  readonly goneAt?: number;
}

/** Events arrive out of order by seconds, not by minutes. */
const SAME_NEWS_MS = 60_000;

/**
 * The settings once an event told them. To tell within a minute what is known already is no news, so
 * that the one settings record is not written with every event.
 */
export function withNews<Name extends 'dnsCheckInterval' | 'network'>(
  settings: NetworkSettings,
  name: Name,
  told: NonNullable<NetworkSettings[Name]>,
): NetworkSettings {
  const known = settings[name];
  if (known && !isNewer(told.by, known.by)) return settings;
  const isSame = known && JSON.stringify(known.value) === JSON.stringify(told.value);
  if (isSame && told.by.occurredAt < known.by.occurredAt + SAME_NEWS_MS) return settings;
  return { ...settings, [name]: told };
}
