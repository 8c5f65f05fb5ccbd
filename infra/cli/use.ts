import { readSettings } from '../../shared/settings/settings.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type Command, CommandFailedError } from './command.ts';
import {
  type Deployment,
  deploymentText,
  forget,
  remember,
  rememberedDeployment,
} from './deployment.ts';
import { exists } from './existing-store.ts';

const OPTIONS = {
  nothing: { type: 'boolean', help: 'Forget the remembered deployment' },
} as const;

export const use: Command = {
  operands: [],
  options: OPTIONS,
  details: [
    'This command remembers, for this user and every folder, which deployment is meant if none of --project, --store and the ' +
      'environment names one. Without an option, it shows the remembered deployment. Each answer about a remembered deployment names it.',
  ],
  examples: ['use --project shop-prod', 'use --store /srv/closte/domains.db', 'use --nothing'],

  async run(args, { environment, deployment }) {
    const { values } = readArguments(args, OPTIONS, []);
    const { by, variables, overruled: _, ...given } = deployment;
    if (values.nothing) {
      if (by === 'options')
        throw new UsageError('--nothing cannot be combined with another option');
      orFailed('The remembered deployment cannot be forgotten', () => forget(environment));
    } else if (by === 'options') {
      orFailed('The deployment cannot be remembered', () => remember(given, environment));
    }
    const { remembered, unreadable } = rememberedDeployment(environment);
    if (unreadable !== undefined) throw new CommandFailedError(unreadable);
    return {
      good: true,
      json: { remembered: remembered ?? null },
      text: [
        [
          remembered
            ? `Remembered: ${deploymentText(remembered)}.`
            : 'No deployment is remembered.',
        ],
      ],
      notes: [
        ...(remembered && variables.length > 0
          ? [`The environment takes precedence as long as it sets ${variables.join(' and ')}.`]
          : []),
        ...(by === 'options' ? missingStore(given) : []),
      ],
    };
  },
};

function orFailed(what: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailedError(
      `${what}: ${reason}. Set XDG_CONFIG_HOME to a folder that you may write, or give --project or --store with each command.`,
    );
  }
}

/** The path may be wrong; or the system that creates the store has not been started yet. */
function missingStore({ store }: Deployment): string[] {
  if (store === undefined) return [];
  const { store: location } = readSettings({ STORE: store });
  return exists(location) ? [] : [`There is no store at ${store.replace(/^sqlite:/, '')} yet.`];
}
