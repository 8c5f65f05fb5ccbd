import * as v from 'valibot';
import { type Environment, optionalVariable, readVariables } from './variable.ts';

/**
 * The variables of Cloud Run, gcloud and Google's clients. We neither name nor refuse them, so every text
 * is accepted.
 */
export const GOOGLE_VARIABLES = v.object({
  service: optionalVariable('K_SERVICE', v.string(), 'the service that runs, set by Cloud Run'),
  revision: optionalVariable('K_REVISION', v.string(), 'its revision'),
  project: optionalVariable('GOOGLE_CLOUD_PROJECT', v.string(), 'the project'),
  olderProject: optionalVariable('GCLOUD_PROJECT', v.string(), 'the same, by its older name'),
  pubSubEmulator: optionalVariable(
    'PUBSUB_EMULATOR_HOST',
    v.string(),
    'an emulator to use instead of Pub/Sub',
  ),
  firestoreEmulator: optionalVariable(
    'FIRESTORE_EMULATOR_HOST',
    v.string(),
    'an emulator to use instead of Firestore',
  ),
  schedulerEndpoint: optionalVariable(
    'CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDSCHEDULER',
    v.string(),
    'a URL to use instead of Cloud Scheduler',
  ),
  secretManagerEndpoint: optionalVariable(
    'CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER',
    v.string(),
    'a URL to use instead of Secret Manager',
  ),
});

export type GoogleEnvironment = Readonly<v.InferOutput<typeof GOOGLE_VARIABLES>>;

/** Reads the variables at each call, since Google's clients read them whenever one is made. */
export function googleEnvironment(environment: Environment = process.env): GoogleEnvironment {
  const { values, wrong } = readVariables(GOOGLE_VARIABLES, environment);
  if (values) return values;
  throw new TypeError(wrong.join('; '));
}
