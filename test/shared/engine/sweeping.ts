import assert from 'node:assert/strict';
import { type DomainName, parseDomainName } from '../../../shared/domain-name.ts';
import type { SweepLimits } from '../../../shared/engine/advance-due.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { EVERY_MINUTE, type Sweep, sweep } from '../../../shared/engine/sweep.ts';
import type { DnsFinding } from '../../../shared/problems/findings.ts';
import { type TestEngine, testEngine } from '../../support/engine.ts';
import { anEvent } from '../../support/events.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { aRecord } from '../../support/records.ts';
import { never } from './advancing.ts';

/** An engine that sweeps, and everything outside it. */
export interface Sweeping {
  readonly outside: Outside;
  engine: TestEngine;
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

/** Starts a new engine and a new outside before each test of the block that calls this, and ends both after it. */
export function sweepingForEachTest(): Sweeping {
  let current: Pick<Sweeping, 'engine' | 'outside'> | undefined;
  const world = () => current ?? assert.fail('no test is running');
  beforeEach(async () => {
    const outside = await startOutside();
    current = { outside, engine: await testEngine(outside, { DNS_MAX_TRIES: '1000' }) };
  });
  afterEach(async () => {
    await world().engine.store.close();
    await world().outside.close();
  });
  const tell = async (type: string, change: Readonly<Record<string, unknown>>) => {
    const { store, now } = world().engine;
    const occurredAt = new Date(now()).toISOString();
    await recordEvent(store, anEvent(type, { occurredAt, ...change }), now());
  };
  return {
    get outside() {
      return world().outside;
    },
    get engine() {
      return world().engine;
    },
    set engine(engine) {
      current = { ...world(), engine };
    },
    async record(...domains) {
      await Promise.all(domains.map((domain) => tell('domain.created', { domain })));
    },
    async put(...domains) {
      const { store, now } = world().engine;
      for (const name of domains) {
        const record = aRecord({ domain: parseDomainName(name), nextCheckAt: now() });
        await store.update(record.domain, record.siteId, () => record);
      }
    },
    tellInterval: (seconds) =>
      tell('settings.updated', { settings: { dnsCheckInterval: seconds } }),
    sweepAll: (limits = EVERY_MINUTE, signal = never) => sweep(world().engine, limits, signal),
    lookingAtDns(look) {
      const { engine } = world();
      const { openPass } = engine.effects;
      const checkDns = async (domain: DomainName) => look(domain);
      const looking = { openPass: () => ({ ...openPass(), checkDns }) };
      current = {
        ...world(),
        engine: { ...engine, effects: { ...engine.effects, ...looking } },
      };
    },
  };
}
