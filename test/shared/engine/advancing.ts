import assert from 'node:assert/strict';
import type { DomainName } from '../../../shared/domain-name.ts';
import { type Advanced, advance } from '../../../shared/engine/advance.ts';
import { advanceRecorded } from '../../../shared/engine/advance-event.ts';
import { type Effects, LEASE_MS } from '../../../shared/engine/engine.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { type DomainJson, domainJson } from '../../../shared/reporting/domain-json.ts';
import { type TestEngine, testEngine } from '../../support/engine.ts';
import { anEvent } from '../../support/events.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { shop } from '../../support/records.ts';

export const never = new AbortController().signal;

/** An engine that advances domains, and everything outside it. */
export interface Advancing {
  readonly outside: Outside;
  engine: TestEngine;
  /** Records an event and advances the domains that it concerns, as the function does. */
  tell(type: string, change?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Replaces effects, for cases that no server outside can bring about. */
  change(effects: Partial<Effects>): void;
  /** Claims the one domain that is due at `now`, milliseconds since the epoch, and advances it. */
  advanceAt(now: number, signal?: AbortSignal): Promise<Advanced>;
  /** What people see of the domain; by default of `shop.example.com`. */
  seen(domain?: DomainName): Promise<DomainJson>;
}

/** Starts a new engine and a new outside before each test of the block that calls this, and ends both after it. */
export function newForEachTest(settings: Readonly<Record<string, string>> = {}): Advancing {
  let current: Pick<Advancing, 'engine' | 'outside'> | undefined;
  const world = () => current ?? assert.fail('no test is running');
  beforeEach(async () => {
    const outside = await startOutside();
    current = { outside, engine: await testEngine(outside, settings) };
  });
  afterEach(async () => {
    await world().engine.store.close();
    await world().outside.close();
  });
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
    async tell(type, change = {}) {
      const { engine } = world();
      const occurredAt = new Date(engine.now()).toISOString();
      const event = anEvent(type, { occurredAt, ...change });
      const { domains } = await recordEvent(engine.store, event, engine.now());
      await advanceRecorded(engine, domains, never);
    },
    change(effects) {
      const { engine } = world();
      current = { ...world(), engine: { ...engine, effects: { ...engine.effects, ...effects } } };
    },
    async advanceAt(now, signal = never) {
      const { engine } = world();
      engine.clock.now = now;
      const [claim] = await engine.store.claimDue(now, 1, LEASE_MS);
      assert.ok(claim, 'nothing is due');
      const pass = engine.effects.openPass();
      return advance(engine, claim, await engine.policy(), pass, signal, now);
    },
    async seen(domain = shop) {
      const record = await world().engine.store.get(domain);
      assert.ok(record);
      return domainJson(record);
    },
  };
}
