import { openAliasHost } from '../../shared/closte/open-alias-host.ts';
import type { AliasHost, AliasHostFailure } from '../../shared/engine/alias-host.ts';
import { problem } from '../../shared/problems/catalogue.ts';
import { problemText } from '../../shared/problems/recorded-problem.ts';
import { readSettings, type Settings } from '../../shared/settings/settings.ts';
import { readArguments } from './arguments.ts';
import type { Command, CommandResult } from './command.ts';
import { styled } from './text.ts';

export const testConnection: Command = {
  operands: [],
  options: {},
  details: [
    'Uses the API key of CLOSTE_API_KEY_SECRET or, on one machine, CLOSTE_CLIENT_API_KEY, and never shows it.',
    'Nothing is changed at Closte. It is good if Closte takes the key.',
  ],

  async run(args, { environment, now }) {
    readArguments(args, {}, []);
    const settings = readSettings(environment);
    const host: AliasHost = openAliasHost(settings, { ...NOTHING_KEPT, now: () => now });
    const failure = await host.test(new AbortController().signal);
    if (failure) return failed(failure, settings);
    const text = [[styled('green', 'ok'), ` ${settings.closteApiUrl} takes the API key`]];
    return { good: true, json: { ok: true }, text };
  },
};

/** A test has nothing to remember, and its failure is the answer. */
const NOTHING_KEPT = {
  memory: { read: async () => undefined, write: async () => {} },
  log: { warn() {} },
};

function failed(
  { kind, message, retryAfterMs }: AliasHostFailure,
  settings: Settings,
): CommandResult {
  const remedy = remedyFor(kind, settings, retryAfterMs);
  return {
    good: false,
    json: { ok: false, kind, message },
    text: [[styled('red', kind), ` ${message}`], [`→ ${remedy}`]],
  };
}

function remedyFor(
  kind: AliasHostFailure['kind'],
  { closteApiKey, closteApiUrl }: Settings,
  retryAfterMs = 60_000,
): string {
  switch (kind) {
    case 'unauthorized':
      return problemText(problem('closte-unauthorized', {})).remedy;
    case 'rate-limited':
      return `Try again in ${Math.ceil(retryAfterMs / 1000)} s: this tells nothing about the key.`;
    case 'unavailable':
      if (closteApiKey === undefined) return 'Set one of the two, and try again.';
      return 'value' in closteApiKey
        ? `Check that this machine reaches ${closteApiUrl}, and try again; if it lasts, ask Closte.`
        : `Check that this machine may read the secret and reaches ${closteApiUrl}, and try again.`;
    case 'refused-domain':
    case 'unexpected':
      return `Check CLOSTE_API_URL, ${closteApiUrl}; if it is right, ask Closte what has changed.`;
  }
}
