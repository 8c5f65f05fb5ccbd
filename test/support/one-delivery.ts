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

/**
 * One delivery of a message and one sweep, by an instance that opens its store for them.
 *
 * @param environment the settings of the instance
 * @param json the message
 * @param aheadMs how far its clock is ahead
 * @param point called with the name of each point at which a process may be killed
 */
export async function deliverOnce(
  environment: Readonly<Record<string, string | undefined>>,
  json: string,
  aheadMs: number,
  point: (name: string) => void,
): Promise<void> {
  const settings = readSettings(environment);
  const log = pino({ level: 'silent' });
  const published = async () => {};
  const now = () => Date.now() + aheadMs;
  const store = await openStore(settings.store);
  const real = await engineOn(withCrashPoints(store, point), settings, published, log, now);
  const engine: Engine = {
    ...real,
    effects: {
      ...withCrashPoints({ ...real.effects }, point),
      openPass: (...asked) => withCrashPoints(real.effects.openPass(...asked), point),
      aliasHost: withCrashPoints(real.effects.aliasHost, point),
      multisite: real.effects.multisite && withCrashPoints(real.effects.multisite, point),
      diagnoses: real.effects.diagnoses && withCrashPoints(real.effects.diagnoses, point),
    },
  };

  const signal = AbortSignal.timeout(20_000);
  const event = readDomainEvent(json, { publishedAt: now(), allowSpecialUse: false });
  const { domains } = await recordEvent(engine.store, event, now());
  await advanceRecorded(engine, domains, signal);
  // The steps that the event leaves to the sweep are due by then.
  await sweep({ ...engine, now: () => now() + 2000 }, { ...EVERY_MINUTE, gatherMs: 0 }, signal);
  await store.close();
}
