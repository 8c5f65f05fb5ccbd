import { type VerifyJob, VerifyJobError, verifyJob } from '../../shared/scheduling/verify-job.ts';
import { googleEnvironment } from '../../shared/settings/google-environment.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type Command, CommandFailedError, type CommandResult } from './command.ts';
import { adviceOnRefusal, findGoogleCredentials } from './google-credentials.ts';
import { aligned } from './table.ts';

const ACTIONS = ['show', 'pause', 'resume', 'run'] as const;
type Action = (typeof ACTIONS)[number];

const JOB_NAME = /^projects\/[^/]+\/locations\/[^/]+\/jobs\/[^/]+$/;

const OPERANDS = ['<action>'];
const OPTIONS = {
  job: { type: 'string', value: 'NAME', help: 'the job, projects/P/locations/R/jobs/J' },
} as const;

export const schedule: Command = {
  operands: OPERANDS,
  options: OPTIONS,
  details: [
    'Cloud Scheduler fires the sweep, once a minute. show tells whether it does, and when; pause, resume and run do so.',
    'deploy.sh calls the job projects/P/locations/R/jobs/closte-verify-domains.',
  ],
  examples: [
    'schedule show --job projects/shop-prod/locations/europe-west1/jobs/closte-verify-domains',
  ],

  async run(args) {
    const { values, positionals } = readArguments(args, OPTIONS, OPERANDS);
    const action = actionOf(positionals[0]);
    const name = jobNameIn(values.job);
    if (googleEnvironment().schedulerEndpoint === undefined) await findGoogleCredentials();
    try {
      return await act(verifyJob(name), action);
    } catch (error) {
      if (error instanceof VerifyJobError) {
        const advice = adviceOnRefusal(error);
        throw new CommandFailedError(advice ? `${error.message}. ${advice}` : error.message);
      }
      throw error;
    }
  },
};

async function act(job: VerifyJob, action: Action): Promise<CommandResult> {
  if (action !== 'show') await job[action]();
  const state = await job.read();
  return {
    good: state.state === 'ENABLED' || action === 'pause',
    json: state,
    text: aligned([
      ['job', state.name],
      ['cadence', state.cadence],
      ['state', state.state],
      ['last fired', state.lastFiredAt ?? 'never'],
      ['next', state.nextFiringAt ?? 'unknown'],
    ]),
  };
}

function actionOf(written: string | undefined): Action {
  const action = ACTIONS.find((one) => one === written);
  if (action) return action;
  const what = written === undefined ? 'no action is given' : `${JSON.stringify(written)} is none`;
  throw new UsageError(`${what}; <action> is one of ${ACTIONS.join(', ')}`);
}

function jobNameIn(job: string | undefined): string {
  if (job === undefined) throw new UsageError('no job is named; give --job NAME');
  if (JOB_NAME.test(job)) return job;
  throw new UsageError('--job must be projects/P/locations/R/jobs/J');
}
