import { openMultisiteCredentials } from '../settings/multisite-credentials.ts';
import type { Settings } from '../settings/settings.ts';
import { type Multisite, multisiteClient } from './client.ts';

/** The multisite's REST API that the settings name; undefined if they name none. */
export function openMultisite(settings: Settings): Multisite | undefined {
  const { multisiteApiUrl: apiUrl } = settings;
  const credentials = openMultisiteCredentials(settings);
  return apiUrl === undefined || !credentials
    ? undefined
    : multisiteClient({ apiUrl, credentials });
}
