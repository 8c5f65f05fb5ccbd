import { isIP } from 'node:net';
import * as v from 'valibot';
import { parseDomainName } from '../domain-name.ts';
import { DNS_CHECK_INTERVAL } from './check-interval.ts';

/** Where the records live. */
export type StoreLocation =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'firestore' };

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

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

/** The name of a secret's version in Secret Manager. */
export const SECRET_VERSION = /^projects\/[^/]+\/secrets\/[^/]+\/versions\/[^/]+$/;
const KEY_AND_SECRET = /^[^\s:]+:\S+$/;

/** The environment variables, one by one: what each may be, and what it is if it is not set. */
export const environmentSchema = v.object({
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
