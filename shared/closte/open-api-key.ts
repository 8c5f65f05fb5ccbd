import { fixedSecret } from '../settings/secret.ts';
import type { Settings } from '../settings/settings.ts';
import type { ApiKey } from './api-key.ts';
import { ClosteError } from './failure.ts';
import { secretApiKey } from './secret-api-key.ts';

/** The key from the settings. If they have none, each use of it throws. */
export function openApiKey({ closteApiKey }: Settings): ApiKey {
  if (closteApiKey === undefined) return { current: noKey, replacementFor: noKey };
  return 'value' in closteApiKey
    ? fixedSecret(closteApiKey.value)
    : secretApiKey(closteApiKey.secret);
}

async function noKey(): Promise<never> {
  throw new ClosteError(
    'unauthorized',
    'there is no API key; set CLOSTE_API_KEY_SECRET, or CLOSTE_CLIENT_API_KEY on one machine',
  );
}
