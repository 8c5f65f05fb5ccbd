import type { Logger } from 'pino';
import { CLOCKS_DIFFER_MS, isLately } from '../lifecycle/lately.ts';
import type { NetworkSettings } from '../store/network-settings.ts';
import type { Store } from '../store/store.ts';

/**
 * A refusal of our credentials by the multisite concerns every domain. So it is kept in the store: one call
 * in five minutes tests whether it is over, and it is reported once an hour.
 */

const ASK_AGAIN_AFTER_MS = 5 * 60_000;
const TELL_AGAIN_AFTER_MS = 60 * 60_000;

/** The parts of the engine that record a refusal. */
interface Recording {
  readonly store: Pick<Store, 'changeSettings'>;
  readonly log: Logger;
}

/** Until when the multisite is not to be called; undefined if it may be called. */
export function refusedUntil(
  { multisiteRefusal }: NetworkSettings,
  now: number,
): number | undefined {
  if (!multisiteRefusal) return undefined;
  const { until } = multisiteRefusal;
  const isOfWrongClock = until > now + ASK_AGAIN_AFTER_MS + CLOCKS_DIFFER_MS;
  return now < until && !isOfWrongClock ? until : undefined;
}

/**
 * Records that the credentials were refused, and reports this unless it was reported recently.
 *
 * @param reason what the multisite answered
 * @returns until when the multisite is not to be called
 */
export async function recordRefusal(
  { store, log }: Recording,
  reason: string,
  now: number,
): Promise<number> {
  const until = now + ASK_AGAIN_AFTER_MS;
  let isNews = false;
  await store.changeSettings((settings) => {
    const known = settings.multisiteRefusal;
    const toldAt = known && isLately(known.toldAt, TELL_AGAIN_AFTER_MS, now) ? known.toldAt : now;
    isNews = toldAt !== known?.toldAt;
    return { ...settings, multisiteRefusal: { until, toldAt } };
  });
  if (isNews) {
    log.error(
      { multisiteFailure: 'unauthorized' },
      `${reason}; put its API key and secret into MULTISITE_API_SECRET, as key:secret`,
    );
  }
  return until;
}

/** Records that the credentials are accepted, if they were refused before. */
export async function recordAcceptance(
  { store, log }: Recording,
  settings: NetworkSettings,
): Promise<void> {
  if (!settings.multisiteRefusal) return;
  let isNews = false;
  await store.changeSettings((latest) => {
    const { multisiteRefusal, ...rest } = latest;
    // Another call, made at the same time, may have recorded it.
    isNews = multisiteRefusal !== undefined;
    return isNews ? rest : latest;
  });
  if (isNews) log.info('the multisite accepts the credentials again');
}
