import { isIP } from 'node:net';
import * as v from 'valibot';
import { parseDomainName } from './domain-name.ts';
import { DNS_CHECK_INTERVAL } from './events/message-schema.ts';

/** Where the records live. */
export type StoreLocation =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'firestore' };

/** One or more environment variables have no usable value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

const wholeNumber = (least: number, most: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d+$/, 'must be a whole number'),
    v.transform(Number),
    v.minValue(least, `must be ${least} or more`),
    v.maxValue(most, `must be ${most} or less`),
  );

const flag = v.pipe(
  v.string(),
  v.picklist(['true', 'false', '1', '0'], 'must be true or false'),
  v.transform((text) => text === 'true' || text === '1'),
);

const commaSeparated = (valid: (item: string) => boolean, message: string) =>
  v.pipe(
    v.string(),
    v.transform((text) => text.split(',').map((item) => item.trim())),
    v.check((items) => items.every(valid), message),
  );

const httpUrl = v.pipe(
  v.string(),
  v.check((text) => /^https?:\/\/./.test(text) && URL.canParse(text), 'must be an http(s) URL'),
  v.transform((text) => text.replace(/\/+$/, '')),
);

const storeLocation = v.pipe(
  v.string(),
  v.regex(/^(sqlite:.+|firestore)$/s, 'must be sqlite:<path> or firestore'),
  v.transform(
    (text): StoreLocation =>
      text === 'firestore'
        ? { kind: 'firestore' }
        : { kind: 'sqlite', path: text.slice('sqlite:'.length) },
  ),
);

/** `203.0.113.7`, `203.0.113.7:53`, `[2001:db8::1]:53` or `2001:db8::1`. */
function isDnsServer(text: string): boolean {
  const [, bracketed, ipv4, port = '53'] = /^(?:\[(.+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  return isIP(bracketed ?? ipv4 ?? text) !== 0 && Number(port) > 0 && Number(port) < 65_536;
}

const networkDomain = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return parseDomainName(dataset.value, { allowSpecialUse: true });
    } catch (error) {
      addIssue({ message: error instanceof Error ? error.message : String(error) });
      return NEVER;
    }
  }),
);

const SECRET_VERSION = /^projects\/[^/]+\/secrets\/[^/]+\/versions\/[^/]+$/;
const KEY_AND_SECRET = /^[^\s:]+:\S+$/;

const environmentSchema = v.object({
  STORE: v.optional(storeLocation),
  CLOSTE_API_KEY_SECRET: v.optional(
    v.pipe(v.string(), v.regex(SECRET_VERSION, 'must be projects/P/secrets/S/versions/latest')),
  ),
  CLOSTE_CLIENT_API_KEY: v.optional(v.pipe(v.string(), v.trim())),
  CLOSTE_API_URL: v.optional(httpUrl, 'https://app.closte.com/api/client'),
  NETWORK_DOMAIN: v.optional(networkDomain),
  NETWORK_ADDRESSES: v.optional(
    commaSeparated((item) => isIP(item) !== 0, 'must be IP addresses, comma separated'),
  ),
  DNS_CHECK_INTERVAL: v.optional(
    wholeNumber(DNS_CHECK_INTERVAL.least, DNS_CHECK_INTERVAL.most),
    String(DNS_CHECK_INTERVAL.usual),
  ),
  DNS_MAX_TRIES: v.optional(wholeNumber(1, 1000), '5'),
  SSL_MAX_TRIES: v.optional(wholeNumber(1, 1000), '20'),
  DNS_SERVERS: v.optional(commaSeparated(isDnsServer, 'must be ip or ip:port, comma separated')),
  TLS_PORT: v.optional(wholeNumber(1, 65_535), '443'),
  HTTP_PORT: v.optional(wholeNumber(1, 65_535), '80'),
  DNS_PORT: v.optional(wholeNumber(1, 65_535), '53'),
  CERTIFICATE_AUTHORITY: v.optional(
    v.pipe(
      v.string(),
      v.toLowerCase(),
      v.regex(/^[a-z0-9.-]+$/, 'must be a domain name, such as letsencrypt.org'),
    ),
    'letsencrypt.org',
  ),
  MULTISITE_API_URL: v.optional(httpUrl),
  MULTISITE_API_SECRET: v.optional(
    v.union(
      [v.pipe(v.string(), v.regex(SECRET_VERSION)), v.pipe(v.string(), v.regex(KEY_AND_SECRET))],
      'must be projects/P/secrets/S/versions/latest, or key:secret on one machine',
    ),
  ),
  ALLOW_PRIVATE_ADDRESSES: v.optional(flag, 'false'),
  ALLOW_SPECIAL_USE_NAMES: v.optional(flag, 'false'),
  STATUS_TOPIC: v.optional(v.string(), 'closte-domain-status'),
  REJECTED_TOPIC: v.optional(v.string(), 'closte-domain-rejected'),
  VERIFY_JOB: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^projects\/[^/]+\/locations\/[^/]+\/jobs\/[^/]+$/,
        'must be projects/P/locations/R/jobs/J',
      ),
    ),
  ),
  LOG_FORMAT: v.optional(v.picklist(['json', 'text'], 'must be json or text'), 'json'),
  LOG_LEVEL: v.optional(v.picklist(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`), 'info'),
});

export interface LogSettings {
  /** `json` for Cloud Logging, `text` for a person at a terminal. */
  readonly format: 'json' | 'text';
  readonly level: (typeof LOG_LEVELS)[number];
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
