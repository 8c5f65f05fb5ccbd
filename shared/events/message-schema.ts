import { isIP } from 'node:net';
import * as v from 'valibot';
import { DNS_CHECK_INTERVAL } from '../settings/check-interval.ts';

/**
 * Messages on the topic `closte-domain-events`, version 1, as a publisher writes them. The JSON
 * Schema beside this file is generated from it. Unknown fields are ignored.
 */

/** The topic, unless a publisher is told another. */
export const EVENTS_TOPIC = 'closte-domain-events';

/** Types that map a domain to a site. */
export const MAPPING_TYPES = ['domain.created', 'site.created', 'site.duplicated'] as const;

export const MESSAGE_TYPES = [
  ...MAPPING_TYPES,
  'domain.deleted',
  'domain.check',
  'site.deleted',
  'settings.updated',
] as const;

const positiveInteger = v.pipe(
  v.number('must be a number'),
  v.integer('must be a whole number'),
  v.minValue(1, 'must be 1 or more'),
  v.maxValue(Number.MAX_SAFE_INTEGER, 'is too large'),
);

const ipAddress = v.pipe(
  v.string('must be a string'),
  v.check((address) => isIP(address) !== 0, 'must be an IP address'),
);

const network = v.object(
  {
    id: v.optional(positiveInteger),
    domain: v.optional(v.string('must be a string')),
    addresses: v.optional(
      v.pipe(
        v.array(ipAddress, 'must be a list of IP addresses'),
        v.maxLength(64, 'must have at most 64 addresses'),
      ),
    ),
  },
  'must be an object',
);

const settings = v.object(
  {
    dnsCheckInterval: v.pipe(
      v.number('must be a number of seconds'),
      v.integer('must be a whole number of seconds'),
      v.minValue(DNS_CHECK_INTERVAL.least, `must be ${DNS_CHECK_INTERVAL.least} seconds or more`),
      v.maxValue(DNS_CHECK_INTERVAL.most, `must be ${DNS_CHECK_INTERVAL.most} seconds or less`),
    ),
  },
  'must be an object',
);

const version = v.literal(1, 'must be 1, the only version there is');

/** Of a message, the version alone. */
export const versionSchema = v.object({ version });

const ofEveryEvent = {
  version,
  id: v.pipe(
    v.string('must be a string'),
    v.minLength(1, 'must not be empty'),
    v.maxLength(255, 'must have at most 255 characters'),
  ),
  occurredAt: v.pipe(
    v.string('must be a string'),
    v.isoTimestamp('must be a time with its zone, such as 2026-11-22T10:00:00.123Z'),
  ),
  network: v.optional(network),
};

const ofDomainEvents = {
  ...ofEveryEvent,
  domain: v.string('must be a string'),
  siteId: positiveInteger,
  domainId: v.optional(v.nullable(positiveInteger)),
  settings: v.optional(settings),
};

export const messageSchema = v.variant(
  'type',
  [
    v.object({ type: v.picklist(MAPPING_TYPES), ...ofDomainEvents }),
    v.object({ type: v.literal('domain.deleted'), ...ofDomainEvents }),
    v.object({ type: v.literal('domain.check'), ...ofDomainEvents }),
    v.object({
      type: v.literal('site.deleted'),
      ...ofEveryEvent,
      siteId: positiveInteger,
      settings: v.optional(settings),
    }),
    v.object({ type: v.literal('settings.updated'), ...ofEveryEvent, settings }),
  ],
  `must be one of ${MESSAGE_TYPES.join(', ')}`,
);

export type Message = v.InferOutput<typeof messageSchema>;
