import { type AccessSecret, managedSecret } from '../settings/secret.ts';
import type { ApiKey } from './api-key.ts';
import { ClosteError } from './failure.ts';

/**
 * The key in Secret Manager; a key that cannot be read is an `unavailable` failure.
 *
 * @param name `projects/P/secrets/S/versions/latest`
 * @param now milliseconds since the epoch
 */
export function secretApiKey(name: string, access?: AccessSecret, now?: () => number): ApiKey {
  const secret = managedSecret('the API key', name, access, now);
  return {
    current: () => secret.current().catch(unavailable),
    replacementFor: (refused) => secret.replacementFor(refused).catch(unavailable),
  };
}

function unavailable(error: Error): never {
  throw new ClosteError('unavailable', error.message, undefined, false);
}
