import { pino } from 'pino';
import { advanceRecorded } from '../../shared/engine/advance-event.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import { pacesOf } from '../../shared/engine/pace.ts';
import { recordEvent } from '../../shared/engine/record-event.ts';
import { EVERY_MINUTE, sweep } from '../../shared/engine/sweep.ts';
import { newTally } from '../../shared/engine/tally.ts';
import { type DomainEvent, InvalidMessageError } from '../../shared/events/domain-event.ts';
import type { StatusMessage } from '../../shared/reporting/status-message.ts';
import { sqliteStore } from '../../shared/store/sqlite.ts';
import { certificateRight, dnsRight, HOUR, LIMITS, MINUTE } from './records.ts';

const NEVER = new AbortController().signal;

/**
 * The engine on a store in memory, in a world where everything works: fast enough for tests that run
 * thousands of histories. The tests move its clock.
 */
export interface WorldInMemory extends AsyncDisposable {
  readonly engine: Engine;
  readonly clock: { now: number };
  /** The domains that are aliases. */
  readonly aliases: Set<string>;
  /** The stages that were reported to the multisite, in order. */
  readonly told: StatusMessage[];
  /** Takes an event as the function does: an event of another network changes nothing. */
  hear(event: DomainEvent): Promise<void>;
  /** Does everything that becomes due within the next hours. */
  settle(): Promise<void>;
}

export async function worldInMemory(now: number): Promise<WorldInMemory> {
  const store = await sqliteStore(':memory:');
  const clock = { now };
  const aliases = new Set<string>();
  const told: StatusMessage[] = [];
  const pass = {
    resolveNetwork: async () => ({ addresses: ['203.0.113.7'], alsoRight: [] }),
    checkDns: async () => dnsRight,
    checkCertificate: async () => certificateRight,
  };
  const engine: Engine = {
    store,
    effects: {
      aliasHost: {
        add: async (domain) => {
          aliases.add(domain);
          return { kind: 'done' };
        },
        remove: async (domain) => {
          aliases.delete(domain);
          return { kind: 'done' };
        },
        requestCertificate: async () => 'asked',
        test: async () => undefined,
      },
      openPass: () => pass,
      report: async (message) => {
        told.push(message);
      },
      multisite: undefined,
    },
    policy: async () => ({
      network: { addresses: ['203.0.113.7'] },
      limits: LIMITS,
      networkGraceMs: 0,
    }),
    ...pacesOf({ closteConcurrency: 8, multisiteConcurrency: 2 }, () => clock.now),
    tally: newTally(),
    now: () => clock.now,
    wait: async () => {},
    random: () => 0.5,
    log: pino({ level: 'silent' }),
  };
  return {
    engine,
    clock,
    aliases,
    told,
    async hear(event) {
      try {
        const { domains } = await recordEvent(store, event, clock.now);
        await advanceRecorded(engine, domains, NEVER);
      } catch (error) {
        if (!(error instanceof InvalidMessageError)) throw error;
      }
    },
    async settle() {
      clock.now += 3 * HOUR;
      await sweep(
        engine,
        { ...EVERY_MINUTE, concurrency: 4, claimForMs: MINUTE, gatherMs: 0 },
        NEVER,
      );
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
}
