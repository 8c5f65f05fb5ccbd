import { cadenceOf } from '../../shared/scheduling/cadence.ts';
import { type VerifyJob, VerifyJobError, verifyJob } from '../../shared/scheduling/verify-job.ts';
import { DNS_CHECK_INTERVAL } from '../../shared/settings/check-interval.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type Answer, type Command, CommandFailedError } from './command.ts';

const ACTIONS = ['show', 'set', 'pause', 'resume', 'run'] as const;
type Action = (typeof ACTIONS)[number];

const OPERANDS = ['<action>', '[<seconds>]'];
const OPTIONS = {
  job: { type: 'string', value: 'NAME', help: 'the job, instead of VERIFY_JOB' },
} as const;

export const schedule: Command = {
  operands: OPERANDS,
  options: OPTIONS,
  details: [
    'Cloud Scheduler fires the sweep. show tells how often and when; set has it fired for checks every so many seconds; pause, resume and run do so.',
    'The job is projects/P/locations/R/jobs/J. What is set here stays until the check interval changes.',
  ],

  async run(args, { environment }) {
    const { values, positionals } = readArguments(args, OPTIONS, OPERANDS);
    const [written, seconds] = positionals;
    const action = actionOf(written);
    const cadence = cadenceGiven(action, seconds);
    const name = values.job ?? environment.VERIFY_JOB;
    if (!name) throw new UsageError('no job is named; give --job NAME, or set VERIFY_JOB');
    readSettings({ ...environment, VERIFY_JOB: name });
    try {
      return await act(verifyJob(name), action, cadence);
    } catch (error) {
      if (error instanceof VerifyJobError) throw new CommandFailedError(error.message);
      throw error;
    }
  },
};

async function act(job: VerifyJob, action: Action, cadence: string): Promise<Answer> {
  if (action === 'set') await job.setCadence(cadence);
  else if (action !== 'show') await job[action]();

  const state = await job.read();
  return {
    good: state.state === 'ENABLED' || action === 'pause',
    json: state,
    text: [
      [`job         ${state.name}`],
      [`cadence     ${state.cadence}`],
      [`state       ${state.state}`],
      [`last fired  ${state.lastFiredAt ?? 'never'}`],
      [`next        ${state.nextFiringAt ?? 'unknown'}`],
    ],
  };
}

function actionOf(written: string | undefined): Action {
  const action = ACTIONS.find((one) => one === written);
  if (action) return action;
  const what = written === undefined ? 'no action is given' : `${JSON.stringify(written)} is none`;
  throw new UsageError(`${what}; <action> is one of ${ACTIONS.join(', ')}`);
}

/** Only `set` takes seconds, and it must. */
function cadenceGiven(action: Action, seconds: string | undefined): string {
  const { least, most } = DNS_CHECK_INTERVAL;
  if (action !== 'set') {
    if (seconds === undefined) return '';
    throw new UsageError(`<seconds> goes with set, not with ${action}; leave it out`);
  }
  const interval = Number(seconds);
  if (Number.isInteger(interval) && interval >= least && interval <= most) {
    return cadenceOf(interval);
  }
  throw new UsageError(`<seconds> must be a whole number from ${least} to ${most}`);
}
