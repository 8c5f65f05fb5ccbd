import type * as v from 'valibot';
import {
  LOCAL_STORE,
  type LogLevel,
  SECRET_VERSION,
  SETTINGS,
  type SecretSource,
  type StoreLocation,
} from './environment-schema.ts';
import { type GoogleEnvironment, googleEnvironment } from './google-environment.ts';
import { type Environment, readVariables, setTo } from './variable.ts';

export type { SecretSource, StoreLocation };

/** One or more environment variables have no usable value. The message names each of them. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** The settings of the log. */
export interface LogSettings {
  /** `json` for Cloud Logging, `text` for a person at a terminal. */
  readonly format: 'json' | 'text';
  readonly level: LogLevel;
  /** The service that writes the log, on Cloud Run. */
  readonly service?: {
    readonly name: string;
    readonly revision: string;
    /** Empty if it is not known. */
    readonly project: string;
  };
}

/** The callers whose calls are admitted: each presents a Google identity token. */
export interface ExpectedCallers {
  /** The audiences that a token may have. */
  readonly audiences: readonly string[];
  /** The e-mail addresses of the accounts that may call. */
  readonly emails: readonly string[];
}

type Declared = v.InferOutput<typeof SETTINGS>;

/** Variables that become part of another setting here. */
type Part =
  | 'store'
  | 'closteApiKeySecret'
  | 'closteClientApiKey'
  | 'expectedAudience'
  | 'expectedCallers'
  | 'logFormat'
  | 'logLevel';

/** The settings, read from the environment. {@link SETTINGS} says what each is for. */
export interface Settings extends Readonly<Omit<Declared, Part>> {
  readonly store: StoreLocation;
  /** The key itself, or the name of its version in Secret Manager. */
  readonly closteApiKey: SecretSource | undefined;
  /** Undefined if only IAM decides who may call. */
  readonly expectedCallers: ExpectedCallers | undefined;
  /** Whether Pub/Sub is available: Google Cloud's or an emulator. */
  readonly hasPubSub: boolean;
  readonly log: LogSettings;
}

/**
 * Reads the settings. A variable that is set to an empty text counts as not set.
 *
 * @throws {SettingsError} that names every variable that is wrong
 */
export function readSettings(environment: Environment): Settings {
  const google = googleEnvironment(environment);
  const onCloudRun = google.service !== undefined;
  const { values, wrong = [] } = readVariables(SETTINGS, environment);
  const faults = [...wrong, ...contradictions(environment, onCloudRun)];
  if (!values || faults.length > 0) {
    throw new SettingsError(`Bad settings in the environment: ${faults.join('; ')}`);
  }

  const { store, closteApiKeySecret, closteClientApiKey, logFormat, logLevel, ...rest } = values;
  const { expectedAudience, expectedCallers, ...others } = rest;
  return {
    ...others,
    store: store ?? defaultStore(onCloudRun),
    closteApiKey:
      closteApiKeySecret !== undefined
        ? { secret: closteApiKeySecret }
        : closteClientApiKey !== undefined
          ? { value: closteClientApiKey }
          : undefined,
    expectedCallers:
      expectedAudience && expectedCallers
        ? { audiences: expectedAudience, emails: expectedCallers }
        : undefined,
    hasPubSub: onCloudRun || google.pubSubEmulator !== undefined || google.project !== undefined,
    log: { format: logFormat, level: logLevel, ...serviceIn(google) },
  };
}

/** Combinations of settings that cannot go together. */
function contradictions(environment: Environment, onCloudRun: boolean): string[] {
  const { closteClientApiKey, multisiteApiSecret, multisiteApiUrl } = SETTINGS.entries;
  const { expectedAudience, expectedCallers } = SETTINGS.entries;
  const [audience, callers] = [expectedAudience, expectedCallers].map((declared) =>
    setTo(declared, environment),
  );
  const secret = setTo(multisiteApiSecret, environment);
  const url = setTo(multisiteApiUrl, environment);
  const rules: [isBroken: boolean, message: string][] = [
    [
      onCloudRun && setTo(closteClientApiKey, environment) !== undefined,
      'CLOSTE_CLIENT_API_KEY must not be set on Cloud Run; use CLOSTE_API_KEY_SECRET',
    ],
    [
      onCloudRun && secret !== undefined && !SECRET_VERSION.test(secret),
      'MULTISITE_API_SECRET must be the name of a secret on Cloud Run, not key:secret',
    ],
    [
      onCloudRun && url?.startsWith('http:') === true,
      'MULTISITE_API_URL must be https on Cloud Run: it gets a password',
    ],
    [
      url !== undefined && secret === undefined,
      'MULTISITE_API_SECRET must be set where MULTISITE_API_URL is',
    ],
    [
      audience !== undefined && callers === undefined,
      'EXPECTED_CALLERS must be set where EXPECTED_AUDIENCE is: every account can get tokens for every audience',
    ],
    [
      callers !== undefined && audience === undefined,
      'EXPECTED_AUDIENCE must be set where EXPECTED_CALLERS is: a token for another service proves nothing here',
    ],
  ];
  return rules.filter(([isBroken]) => isBroken).map(([, message]) => message);
}

function serviceIn({ service, revision = '', project = '' }: GoogleEnvironment) {
  return service === undefined ? {} : { service: { name: service, revision, project } };
}

function defaultStore(onCloudRun: boolean): StoreLocation {
  const { directory, file } = LOCAL_STORE;
  return onCloudRun ? { kind: 'firestore' } : { kind: 'sqlite', path: `${directory}/${file}` };
}
