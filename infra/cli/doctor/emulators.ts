import { googleEnvironment } from '../../../shared/settings/google-environment.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import type { Environment } from '../../../shared/settings/variable.ts';
import { type PartFinding, skipped } from './finding.ts';
import { overrideOf } from './google-api.ts';

/**
 * Whether the store is an emulator's, and there is no deployment to look at. If a variable redirects the API of the functions, as
 * in a test, there is one.
 */
export function isOnEmulators({ store }: Settings, environment: Environment): boolean {
  const { firestoreEmulator } = googleEnvironment(environment);
  const hasFunctions = overrideOf('cloudfunctions', environment) !== undefined;
  return store.kind === 'firestore' && firestoreEmulator !== undefined && !hasFunctions;
}

/** The finding about the parts that only a deployment has. */
export const NOT_ON_EMULATORS: PartFinding = skipped(
  'functions, roles, secrets, jobs',
  'not looked at: FIRESTORE_EMULATOR_HOST is set, and the emulators have none of them',
);
