/**
 * One delivery of a message and one sweep, in a process of its own that kills itself at crash point
 * number CRASH_AT, without a chance to clean up; 0 for never. CLOCK_AHEAD_MS sets its clock ahead.
 * Prints the crash points that it passed, and after them `end`.
 */
import { pino } from 'pino';
import { advanceRecorded } from '../../shared/engine/advance-event.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import { engineOn } from '../../shared/engine/open-engine.ts';
import { recordEvent } from '../../shared/engine/record-event.ts';
import { EVERY_MINUTE, sweep } from '../../shared/engine/sweep.ts';
import { readDomainEvent } from '../../shared/events/domain-event.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { openStore } from '../../shared/store/open-store.ts';
import { withCrashPoints } from './crash-points.ts';

const crashAt = Number(process.env.CRASH_AT);
const aheadMs = Number(process.env.CLOCK_AHEAD_MS);
const data = process.env.MESSAGE ?? '';

let passed = 0;
function point(name: string): void {
  passed += 1;
  // Written at once: a killed process flushes nothing.
  process.stdout.write(`${name}\n`);
  if (passed === crashAt) process.kill(process.pid, 'SIGKILL');
}

const settings = readSettings(process.env);
const log = pino({ level: 'silent' });
const published = async () => {};
const now = () => Date.now() + aheadMs;
const store = await openStore(settings.store);
const real = await engineOn(withCrashPoints(store, point), settings, published, log, now);
const engine: Engine = {
  ...real,
  effects: {
    ...withCrashPoints({ ...real.effects }, point),
    openPass: () => withCrashPoints(real.effects.openPass(), point),
    aliasHost: withCrashPoints(real.effects.aliasHost, point),
    multisite: real.effects.multisite && withCrashPoints(real.effects.multisite, point),
    diagnoses: real.effects.diagnoses && withCrashPoints(real.effects.diagnoses, point),
  },
};

const signal = AbortSignal.timeout(20_000);
const event = readDomainEvent(data, { publishedAt: now(), allowSpecialUse: false });
const { domains } = await recordEvent(engine.store, event, now());
await advanceRecorded(engine, domains, signal);
// The steps that the event leaves to the sweep are due by then.
await sweep({ ...engine, now: () => now() + 2000 }, EVERY_MINUTE, signal);
await store.close();
console.log('end');
