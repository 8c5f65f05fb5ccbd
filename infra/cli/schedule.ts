import { exactAndRelative } from '../../shared/reporting/times.ts';
import { type VerifyJob, VerifyJobError, verifyJob } from '../../shared/scheduling/verify-job.ts';
import { googleEnvironment } from '../../shared/settings/google-environment.ts';
import type { Environment } from '../../shared/settings/variable.ts';
import { readArguments, UsageError } from './arguments.ts';
import { choiceIn } from './choice.ts';
import { type Command, CommandFailedError, type CommandResult } from './command.ts';
import { findCloud } from './doctor/cloud.ts';
import { googleApi } from './doctor/google-api.ts';
import { adviceOnRefusal, findGoogleCredentials } from './google-credentials.ts';
import { aligned } from './table.ts';

const VERIFY_JOB = 'closte-verify-domains';

const ACTIONS = ['show', 'pause', 'resume', 'run'] as const;
type Action = (typeof ACTIONS)[number];

const JOB_NAME = /^projects\/[^/]+\/locations\/[^/]+\/jobs\/[^/]+$/;

const OPERANDS = ['<action>'];
const OPTIONS = {
  job: {
    type: 'string',
    value: 'NAME',
    help: 'The job, projects/P/locations/R/jobs/J; by default the one of the project',
  },
} as const;

export const schedule: Command = {
  operands: OPERANDS,
  choices: [ACTIONS],
  options: OPTIONS,
  details: [
    'Cloud Scheduler fires the sweep once a minute. show says whether it does, and when next; pause stops it, resume starts it ' +
      'again, and run fires the sweep now.',
    'The job is closte-verify-domains, in the region of the deployment; --job names another.',
  ],
  examples: [
    'schedule show --project shop-prod',
    'schedule show --job projects/shop-prod/locations/europe-west1/jobs/closte-verify-domains',
  ],

  async run(args, { environment, now }) {
    const { values, positionals } = readArguments(args, OPTIONS, OPERANDS);
    const action = choiceIn('<action>', positionals[0], ACTIONS);
    if (values.job !== undefined && !JOB_NAME.test(values.job)) {
      throw new UsageError('--job must be projects/P/locations/R/jobs/J');
    }
    const name = await jobName(values.job, environment);
    await needCredentials();
    try {
      return await act(verifyJob(name), action, now);
    } catch (error) {
      if (error instanceof VerifyJobError) {
        const advice = adviceOnRefusal(error);
        throw new CommandFailedError(advice ? `${error.message}. ${advice}` : error.message);
      }
      throw error;
    }
  },
};

async function act(job: VerifyJob, action: Action, now: number): Promise<CommandResult> {
  if (action !== 'show') await job[action]();
  const state = await job.read();
  return {
    good: state.state === 'ENABLED' || action === 'pause',
    json: state,
    text: aligned([
      ['job', state.name],
      ['cadence', state.cadence],
      ['state', state.state],
      ['last fired', timeOr('never', state.lastFiredAt, now)],
      ['next', timeOr('unknown', state.nextFiringAt, now)],
    ]),
  };
}

const timeOr = (none: string, written: string | null, now: number) =>
  written === null ? none : exactAndRelative(Date.parse(written), now);

async function needCredentials(): Promise<void> {
  if (googleEnvironment().schedulerEndpoint === undefined) await findGoogleCredentials();
}

/** The named job, or else the job of the deployment. */
async function jobName(job: string | undefined, environment: Environment): Promise<string> {
  if (job !== undefined) return job;
  const { project } = googleEnvironment(environment);
  if (project === undefined) throw new UsageError('no job is named; give --project, or --job NAME');
  await needCredentials();
  const found = await findCloud(googleApi(environment), project);
  if ('api' in found) return `projects/${project}/locations/${found.region}/jobs/${VERIFY_JOB}`;
  throw new CommandFailedError(
    `The job cannot be found: ${found.finding.part} ${found.finding.seen}. Give --job, if you know its name.`,
  );
}
