import { pino } from 'pino';
import type { Engine } from '../../shared/engine/engine.ts';
import { engineOn } from '../../shared/engine/open-engine.ts';
import type { OutgoingMessage } from '../../shared/reporting/publish.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { openStore } from '../../shared/store/open-store.ts';
import type { Store } from '../../shared/store/store.ts';
import type { Outside } from './outside.ts';

/** An engine whose effects reach a test's own servers, with a clock that the test moves. */
export interface TestEngine extends Engine {
  /** Milliseconds since the epoch. */
  readonly clock: { now: number };
  readonly published: { topic: string; message: OutgoingMessage }[];
  /** Lines of the log, as objects. */
  readonly lines: Record<string, unknown>[];
}

/**
 * A wait that lets all other work go first: it moves the clock once nothing else is under way, unless it is
 * aborted.
 *
 * @param isIdle whether nothing outside the engine is under way that takes real time
 */
export function waitingLast({ clock }: TestEngine, isIdle = () => true): TestEngine['wait'] {
  return async (ms, signal) => {
    for (let turn = 0; (turn < 20 || !isIdle()) && !signal.aborted; turn += 1) {
      await new Promise((later) => setImmediate(later));
    }
    if (!signal.aborted) clock.now += ms;
  };
}

/**
 * An engine whose waits move the clock and take no real time.
 *
 * @param store by default one in memory, or that of the environment
 */
export async function testEngine(
  outside: Outside,
  environment: Record<string, string> = {},
  store?: Store,
): Promise<TestEngine> {
  const settings = readSettings({
    ...outside.environment,
    STORE: 'sqlite::memory:',
    ...environment,
  });
  const published: TestEngine['published'] = [];
  const lines: TestEngine['lines'] = [];
  const log = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const publish = async (topic: string, message: OutgoingMessage) => {
    published.push({ topic, message });
  };
  const clock = { now: Date.now() };
  const opened = store ?? (await openStore(settings.store));
  const engine = await engineOn(opened, settings, publish, log, () => clock.now);
  return {
    ...engine,
    clock,
    published,
    lines,
    wait: async (ms) => {
      clock.now += ms;
    },
    random: () => 0.5,
  };
}
