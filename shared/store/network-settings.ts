import { isNewer, type Ordinal } from '../lifecycle/ordinal.ts';
import type { PauseCause } from '../lifecycle/put-off.ts';
import type { Network } from '../problems/findings.ts';

/** A value from an event, and that event's place: a later event may have another value. */
export interface FromEvent<Value> {
  readonly value: Value;
  readonly by: Ordinal;
}

/** The known facts about the network as a whole, rather than about one domain. */
export interface NetworkSettings {
  /** Seconds between the checks of one domain, as set in the multisite. */
  readonly dnsCheckInterval?: FromEvent<number>;
  readonly network?: FromEvent<Network>;
  /** The addresses that the network has, and those that it had recently. */
  readonly networkAddresses?: readonly SeenAddress[];
  /**
   * The network that is served, its domain, and since when, in milliseconds since the epoch. The domain is
   * null until an event names it; earlier versions did not keep it.
   */
  readonly servedNetwork?: {
    readonly id: number;
    readonly domain?: string | null;
    readonly since: number;
  };
  /** The alias host's own memory, in a JSON form that only the alias host reads. */
  readonly aliasHostMemory?: unknown;
  /**
   * On one machine, the address of the alias host that has this store's aliases, or `sandbox`: no other
   * alias host has them.
   */
  readonly aliasHostAddress?: string;
  /**
   * The multisite refuses our credentials: it is not called before `until`, and the refusal was last reported
   * at `toldAt`. Milliseconds since the epoch; absent once it accepts them.
   */
  readonly multisiteRefusal?: { readonly until: number; readonly toldAt: number };
  /**
   * The state of the brake (`engine/brake.ts`). Until `heldUntil`, live domains that look lost are held; `held`
   * has how many they were, and how many were looked at; people were last told at `toldAt`. Until `letGoUntil`,
   * a person lets live domains be taken down. Times are milliseconds since the epoch.
   */
  readonly liveDomains?: {
    readonly heldUntil?: number;
    readonly held?: { readonly lost: number; readonly looked: number };
    readonly toldAt?: number;
    readonly letGoUntil?: number;
  };
  /** The state of the hosts that all instances call; absent if there is nothing to remember. */
  readonly hosts?: { readonly [Name in Host]?: HostState };
  /** The check interval that was last applied to all waiting domains, in milliseconds. */
  readonly checkIntervalMs?: number;
  /** The settings that could not be read, and start afresh; the next sweep reports them. */
  readonly lost?: readonly string[];
}

/** The hosts that all instances call, with limits on their calls. */
export const HOSTS = ['aliasHost', 'multisite'] as const;
export type Host = (typeof HOSTS)[number];

/** The state of one host, for all instances. */
export interface HostState {
  readonly circuit?: Circuit;
  /**
   * The sweep that may call the host now, and until when; and since when another one has waited for it, if
   * any. Times are milliseconds since the epoch.
   */
  readonly turn?: { readonly holder: string; readonly until: number; readonly wantedAt?: number };
}

/** The recent faults of a host, whichever domains the calls were about; absent while there are none. */
export interface Circuit {
  /** Failures in a row. */
  readonly failures: number;
  /** Pauses in a row. */
  readonly pauses: number;
  /** No call is made before this time, in milliseconds since the epoch; null if calls go on. */
  readonly pausedUntil: number | null;
  /**
   * One call tests whether the pause is over; the others wait for it until this time, in milliseconds since
   * the epoch.
   */
  readonly foundOutBy?: number;
  readonly cause: PauseCause;
  /** The latest failure's reason, for people to read. */
  readonly reason: string;
}

/** An address that the network has, or had recently. */
export interface SeenAddress {
  readonly address: string;
  /**
   * When the network was first seen without the address, in milliseconds since the epoch; absent while it
   * has it.
   */
  readonly goneAt?: number;
}

/** Events arrive out of order by seconds, not by minutes. */
const SAME_NEWS_MS = 60_000;

/**
 * The settings after an event that names one of them. An event that repeats a known value within a minute is
 * no news, so that the settings are not written with every event.
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

/** The known state of a host. */
export function hostIn({ hosts }: NetworkSettings, host: Host): HostState {
  return hosts?.[host] ?? {};
}

export function withHost(settings: NetworkSettings, host: Host, state: HostState): NetworkSettings {
  return { ...settings, hosts: { ...settings.hosts, [host]: state } };
}
