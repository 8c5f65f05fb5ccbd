import * as v from 'valibot';
import { relativeTime } from '../../../shared/reporting/times.ts';
import { type Cloud, deployAgain, findingOf } from './cloud.ts';
import { type PartFinding, skipped, unseen, well, wrong } from './finding.ts';
import { JOBS } from './inventory.ts';

const jobSchema = v.object({
  state: v.optional(v.string(), 'UNKNOWN'),
  schedule: v.optional(v.string(), ''),
  lastAttemptTime: v.optional(v.string()),
  /** Of the last attempt; empty if that succeeded. */
  status: v.optional(v.object({ code: v.optional(v.number(), 0) }), {}),
});
type Job = v.InferOutput<typeof jobSchema>;

/** Whether Cloud Scheduler's jobs fire, and how their last call ended. */
export function examineJobs(cloud: Cloud, now: number): Promise<PartFinding[]> {
  return Promise.all(
    JOBS.map(async (known) => {
      const { name, target } = known;
      const part = `the job ${name}`;
      // Without a multisite there is nothing to compare with, so each call is refused.
      if (target === 'reconciledomains' && !cloud.environment.MULTISITE_API_URL) {
        return skipped(part, 'no multisite is set, so nothing is compared');
      }
      const path = `projects/${cloud.project}/locations/${cloud.region}/jobs/${name}`;
      const answer = await cloud.api.read('cloudscheduler', path, jobSchema);
      const again = deployAgain(cloud, 'scheduler');
      return findingOf(part, answer, again, (job) => judged(part, known, job, cloud, now));
    }),
  );
}

function judged(
  part: string,
  { name, target, silentMs }: (typeof JOBS)[number],
  { state, schedule, lastAttemptTime, status }: Job,
  { project, region }: Cloud,
  now: number,
): PartFinding {
  const gcloud = (action: string) =>
    `gcloud scheduler jobs ${action} ${name} --project=${project} --location=${region}`;
  if (state !== 'ENABLED') return wrong(part, `is ${state}`, gcloud('resume'));
  if (lastAttemptTime === undefined) {
    return unseen(part, 'has not fired yet', `Wait for it, or fire it: ${gcloud('run')}`);
  }
  const firedAt = Date.parse(lastAttemptTime);
  const fired = `fired ${relativeTime(firedAt, now)}`;
  if (now - firedAt > silentMs) return wrong(part, fired, gcloud('run'));
  // gRPC's codes; an attempt that is under way has -1.
  if (status.code > 0) {
    const logs = `gcloud logging read 'resource.labels.service_name="${target}" AND severity>=WARNING' --freshness=1h --project=${project}`;
    return wrong(part, `${fired}, and was answered with an error (code ${status.code})`, logs);
  }
  return well(part, `${fired}, by the schedule ${schedule}`);
}
