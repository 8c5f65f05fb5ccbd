import { isIP } from 'node:net';
import * as v from 'valibot';
import { parseHostName } from '../domain-name.ts';
import { DNS_CHECK_INTERVAL } from './check-interval.ts';
import { DNS_PORT, dnsServerIn } from './dns-server.ts';
import { commaSeparated, flag, httpUrl, port, topicName, wholeNumber } from './parsers.ts';
import { optionalVariable, variable } from './variable.ts';

/** Where the records live. */
export type StoreLocation =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'firestore' };

/** Where the records live on one machine, unless the settings say otherwise. */
export const LOCAL_STORE = { directory: '.data', file: 'domains.db' } as const;

/** A secret itself, or the name of its version in Secret Manager. */
export type SecretSource = { readonly value: string } | { readonly secret: string };

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

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

const networkDomain = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return parseHostName(dataset.value);
    } catch (error) {
      addIssue({ message: error instanceof Error ? error.message : String(error) });
      return NEVER;
    }
  }),
);

/** The name of a secret's version in Secret Manager. */
export const SECRET_VERSION = /^projects\/[^/]+\/secrets\/[^/]+\/versions\/[^/]+$/;
const KEY_AND_SECRET = /^[^\s:]+:\S+$/;

const keyAndSecret = v.union(
  [
    v.pipe(
      v.string(),
      v.regex(SECRET_VERSION),
      v.transform((secret): SecretSource => ({ secret })),
    ),
    v.pipe(
      v.string(),
      v.regex(KEY_AND_SECRET),
      v.transform((value): SecretSource => ({ value })),
    ),
  ],
  'must be projects/P/secrets/S/versions/latest, or key:secret on one machine',
);

/**
 * Every setting, once: its variable, the allowed values, its default, its purpose. The type of the settings
 * follows from this, and so do the parsed values and the documentation page (`npm run generate`).
 */
export const SETTINGS = v.object({
  store: optionalVariable(
    'STORE',
    storeLocation,
    '`sqlite:<path>`, safe for several processes, or `firestore`',
    `\`firestore\` on Cloud Run, else \`sqlite:${LOCAL_STORE.directory}/${LOCAL_STORE.file}\``,
  ),
  closteApiKeySecret: optionalVariable(
    'CLOSTE_API_KEY_SECRET',
    v.pipe(v.string(), v.regex(SECRET_VERSION, 'must be projects/P/secrets/S/versions/latest')),
    'Secret Manager name of the API key, `projects/P/secrets/S/versions/latest`',
  ),
  closteClientApiKey: optionalVariable(
    'CLOSTE_CLIENT_API_KEY',
    v.pipe(v.string(), v.trim(), v.nonEmpty('must not be blank')),
    'the key itself; for one machine, never on Cloud Run',
  ),
  closteApiUrl: variable(
    'CLOSTE_API_URL',
    httpUrl,
    'https://app.closte.com/api/client',
    "Closte's API",
  ),
  closteConcurrency: variable(
    'CLOSTE_CONCURRENCY',
    wholeNumber(1, 100),
    '8',
    'calls to Closte that are under way at a time, from all instances together; with 5 or fewer, events leave theirs to the next sweep',
  ),
  multisiteConcurrency: variable(
    'MULTISITE_CONCURRENCY',
    wholeNumber(1, 100),
    '2',
    "requests to the multisite's REST API that are under way at a time, from all instances together",
  ),
  networkDomain: optionalVariable(
    'NETWORK_DOMAIN',
    networkDomain,
    'the main domain of the network, at which mapped domains must point',
    'taken from events',
  ),
  networkAddresses: optionalVariable(
    'NETWORK_ADDRESSES',
    commaSeparated((item) => isIP(item) !== 0, 'must be IP addresses, comma separated'),
    "the network's IP addresses, at which mapped domains must point, comma separated; those of its domain, and those that events name, count as right as well",
    'taken from events',
  ),
  networkGraceDays: variable(
    'NETWORK_GRACE_DAYS',
    wholeNumber(0, 365),
    '7',
    'days for which an address that the network has left still counts as right, with a warning',
  ),
  dnsCheckInterval: variable(
    'DNS_CHECK_INTERVAL',
    wholeNumber(DNS_CHECK_INTERVAL.least, DNS_CHECK_INTERVAL.most),
    String(DNS_CHECK_INTERVAL.usual),
    `seconds between the checks of a domain, ${DNS_CHECK_INTERVAL.least} to ${DNS_CHECK_INTERVAL.most}; the multisite's setting overrides it`,
  ),
  dnsMaxTries: variable(
    'DNS_MAX_TRIES',
    wholeNumber(1, 1000),
    '5',
    'checks of the DNS until a domain is `failed`',
  ),
  sslMaxTries: variable(
    'SSL_MAX_TRIES',
    wholeNumber(1, 1000),
    '20',
    'checks of the certificate until a domain is `ssl-failed`',
  ),
  dnsServers: optionalVariable(
    'DNS_SERVERS',
    commaSeparated(
      (item) => dnsServerIn(item) !== undefined,
      'must be ip or ip:port, comma separated',
    ),
    'the resolvers: `ip` or `ip:port`, comma separated',
    "the system's",
  ),
  tlsPort: variable('TLS_PORT', port, '443', 'the port at which certificates are checked'),
  httpPort: variable(
    'HTTP_PORT',
    port,
    '80',
    'the port at which a site behind a proxy is first asked for its proof',
  ),
  dnsPort: variable(
    'DNS_PORT',
    port,
    String(DNS_PORT),
    'the port at which the name servers of a zone listen',
  ),
  certificateAuthority: variable(
    'CERTIFICATE_AUTHORITY',
    v.pipe(
      v.string(),
      v.toLowerCase(),
      v.regex(/^[a-z0-9.-]+$/, 'must be a domain name, such as letsencrypt.org'),
    ),
    'letsencrypt.org',
    'the certificate authority that CAA records must allow',
  ),
  multisiteApiUrl: optionalVariable(
    'MULTISITE_API_URL',
    httpUrl,
    "Ultimate Multisite's REST API, such as `https://network.example.com/wp-json`",
  ),
  multisiteApiSecret: optionalVariable(
    'MULTISITE_API_SECRET',
    keyAndSecret,
    'Secret Manager name of its `key:secret`; on one machine, the `key:secret` itself',
  ),
  allowPrivateAddresses: variable(
    'ALLOW_PRIVATE_ADDRESSES',
    flag,
    'false',
    'connect to private addresses; for one machine and tests',
  ),
  allowSpecialUseNames: variable(
    'ALLOW_SPECIAL_USE_NAMES',
    flag,
    'false',
    'map special-use names, such as `shop.test` and `shop.local`; for tests',
  ),
  statusCheckAgain: variable(
    'STATUS_CHECK_AGAIN',
    flag,
    'false',
    'whether the status page has a button to look at a domain again; for that, its service account must be allowed to write to the store',
  ),
  expectedAudience: optionalVariable(
    'EXPECTED_AUDIENCE',
    commaSeparated((item) => /^[^\s,]+$/.test(item), 'must be audiences, comma separated'),
    'the audiences that identity tokens must have, comma separated: the address of the function. With `EXPECTED_CALLERS` the function itself verifies the token of each call, in addition to IAM',
    'only IAM decides who may call',
  ),
  expectedCallers: optionalVariable(
    'EXPECTED_CALLERS',
    commaSeparated(
      (item) => /^[^\s,@]+@[^\s,@]+$/.test(item),
      'must be e-mail addresses of accounts, comma separated',
    ),
    'the callers that are admitted with their identity tokens: the e-mail addresses of accounts, comma separated',
    'only IAM decides who may call',
  ),
  statusTopic: variable(
    'STATUS_TOPIC',
    topicName,
    'closte-domain-status',
    'the topic for stage changes',
  ),
  rejectedTopic: variable(
    'REJECTED_TOPIC',
    topicName,
    'closte-domain-rejected',
    'the topic for messages that can never be valid',
  ),
  sweepTopic: variable(
    'SWEEP_TOPIC',
    topicName,
    'closte-domain-sweep',
    'the topic for the parts of a sweep that one instance cannot finish within its minute',
  ),
  sweepInstances: variable(
    'SWEEP_INSTANCES',
    wholeNumber(0, 15),
    '3',
    'how many other instances at a time may take parts that a sweep cannot finish; 0 leaves them to the next sweep',
  ),
  logFormat: variable(
    'LOG_FORMAT',
    v.picklist(['json', 'text'], 'must be json or text'),
    'json',
    '`json` for Cloud Logging, `text` for a person at a terminal',
  ),
  logLevel: variable(
    'LOG_LEVEL',
    v.picklist(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`),
    'info',
    LOG_LEVELS.map((level) => `\`${level}\``).join(', '),
  ),
});
