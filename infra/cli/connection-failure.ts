import { openAliasHost } from '../../shared/closte/open-alias-host.ts';
import type { AliasHost, AliasHostFailure } from '../../shared/engine/alias-host.ts';
import { problem } from '../../shared/problems/catalogue.ts';
import { problemText } from '../../shared/problems/recorded-problem.ts';
import type { Settings } from '../../shared/settings/settings.ts';

/** Why Closte cannot be used, and what to do. */
export interface ConnectionFailure extends AliasHostFailure {
  readonly remedy: string;
}

/**
 * Asks Closte whether it accepts the key, and changes nothing there; undefined if it does.
 *
 * @param now milliseconds since the epoch
 */
export async function connectionFailure(
  settings: Settings,
  now: number,
): Promise<ConnectionFailure | undefined> {
  const host: AliasHost = openAliasHost(settings, { ...NOTHING_KEPT, now: () => now });
  const failure = await host.test(new AbortController().signal);
  return failure && { ...failure, remedy: remedyFor(failure, settings) };
}

/** A test remembers nothing: its failure is the answer. */
const NOTHING_KEPT = {
  memory: { read: async () => undefined, write: async () => {} },
  log: { warn() {} },
};

function remedyFor(
  { kind, retryAfterMs = 60_000 }: AliasHostFailure,
  { closteApiKey, closteApiUrl }: Settings,
): string {
  switch (kind) {
    case 'unauthorized':
      return problemText(problem('closte-unauthorized', {})).remedy;
    case 'rate-limited':
      return `Try again in ${Math.ceil(retryAfterMs / 1000)} s: this answer says nothing about the key.`;
    case 'unavailable':
      return closteApiKey && 'value' in closteApiKey
        ? `Check that this machine reaches ${closteApiUrl}, and try again; if the failure lasts, ask Closte.`
        : `Check that this machine may read the secret and reaches ${closteApiUrl}, and try again.`;
    case 'refused-domain':
    case 'unexpected':
      return `Check whether CLOSTE_API_URL is right (${closteApiUrl}); if it is, ask Closte what has changed.`;
  }
}
