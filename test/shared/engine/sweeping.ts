import { type DomainName, parseDomainName } from '../../../shared/domain-name.ts';
import type { SweepLimits } from '../../../shared/engine/advance-due.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { EVERY_MINUTE, type Sweep, sweep } from '../../../shared/engine/sweep.ts';
import type { DnsFinding } from '../../../shared/problems/findings.ts';
import { anEvent } from '../../support/events.ts';
import { aRecord } from '../../support/records.ts';
import { type Advancing, never, newForEachTest } from './advancing.ts';

/** What the tests of sweeps do. */
export interface Sweeping {
  /** Records that these domains have been created. */
  record(...domains: string[]): Promise<void>;
  /** Stores domains that are aliases at Closte and due for their first look. */
  put(...domains: string[]): Promise<void>;
  /** Tells the network's check interval, in seconds. */
  tellInterval(seconds: number): Promise<void>;
  sweepAll(limits?: SweepLimits, signal?: AbortSignal): Promise<Sweep>;
  /** Replaces the looks at DNS by `look`; everything else stays the same. */
  lookingAtDns(look: (domain: DomainName) => DnsFinding | Promise<DnsFinding>): void;
}

/** A new engine for each test, with tries enough for many sweeps. */
export const manyTriesForEachTest = (): Advancing => newForEachTest({ DNS_MAX_TRIES: '1000' });

export function sweepingIn(world: Advancing): Sweeping {
  const tell = async (type: string, change: Readonly<Record<string, unknown>>) => {
    const { store, now } = world.engine;
    const occurredAt = new Date(now()).toISOString();
    await recordEvent(store, anEvent(type, { occurredAt, ...change }), now());
  };
  return {
    async record(...domains) {
      await Promise.all(domains.map((domain) => tell('domain.created', { domain })));
    },
    async put(...domains) {
      const { store, now } = world.engine;
      for (const name of domains) {
        const record = aRecord({ domain: parseDomainName(name), nextCheckAt: now() });
        await store.update(record.domain, record.siteId, () => record);
      }
    },
    tellInterval: (seconds) =>
      tell('settings.updated', { settings: { dnsCheckInterval: seconds } }),
    sweepAll: (limits = EVERY_MINUTE, signal = never) => sweep(world.engine, limits, signal),
    lookingAtDns(look) {
      const { openPass } = world.engine.effects;
      const checkDns = async (domain: DomainName) => look(domain);
      world.change({ openPass: () => ({ ...openPass(), checkDns }) });
    },
  };
}
