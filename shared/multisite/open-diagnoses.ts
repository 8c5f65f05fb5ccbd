import { openMultisiteCredentials } from '../settings/multisite-credentials.ts';
import type { Settings } from '../settings/settings.ts';
import { type Diagnoses, diagnosesClient } from './diagnoses.ts';

/** The plugin in WordPress that the settings name; undefined if they name none. */
export function openDiagnoses(settings: Settings): Diagnoses | undefined {
  const { multisiteApiUrl: apiUrl } = settings;
  const credentials = openMultisiteCredentials(settings);
  return apiUrl === undefined || !credentials
    ? undefined
    : diagnosesClient({ apiUrl, credentials });
}
