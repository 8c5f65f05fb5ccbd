import * as v from 'valibot';
import {
  environmentSchema,
  type LogLevel,
  SECRET_VERSION,
  type StoreLocation,
} from './environment-schema.ts';

export type { StoreLocation };

/** One or more environment variables have no usable value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

export interface LogSettings {
  /** `json` for Cloud Logging, `text` for a person at a terminal. */
  readonly format: 'json' | 'text';
  readonly level: LogLevel;
  /** Which service writes it, on Cloud Run. */
  readonly service?: {
    readonly name: string;
    readonly revision: string;
    /** Empty if it is not known. */
    readonly project: string;
  };
}

/** A secret itself, or the name of its version in Secret Manager. */
export type SecretSource = { readonly value: string } | { readonly secret: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** The settings, read from the environment. */
export interface Settings {
  readonly store: StoreLocation;
  readonly closteApiUrl: string;
  /** The key itself, or where Secret Manager has it. */
  readonly closteApiKey: SecretSource | undefined;
  /** What a mapped domain must point at; undefined if events tell it. */
  readonly networkDomain: string | undefined;
  readonly networkAddresses: readonly string[] | undefined;
  /** Seconds; what the multisite has set overrides it. */
  readonly dnsCheckInterval: number;
  readonly dnsMaxTries: number;
  readonly sslMaxTries: number;
  /** `ip` or `ip:port`; undefined for the system's own. */
  readonly dnsServers: readonly string[] | undefined;
  readonly tlsPort: number;
  /** Where the proof that a site behind a proxy is ours is asked for first. */
  readonly httpPort: number;
  /** Where the name servers of a zone listen. */
  readonly dnsPort: number;
  /** The domain that CAA records must allow. */
  readonly certificateAuthority: string;
  /** Ultimate Multisite's REST API, without `/wu/v2`. */
  readonly multisiteApiUrl: string | undefined;
  /** Its `key:secret`, or where Secret Manager has that. */
  readonly multisiteApiSecret: SecretSource | undefined;
  readonly allowPrivateAddresses: boolean;
  readonly allowSpecialUseNames: boolean;
  readonly statusTopic: string;
  readonly rejectedTopic: string;
  /** Cloud Scheduler's job that fires the sweep, if there is one. */
  readonly verifyJob: string | undefined;
  /** Whether there is a Pub/Sub to publish to: on Google Cloud, or the emulator. */
  readonly hasPubSub: boolean;
  readonly log: LogSettings;
}

/**
 * Reads the settings. A variable that is set to nothing counts as not set.
 *
 * @throws {SettingsError} that names every variable that is wrong
 */
export function readSettings(environment: Environment): Settings {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const onCloudRun = set.K_SERVICE !== undefined;

  const result = v.safeParse(environmentSchema, set);
  const wrong = (result.issues ?? []).map((issue) => `${v.getDotPath(issue)} ${issue.message}`);
  if (onCloudRun && set.CLOSTE_CLIENT_API_KEY !== undefined) {
    wrong.push('CLOSTE_CLIENT_API_KEY must not be set on Cloud Run; use CLOSTE_API_KEY_SECRET');
  }
  if (onCloudRun && set.MULTISITE_API_SECRET && !SECRET_VERSION.test(set.MULTISITE_API_SECRET)) {
    wrong.push('MULTISITE_API_SECRET must be the name of a secret on Cloud Run, not key:secret');
  }
  if (onCloudRun && set.MULTISITE_API_URL?.startsWith('http:')) {
    wrong.push('MULTISITE_API_URL must be https on Cloud Run: it gets a password');
  }
  if (set.MULTISITE_API_URL !== undefined && set.MULTISITE_API_SECRET === undefined) {
    wrong.push('MULTISITE_API_SECRET must be set where MULTISITE_API_URL is');
  }
  if (!result.success || wrong.length > 0) {
    throw new SettingsError(`Bad settings in the environment: ${wrong.join('; ')}`);
  }

  const env = result.output;
  return {
    store: env.STORE ?? defaultStore(onCloudRun),
    closteApiUrl: env.CLOSTE_API_URL,
    closteApiKey:
      env.CLOSTE_API_KEY_SECRET !== undefined
        ? { secret: env.CLOSTE_API_KEY_SECRET }
        : env.CLOSTE_CLIENT_API_KEY !== undefined
          ? { value: env.CLOSTE_CLIENT_API_KEY }
          : undefined,
    networkDomain: env.NETWORK_DOMAIN,
    networkAddresses: env.NETWORK_ADDRESSES,
    dnsCheckInterval: env.DNS_CHECK_INTERVAL,
    dnsMaxTries: env.DNS_MAX_TRIES,
    sslMaxTries: env.SSL_MAX_TRIES,
    dnsServers: env.DNS_SERVERS,
    tlsPort: env.TLS_PORT,
    httpPort: env.HTTP_PORT,
    dnsPort: env.DNS_PORT,
    certificateAuthority: env.CERTIFICATE_AUTHORITY,
    multisiteApiUrl: env.MULTISITE_API_URL,
    multisiteApiSecret: secretSource(env.MULTISITE_API_SECRET),
    allowPrivateAddresses: env.ALLOW_PRIVATE_ADDRESSES,
    allowSpecialUseNames: env.ALLOW_SPECIAL_USE_NAMES,
    statusTopic: env.STATUS_TOPIC,
    rejectedTopic: env.REJECTED_TOPIC,
    verifyJob: env.VERIFY_JOB,
    hasPubSub:
      onCloudRun ||
      set.PUBSUB_EMULATOR_HOST !== undefined ||
      set.GOOGLE_CLOUD_PROJECT !== undefined,
    log: {
      format: env.LOG_FORMAT,
      level: env.LOG_LEVEL,
      ...(set.K_SERVICE === undefined
        ? {}
        : {
            service: {
              name: set.K_SERVICE,
              revision: set.K_REVISION ?? '',
              project: set.GOOGLE_CLOUD_PROJECT ?? '',
            },
          }),
    },
  };
}

function secretSource(text: string | undefined): SecretSource | undefined {
  if (text === undefined) return undefined;
  return SECRET_VERSION.test(text) ? { secret: text } : { value: text };
}

function defaultStore(onCloudRun: boolean): StoreLocation {
  return onCloudRun ? { kind: 'firestore' } : { kind: 'sqlite', path: '.data/domains.db' };
}
