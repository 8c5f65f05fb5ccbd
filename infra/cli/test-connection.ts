import { googleEnvironment } from '../../shared/settings/google-environment.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { readArguments } from './arguments.ts';
import type { Command, CommandResult } from './command.ts';
import { type ConnectionFailure, connectionFailure } from './connection-failure.ts';
import { findGoogleCredentials } from './google-credentials.ts';
import { styled } from './text.ts';

export const testConnection: Command = {
  operands: [],
  options: {},
  details: [
    'This command uses the API key of CLOSTE_API_KEY_SECRET or, on one machine, CLOSTE_CLIENT_API_KEY, and never shows it.',
    'It changes nothing at Closte, and succeeds if Closte accepts the key.',
  ],
  examples: ['test-connection', 'test-connection --project shop-prod'],

  async run(args, { environment, now }) {
    readArguments(args, {}, []);
    const settings = readSettings(environment);
    const { closteApiKey } = settings;
    const isSecret = closteApiKey !== undefined && 'secret' in closteApiKey;
    if (isSecret && googleEnvironment().secretManagerEndpoint === undefined) {
      await findGoogleCredentials();
    }
    const failure = await connectionFailure(settings, now);
    if (failure) return failed(failure);
    const text = [[styled('green', 'ok'), ` ${settings.closteApiUrl} accepts the API key`]];
    return { good: true, json: { ok: true }, text };
  },
};

function failed({ kind, message, remedy }: ConnectionFailure): CommandResult {
  return {
    good: false,
    json: { ok: false, kind, message },
    text: [[styled('red', kind), ` ${message}`], [`→ ${remedy}`]],
  };
}
