import type { CloudSchedulerClient } from '@google-cloud/scheduler';
import { endpointOverride } from '../settings/google-endpoint.ts';
import { grpcCode } from '../settings/grpc-code.ts';

/** Cloud Scheduler's job that fires the sweep. */
export interface VerifyJob {
  read(): Promise<JobState>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Fires the job now, whatever its schedule. */
  run(): Promise<void>;
}

/** The state of the job at Cloud Scheduler. */
export interface JobState {
  /** `projects/P/locations/R/jobs/J` */
  readonly name: string;
  readonly cadence: string;
  /** Cloud Scheduler's word: ENABLED, PAUSED, DISABLED, UPDATE_FAILED. */
  readonly state: string;
  /** ISO 8601, UTC; null if it is not known. */
  readonly lastFiredAt: string | null;
  readonly nextFiringAt: string | null;
}

/** The job could not be read or changed; the message says what to do. */
export class VerifyJobError extends Error {
  override readonly name = 'VerifyJobError';
}

/**
 * The job called `name`. Google's client is loaded with the first call. It honours gcloud's own
 * CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDSCHEDULER, and then uses no credentials.
 *
 * @param name `projects/P/locations/R/jobs/J`
 */
export function verifyJob(name: string): VerifyJob {
  const call = async <Result>(use: (client: CloudSchedulerClient) => Promise<Result>) => {
    const client = await connect();
    try {
      return await use(client);
    } catch (error) {
      throw new VerifyJobError(`The job ${name} cannot be reached: ${reasonOf(error)}`);
    } finally {
      await client.close();
    }
  };
  return {
    read: () =>
      call(async (client) => {
        const [job] = await client.getJob({ name }, CALL);
        return {
          name,
          cadence: job.schedule ?? '',
          state: String(job.state ?? 'UNKNOWN'),
          lastFiredAt: isoTime(job.lastAttemptTime?.seconds),
          nextFiringAt: isoTime(job.scheduleTime?.seconds),
        };
      }),
    pause: () =>
      call(async (client) => {
        await client.pauseJob({ name }, CALL);
      }),
    resume: () =>
      call(async (client) => {
        await client.resumeJob({ name }, CALL);
      }),
    run: () =>
      call(async (client) => {
        await client.runJob({ name }, CALL);
      }),
  };
}

const CALL = { timeout: 10_000 };

async function connect(): Promise<CloudSchedulerClient> {
  const { CloudSchedulerClient } = await import('@google-cloud/scheduler');
  return new CloudSchedulerClient(await endpointOverride('scheduler'));
}

/** The fault behind each of gRPC's codes, and how to fix it. */
const CAUSES: ReadonlyMap<number | undefined, string> = new Map([
  [3, 'its name is not valid'],
  [5, 'there is no such job; deploy again, or correct its name'],
  [7, 'the account may not touch it; grant it roles/cloudscheduler.admin'],
]);

function reasonOf(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return CAUSES.get(grpcCode(error)) ?? said.slice(0, 200);
}

function isoTime(seconds: unknown): string | null {
  return seconds === undefined || seconds === null
    ? null
    : new Date(Number(seconds) * 1000).toISOString();
}
