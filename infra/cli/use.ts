import { readArguments, UsageError } from './arguments.ts';
import type { Command } from './command.ts';
import { deploymentText, forget, remember, rememberedDeployment } from './deployment.ts';

const OPTIONS = {
  nothing: { type: 'boolean', help: 'Forget what is remembered' },
} as const;

export const use: Command = {
  operands: [],
  options: OPTIONS,
  details: [
    'Remembers the deployment that is meant where --project and --store are not given and the environment does not say it: ' +
      'for this user, from every folder. Without an option, says what is remembered. Each answer about a remembered deployment names it.',
  ],
  examples: ['use --project shop-prod', 'use --store /srv/closte/domains.db', 'use --nothing'],

  async run(args, { environment, deployment }) {
    const { values } = readArguments(args, OPTIONS, []);
    const { by, ...given } = deployment;
    if (values.nothing) {
      if (by === 'options') throw new UsageError('--nothing goes with no other option');
      forget(environment);
    } else if (by === 'options') {
      remember(given, environment);
    }
    const remembered = rememberedDeployment(environment);
    return {
      good: true,
      json: { remembered: remembered ?? null },
      text: [[remembered ? `In use: ${deploymentText(remembered)}.` : 'Nothing is remembered.']],
    };
  },
};
