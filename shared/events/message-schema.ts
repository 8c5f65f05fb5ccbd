import * as v from 'valibot';
import { DNS_CHECK_INTERVAL } from '../settings/check-interval.ts';

/**
 * Messages on the topic `closte-domain-events`, version 1, as a publisher writes them. The JSON Schema
 * beside this file is generated from it. Unknown fields are ignored. PHP writes numbers as strings and
 * absent fields as `null`, so these are accepted as well.
 */

/** The topic, unless a publisher is given another. */
export const EVENTS_TOPIC = 'closte-domain-events';

/** Types that map a domain to a site. */
export const MAPPING_TYPES = ['domain.created', 'site.created', 'site.duplicated'] as const;

/** All types of messages. */
export const MESSAGE_TYPES = [
  ...MAPPING_TYPES,
  'domain.deleted',
  'domain.check',
  'site.deleted',
  'settings.updated',
] as const;

/** A whole number, which may be written as a string. */
function wholeNumber(least: number, most: number, what: { readonly few: string; many: string }) {
  const inRange = v.pipe(
    v.number('must be a number'),
    v.integer('must be a whole number'),
    v.minValue(least, what.few),
    v.maxValue(most, what.many),
  );
  const digits = v.pipe(
    v.string(),
    v.regex(/^\d{1,16}$/, 'must be a number'),
    v.transform(Number),
    inRange,
  );
  return v.union([inRange, digits], 'must be a number');
}

const id = wholeNumber(1, Number.MAX_SAFE_INTEGER, {
  few: 'must be 1 or more',
  many: 'is too large',
});

/** PHP often has 0, an empty string or `false` for an absent id. */
const noId = v.pipe(
  v.union([v.picklist([0, '0', '']), v.literal(false)]),
  v.transform(() => null),
);

const optionalId = v.nullish(v.union([noId, id], 'must be a number'));

const string = v.string('must be a string');

/** An invalid name or address in the network does not invalidate the wish: it is left out after reading. */
const network = v.object(
  {
    id: optionalId,
    domain: v.nullish(string),
    addresses: v.nullish(
      v.pipe(
        v.array(string, 'must be a list of IP addresses'),
        v.maxLength(64, 'must have at most 64 addresses'),
      ),
    ),
  },
  'must be an object',
);

const { least, most } = DNS_CHECK_INTERVAL;
const dnsCheckInterval = wholeNumber(least, most, {
  few: `must be ${least} seconds or more`,
  many: `must be ${most} seconds or less`,
});

const settings = v.object({ dnsCheckInterval }, 'must be an object');

/** In a message with a wish, an interval out of its range is left out as well. */
const optionalSettings = v.nullish(
  v.object(
    {
      dnsCheckInterval: v.nullish(
        wholeNumber(0, Number.MAX_SAFE_INTEGER, { few: 'must be 0 or more', many: 'is too large' }),
      ),
    },
    'must be an object',
  ),
);

const version = v.union(
  [
    v.literal(1),
    v.pipe(
      v.literal('1'),
      v.transform(() => 1 as const),
    ),
  ],
  'must be 1, the only version there is',
);

/** The version of a message, and the type that it claims to have. */
export const versionSchema = v.object({ version, type: v.optional(v.unknown()) });

const ofEveryEvent = {
  version,
  id: v.union(
    [
      v.pipe(
        string,
        v.minLength(1, 'must not be empty'),
        v.maxLength(255, 'must have at most 255 characters'),
      ),
      v.pipe(v.number(), v.integer(), v.transform(String)),
    ],
    'must be a string',
  ),
  occurredAt: v.pipe(
    string,
    v.isoTimestamp('must be a time with its zone, such as 2026-11-22T10:00:00.123Z'),
  ),
  network: v.nullish(network),
};

const ofDomainEvents = {
  ...ofEveryEvent,
  domain: string,
  siteId: id,
  domainId: optionalId,
  settings: optionalSettings,
};

/** A whole message; its type decides which fields it has. */
export const messageSchema = v.variant(
  'type',
  [
    v.object({ type: v.picklist(MAPPING_TYPES), ...ofDomainEvents }),
    v.object({ type: v.literal('domain.deleted'), ...ofDomainEvents }),
    v.object({ type: v.literal('domain.check'), ...ofDomainEvents }),
    v.object({
      type: v.literal('site.deleted'),
      ...ofEveryEvent,
      siteId: id,
      settings: optionalSettings,
    }),
    v.object({ type: v.literal('settings.updated'), ...ofEveryEvent, settings }),
  ],
  `must be one of ${MESSAGE_TYPES.join(', ')}`,
);

/** A message that was read. */
export type Message = v.InferOutput<typeof messageSchema>;
