import type { Logger } from 'pino';
import type { Policy } from '../engine/policy.ts';
import type { Store } from '../store/store.ts';
import { cadenceOf } from './cadence.ts';
import type { VerifyJob } from './verify-job.ts';

/**
 * Has the job fire as often as domains are checked. Level-triggered, like everything: whoever finds
 * that the job was last set otherwise sets it, so a change that could not be made now is made by the
 * next sweep. A failure is logged, and is nobody else's.
 */
export async function alignCadence(
  job: Pick<VerifyJob, 'setCadence'>,
  store: Store,
  { limits }: Policy,
  log: Logger,
): Promise<void> {
  const cadence = cadenceOf(limits.checkIntervalMs / 1000);
  try {
    if ((await store.readSettings()).cadence === cadence) return;
    await job.setCadence(cadence);
    await store.changeSettings((settings) => ({ ...settings, cadence }));
    log.info({ cadence }, 'the sweep is fired as often as domains are checked');
  } catch (err) {
    log.error({ err, cadence }, 'the cadence of the sweep could not be set; tried again');
  }
}
