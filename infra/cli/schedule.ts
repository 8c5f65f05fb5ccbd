import { cadenceOf } from '../../shared/scheduling/cadence.ts';
import { type VerifyJob, VerifyJobError, verifyJob } from '../../shared/scheduling/verify-job.ts';
import { DNS_CHECK_INTERVAL } from '../../shared/settings/check-interval.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type Command, CommandFailedError, type CommandResult } from './command.ts';
import { aligned } from './table.ts';

const ACTIONS = ['show', 'set', 'pause', 'resume', 'run'] as const;
type Action = (typeof ACTIONS)[number];

/** What is to be done to the job. Cron says the cadence. */
type Order =
  | { readonly action: Exclude<Action, 'set'> }
  | { readonly action: 'set'; readonly cadence: string };

const OPERANDS = ['<action>', '[<seconds>]'];
const OPTIONS = {
  job: { type: 'string', value: 'NAME', help: 'the job, instead of VERIFY_JOB' },
} as const;

export const schedule: Command = {
  operands: OPERANDS,
  options: OPTIONS,
  details: [
    'Cloud Scheduler fires the sweep. show tells how often and when; set has it fired for checks every N seconds; pause, resume and run do so.',
    'The job is projects/P/locations/R/jobs/J. What is set here stays until the check interval changes.',
  ],

  async run(args, { environment }) {
    const { values, positionals } = readArguments(args, OPTIONS, OPERANDS);
    const [written, seconds] = positionals;
    const order = orderOf(actionOf(written), seconds);
    const named = values.job === undefined ? {} : { VERIFY_JOB: values.job };
    const { verifyJob: name } = readSettings({ ...environment, ...named });
    if (name === undefined) {
      throw new UsageError('no job is named; give --job NAME, or set VERIFY_JOB');
    }
    try {
      return await act(verifyJob(name), order);
    } catch (error) {
      if (error instanceof VerifyJobError) throw new CommandFailedError(error.message);
      throw error;
    }
  },
};

async function act(job: VerifyJob, order: Order): Promise<CommandResult> {
  if (order.action === 'set') await job.setCadence(order.cadence);
  else if (order.action !== 'show') await job[order.action]();

  const state = await job.read();
  return {
    good: state.state === 'ENABLED' || order.action === 'pause',
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

/** Only `set` takes seconds, and it must. */
function orderOf(action: Action, seconds: string | undefined): Order {
  const { least, most } = DNS_CHECK_INTERVAL;
  if (action !== 'set') {
    if (seconds === undefined) return { action };
    throw new UsageError(`<seconds> goes with set, not with ${action}; leave it out`);
  }
  const interval = Number(seconds);
  if (Number.isInteger(interval) && interval >= least && interval <= most) {
    return { action, cadence: cadenceOf(interval) };
  }
  throw new UsageError(`<seconds> must be a whole number from ${least} to ${most}`);
}
