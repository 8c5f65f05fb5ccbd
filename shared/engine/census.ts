import type { Engine } from './engine.ts';

/** Only on the quarters of an hour: to count costs more the more domains there are, unlike a sweep. */
const EVERY_MINUTES = 15;

/** Logs how many domains are in each stage, if it is time to. */
export async function logCensus({ store, now, log }: Engine): Promise<void> {
  if (new Date(now()).getUTCMinutes() % EVERY_MINUTES !== 0) return;
  for (const [stage, domains] of await store.countByStage()) {
    log.info({ stage, domains }, 'domains in stage');
  }
}
