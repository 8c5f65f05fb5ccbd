import type { DomainName } from '../domain-name.ts';
import { lookingAgainWithin } from '../lifecycle/look-time.ts';
import { isLive, STAGES } from '../lifecycle/stage.ts';
import type { NetworkSettings } from '../store/network-settings.ts';
import { recordsIn } from '../store/records-in.ts';
import type { Engine } from './engine.ts';
import type { Policy } from './policy.ts';

/**
 * Makes a shorter check interval take effect at once: looks that still wait for the longer one are brought
 * forward. This is level-triggered: it is done by the first sweep that finds an interval other than the one
 * last applied, whether an event or the environment has changed it. A longer interval applies from each
 * domain's next look on.
 */
export async function keepShorterInterval(
  { store, log }: Pick<Engine, 'store' | 'log'>,
  { limits: { checkIntervalMs } }: Policy,
  { checkIntervalMs: keptMs }: NetworkSettings,
): Promise<void> {
  if (keptMs === checkIntervalMs) return;
  if (keptMs !== undefined && checkIntervalMs < keptMs) {
    const domains = await bringForward(store, checkIntervalMs);
    log.info(
      { checkIntervalMs, domains },
      'the check interval is shorter: waiting domains are looked at sooner',
    );
  }
  await store.changeSettings((settings) => ({ ...settings, checkIntervalMs }));
}

/** Concerns domains that are not live: live ones are looked at once a day. */
async function bringForward(store: Engine['store'], checkIntervalMs: number): Promise<number> {
  const waiting: { readonly domain: DomainName; readonly siteId: number }[] = [];
  for (const stage of STAGES.filter((one) => !isLive(one))) {
    for await (const record of recordsIn(store, { stage })) {
      if (lookingAgainWithin(record, checkIntervalMs) !== record) waiting.push(record);
    }
  }
  for (const { domain, siteId } of waiting) {
    await store.update(
      domain,
      siteId,
      (latest) => latest && lookingAgainWithin(latest, checkIntervalMs),
    );
  }
  return waiting.length;
}
