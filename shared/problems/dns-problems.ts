import * as v from 'valibot';
import type { ProblemCode } from './codes.ts';
import { duration } from './duration.ts';
import { fixBy, NO_CHANGE } from './fix.ts';
import { legible } from './legible.ts';
import {
  type LookupFailed,
  lookupFailed,
  type ServerAnswer,
  serverAnswers,
} from './lookup-reason.ts';
import { type Phrase, phrase } from './phrase.ts';
import { recordsFix } from './record-changes.ts';
import { recordText, tellFix } from './tell-fix.ts';
import {
  listed,
  more,
  reason,
  reasons,
  recordTemplate,
  template,
  text,
  texts,
} from './template.ts';

const NAME = 'shop.example.com';

/** What is wrong with where the domain itself points: its `www` twin does not matter then. */
const POINTS_WRONG: readonly ProblemCode[] = [
  'domain-not-registered',
  'dns-no-records',
  'dns-proxy-unproven',
  'dns-wrong-address',
  'dns-mixed-addresses',
  'dns-ipv6-elsewhere',
  'dns-not-propagated',
  'dns-cname-broken',
  'dns-server-failure',
  'dns-dnssec-broken',
  'dns-private-address',
];

/** What is wrong with the zone, with those who serve or resolve it, or with what else it says. */
export const DNS_PROBLEMS = {
  'dns-not-propagated': template({
    severity: 'error',
    values: v.object({
      name: text,
      /** What some servers still answer: addresses, or that there is no such name. */
      stale: reasons,
      moreStale: more,
      /** The servers that answer so. */
      resolvers: texts,
      /** Until the last of them forgets; absent where that is not known. */
      ttlSeconds: v.exactOptional(v.number()),
      /** Name servers of the zone among them: resolvers may learn the old answer anew from those. */
      servers: v.exactOptional(texts),
    }),
    when: phrase('dns-not-propagated.when'),
    fix: ({ ttlSeconds, servers = [] }) =>
      fixBy('nobody', servers.length > 0 ? undefined : ttlSeconds),
    tell: ({ name, stale, moreStale = 0, resolvers, ttlSeconds, servers = [] }) => ({
      message: phrase('dns-not-propagated.message', {
        name,
        stale: moreStale > 0 ? [...stale, phrase('list.more', { number: moreStale })] : stale,
        resolvers,
      }),
      remedy: [
        servers.length > 0
          ? phrase('dns-not-propagated.remedy.servers', { name, servers })
          : ttlSeconds === undefined
            ? phrase('dns-not-propagated.remedy.unknown-time')
            : phrase('dns-not-propagated.remedy', { duration: duration(ttlSeconds) }),
      ],
    }),
    example: { name: NAME, stale: ['198.51.100.9'], resolvers: ['8.8.8.8'], ttlSeconds: 2520 },
  }),
  'dns-server-failure': template({
    severity: 'error',
    values: v.object({
      name: text,
      /** Why there was no answer. */
      reason,
      /** The name that was looked up, where that is another than the name that is told. */
      asked: v.exactOptional(text),
      /** It is about the CAA records. */
      ofCaa: v.exactOptional(v.literal(true)),
      /** What the zone's own servers say, each asked by itself. */
      servers: v.exactOptional(serverAnswers),
      /** Servers that were not asked, and why. */
      notAsked: v.exactOptional(reasons),
      /** Only the resolvers are known to give no answer; nothing is seen to be wrong with the zone. */
      ofResolvers: v.exactOptional(v.literal(true)),
      /** It is where the domain's CNAME records lead that cannot be looked up. */
      ofTarget: v.exactOptional(v.literal(true)),
      /** It is the network's own name that cannot be looked up. */
      ofNetwork: v.exactOptional(v.literal(true)),
    }),
    when: phrase('dns-server-failure.when'),
    fix: ({ ofResolvers, ofNetwork }) => fixBy(ofResolvers || ofNetwork ? 'ops' : 'customer'),
    tell: (values) => {
      const { name, ofResolvers } = values;
      const blamed = ofResolvers ? 'resolvers' : 'servers';
      return {
        message: phrase(`dns-server-failure.message.${blamed}`, {
          name,
          reason: lookupFailed(values),
        }),
        remedy: [phrase(`dns-server-failure.remedy.${whatToMend(values) ?? blamed}`, { name })],
      };
    },
    example: { name: NAME, reason: 'SERVFAIL' },
  }),
  'dns-dnssec-broken': template({
    severity: 'error',
    values: v.object({
      name: text,
      zone: v.exactOptional(text),
      /** It is about the CAA records alone. */
      ofCaa: v.exactOptional(v.literal(true)),
    }),
    when: phrase('dns-dnssec-broken.when'),
    fix: () => fixBy('customer'),
    tell: ({ name, zone, ofCaa }) => ({
      message: phrase(ofCaa ? 'dns-dnssec-broken.message.caa' : 'dns-dnssec-broken.message', {
        name,
      }),
      remedy: [
        zone === undefined
          ? phrase('dns-dnssec-broken.remedy.unknown-zone')
          : phrase('dns-dnssec-broken.remedy', { zone }),
      ],
    }),
    example: { name: NAME, zone: 'example.com' },
  }),
  'dns-www-differs': recordTemplate({
    severity: 'warning',
    values: v.object({
      /** The twin. */
      name: text,
      /** The one that is mapped. */
      domain: text,
      /** Those of the twin that are elsewhere. */
      addresses: texts,
      moreAddresses: more,
    }),
    when: phrase('dns-www-differs.when'),
    tell: ({ name, domain, addresses, moreAddresses }, fix) => ({
      message: phrase('dns-www-differs.message', {
        name,
        domain,
        addresses: listed(addresses, moreAddresses),
        count: addresses.length + (moreAddresses ?? 0),
      }),
      remedy: onlyIfUsed(tellFix(fix)),
    }),
    example: { name: 'www.example.com', domain: 'example.com', addresses: ['198.51.100.9'] },
    exampleFix: recordsFix({
      wanted: [
        { name: 'www.example.com', type: 'CNAME', value: 'network.example.net' },
        { name: 'www.example.com', type: 'A', value: '203.0.113.7' },
      ],
      found: [{ name: 'www.example.com', type: 'A', value: '198.51.100.9' }],
    }),
    followsFrom: POINTS_WRONG,
  }),
  'caa-forbids-issuer': recordTemplate({
    severity: 'error',
    values: v.object({
      name: text,
      /** Where the records stand: the name itself or one above it. */
      at: text,
      /** As a zone file writes them, without their name: `0 issue "ca.example.net"`. */
      records: texts,
      moreRecords: more,
      authority: text,
      /** What records that name the authority demand, and the host does not meet (RFC 8657). */
      parameters: v.exactOptional(texts),
      /** A record names the authority with capital letters, which makes it another one's. */
      isMisspelled: v.exactOptional(v.literal(true)),
    }),
    when: phrase('caa-forbids-issuer.when'),
    tell: (values, { create, remove, unlisted = [] }) => {
      const { name, at, records, moreRecords, authority } = values;
      const bad = listed(
        remove.map(({ value }) => legible(value)),
        unlisted[0]?.count,
      );
      return {
        message: phrase('caa-forbids-issuer.message', {
          name,
          at,
          records: listed(records, moreRecords),
          count: records.length + (moreRecords ?? 0),
          authority,
          why: whyForbidden(values),
        }),
        remedy: [
          ...(remove.length > 0
            ? [
                phrase('caa-forbids-issuer.remedy.remove', {
                  records: [`${at} CAA ${bad[0]}`, ...bad.slice(1)],
                }),
              ]
            : []),
          ...create.map((record) =>
            phrase('caa-forbids-issuer.remedy.add', { records: recordText(record) }),
          ),
        ],
      };
    },
    example: {
      name: NAME,
      at: 'example.com',
      records: ['0 issue "ca.example.net"'],
      authority: 'letsencrypt.org',
    },
    exampleFix: {
      who: 'customer',
      ...NO_CHANGE,
      create: [{ name: 'example.com', type: 'CAA', value: '0 issue "letsencrypt.org"' }],
    },
  }),
  'caa-registry-failure': template({
    severity: 'note',
    values: v.object({
      /** The name below which people register theirs: `com`, `co.uk`. */
      name: text,
      reason,
    }),
    when: phrase('caa-registry-failure.when'),
    fix: () => fixBy('nobody'),
    tell: (values) => ({
      message: phrase('caa-registry-failure.message', values),
      remedy: [phrase('caa-registry-failure.remedy')],
    }),
    example: { name: 'com', reason: 'SERVFAIL' },
  }),
};

/** What is known to be the matter with the servers; undefined if they just fail. */
function whatToMend({
  ofCaa,
  ofTarget,
  servers = [],
}: Pick<LookupFailed, 'ofCaa' | 'servers'> & {
  readonly ofTarget?: true;
}): 'caa' | 'tcp' | 'lame' | undefined {
  const isClosed = ({ reason }: ServerAnswer) =>
    typeof reason === 'object' && reason.sentence === 'lookup.tcp-closed';
  if (servers.some(isClosed)) return 'tcp';
  if (ofCaa) return 'caa';
  // None of them has the zone: whoever runs them cannot mend what is not there.
  const areLame = servers.length > 0 && servers.every(({ isLame }) => isLame);
  return areLame && !ofTarget ? 'lame' : undefined;
}

/** Begins with its own space, or is empty: who names another authority means it. */
function whyForbidden(values: {
  readonly parameters?: readonly string[];
  readonly isMisspelled?: true;
}): Phrase | '' {
  const { parameters = [], isMisspelled } = values;
  if (parameters.length > 0) return phrase('caa-forbids-issuer.why.parameters', { parameters });
  return isMisspelled ? phrase('caa-forbids-issuer.why.spelling') : '';
}

function onlyIfUsed([first, ...others]: readonly Phrase[]): Phrase[] {
  return first ? [phrase('dns-www-differs.remedy', { change: first }), ...others] : [];
}
