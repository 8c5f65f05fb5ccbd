import * as v from 'valibot';
import type { DnsRecord } from './dns-record.ts';
import { changesRecords, fixBy } from './fix.ts';
import { phrase } from './phrase.ts';
import { recordsFix } from './record-changes.ts';
import { tellFix } from './tell-fix.ts';
import { listed, more, recordTemplate, template, text, texts } from './template.ts';

const addresses = { addresses: texts, moreAddresses: more };

const NAME = 'shop.example.com';
const SEEN = { name: NAME, addresses: ['198.51.100.9'] };
const CNAME: DnsRecord = { name: NAME, type: 'CNAME', value: 'network.example.net' };
const A: DnsRecord = { name: NAME, type: 'A', value: '203.0.113.7' };
const WANTED = [CNAME, A];
const oldA: DnsRecord = { name: NAME, type: 'A', value: '198.51.100.9' };

/** What is wrong with where a name points. */
export const ADDRESS_PROBLEMS = {
  'domain-not-registered': template({
    severity: 'error',
    values: v.object({
      /** The domain that people register, which may be above the one that is mapped. */
      name: text,
      /** The zone that says that there is no such name: `com`, or `.` for the root. */
      registry: text,
    }),
    when: phrase('domain-not-registered.when'),
    fix: () => fixBy('customer'),
    tell: ({ name, registry }) => ({
      message:
        registry === '.'
          ? phrase('domain-not-registered.message.no-registry', { name })
          : phrase('domain-not-registered.message', { name, registry }),
      remedy: [phrase('domain-not-registered.remedy', { name })],
    }),
    example: { name: 'example.com', registry: 'com' },
  }),
  'dns-no-records': recordTemplate({
    severity: 'error',
    values: v.object({
      name: text,
      missing: v.picklist(['name', 'address']),
      /** The name of records that were created with the zone's name twice. */
      doubled: v.exactOptional(text),
    }),
    when: phrase('dns-no-records.when'),
    tell: ({ name, missing, doubled }, fix) => ({
      message:
        doubled === undefined
          ? phrase(`dns-no-records.message.no-${missing}`, { name })
          : phrase('dns-no-records.message.doubled', { name, doubled }),
      remedy: tellFix(fix),
    }),
    example: { name: NAME, missing: 'name' },
    exampleFix: recordsFix({ wanted: WANTED, found: [] }),
  }),
  'network-proxied': template({
    severity: 'warning',
    values: v.object({ name: text, proxy: text, ...addresses }),
    when: phrase('network-proxied.when'),
    fix: () => fixBy('ops'),
    tell: ({ name, proxy, ...seen }) => ({
      message: phrase('network-proxied.message', { name, proxy, ...listedIn(seen) }),
      remedy: [phrase('network-proxied.remedy')],
    }),
    example: { name: 'network.example.net', proxy: 'Cloudflare', addresses: ['192.0.2.80'] },
  }),
  'dns-proxy-unproven': template({
    severity: 'error',
    values: v.object({
      name: text,
      proxy: text,
      ...addresses,
      /** The records that the proxy is to have for it, and to show as they are. */
      wanted: texts,
    }),
    when: phrase('dns-proxy-unproven.when'),
    fix: () => fixBy('customer'),
    tell: ({ name, proxy, wanted, ...seen }) => ({
      message: phrase('dns-proxy-unproven.message', { name, proxy, ...listedIn(seen) }),
      remedy: [
        wanted.length > 0
          ? phrase('dns-proxy-unproven.remedy', { proxy, wanted })
          : phrase('dns-proxy-unproven.remedy.off', { proxy }),
        phrase('dns-proxy-unproven.remedy.proof'),
      ],
    }),
    example: {
      name: NAME,
      proxy: 'Cloudflare',
      addresses: ['192.0.2.80'],
      wanted: [`${NAME} A 203.0.113.7`],
    },
  }),
  'dns-wrong-address': recordTemplate({
    severity: 'error',
    values: v.object({ name: text, ...addresses }),
    when: phrase('dns-wrong-address.when'),
    tell: ({ name, ...seen }, fix) => ({
      message: phrase('dns-wrong-address.message', { name, ...listedIn(seen) }),
      remedy: tellFix(fix),
    }),
    example: SEEN,
    exampleFix: recordsFix({ wanted: WANTED, found: [oldA] }),
  }),
  'dns-mixed-addresses': recordTemplate({
    severity: 'error',
    values: v.object({ name: text, ...addresses }),
    when: phrase('dns-mixed-addresses.when'),
    tell: ({ name, ...seen }, fix) => ({
      message: phrase('dns-mixed-addresses.message', { name, ...listedIn(seen) }),
      remedy: tellFix(fix),
    }),
    example: SEEN,
    exampleFix: recordsFix({ wanted: [], found: [oldA], othersRight: true }),
  }),
  'dns-ipv6-elsewhere': recordTemplate({
    severity: 'error',
    values: v.object({ name: text, ...addresses }),
    when: phrase('dns-ipv6-elsewhere.when'),
    tell: ({ name, ...seen }, fix) => ({
      message: phrase('dns-ipv6-elsewhere.message', { name, ...listedIn(seen) }),
      remedy: tellFix(fix),
    }),
    example: { name: NAME, addresses: ['2001:db8::9'] },
    exampleFix: recordsFix({
      wanted: [],
      found: [{ name: NAME, type: 'AAAA', value: '2001:db8::9' }],
      othersRight: true,
    }),
  }),
  'dns-ipv4-missing': recordTemplate({
    severity: 'warning',
    values: v.object({ name: text }),
    when: phrase('dns-ipv4-missing.when'),
    tell: ({ name }, fix) => ({
      message: phrase('dns-ipv4-missing.message', { name }),
      remedy: tellFix(fix),
    }),
    example: { name: NAME },
    exampleFix: { ...fixBy('customer'), create: [A] },
  }),
  'dns-private-address': recordTemplate({
    severity: 'error',
    values: v.object({
      name: text,
      ...addresses,
      /** Those that the network itself is said to have. */
      own: v.exactOptional(texts),
      moreOwn: more,
    }),
    when: phrase('dns-private-address.when'),
    tell: ({ name, own, moreOwn, ...seen }, fix) => ({
      message: phrase('dns-private-address.message', { name, ...listedIn(seen) }),
      remedy: [
        ...(own ? [phrase('dns-private-address.remedy.own', { own: listed(own, moreOwn) })] : []),
        ...(own && !changesRecords(fix) ? [] : tellFix(fix)),
      ],
    }),
    example: { name: NAME, addresses: ['10.0.0.9'] },
    exampleFix: recordsFix({
      wanted: WANTED,
      found: [{ name: NAME, type: 'A', value: '10.0.0.9' }],
    }),
  }),
  'dns-cname-broken': recordTemplate({
    severity: 'error',
    values: v.object({
      name: text,
      /** The name itself, and where each CNAME record leads. */
      chain: texts,
      how: v.picklist(['circle', 'too-long', 'no-name', 'no-address', 'cut-off']),
      /** The most that may be, where there are more. */
      hops: v.exactOptional(v.number()),
    }),
    when: phrase('dns-cname-broken.when'),
    tell: ({ chain, how, hops = 0 }, fix) => ({
      message: phrase('dns-cname-broken.message', {
        chain: chain.join(' → '),
        how:
          how === 'too-long'
            ? phrase('dns-cname-broken.how.too-long', { hops })
            : phrase(`dns-cname-broken.how.${how}`),
      }),
      remedy: tellFix(fix),
    }),
    example: { name: NAME, chain: [NAME, 'gone.example.org'], how: 'no-name' },
    exampleFix: recordsFix({
      wanted: WANTED,
      found: [{ name: NAME, type: 'CNAME', value: 'gone.example.org' }],
    }),
  }),
  'dns-old-address': recordTemplate({
    severity: 'warning',
    values: v.object({
      name: text,
      ...addresses,
      /** When the first of them no longer counts as right: ISO 8601, UTC. */
      rightUntil: text,
    }),
    when: phrase('dns-old-address.when'),
    tell: ({ name, rightUntil, ...seen }, fix) => ({
      message: phrase('dns-old-address.message', { name, rightUntil, ...listedIn(seen) }),
      remedy: tellFix(fix),
    }),
    example: { ...SEEN, rightUntil: '2026-12-03T10:00:00.000Z' },
    exampleFix: recordsFix({ wanted: WANTED, found: [oldA] }),
  }),
  'proof-secret-differs': template({
    severity: 'error',
    values: v.object({ name: text, ...addresses }),
    when: phrase('proof-secret-differs.when'),
    fix: () => fixBy('ops'),
    tell: ({ name, ...seen }) => ({
      message: phrase('proof-secret-differs.message', { name, ...listedIn(seen) }),
      remedy: [
        phrase('proof-secret-differs.remedy.secret'),
        phrase('proof-secret-differs.remedy.name', { name }),
      ],
    }),
    example: { name: NAME, addresses: ['192.0.2.80'] },
  }),
  'dns-resolver-filters': template({
    severity: 'warning',
    values: v.object({
      name: text,
      resolvers: texts,
      /** What they answer in place of the domain's. */
      ...addresses,
    }),
    when: phrase('dns-resolver-filters.when'),
    fix: () => fixBy('nobody'),
    tell: ({ name, resolvers, ...seen }) => ({
      message: phrase('dns-resolver-filters.message', { name, resolvers, ...listedIn(seen) }),
      remedy: [phrase('dns-resolver-filters.remedy', { name })],
    }),
    example: { name: NAME, resolvers: ['192.0.2.53'], addresses: ['0.0.0.0'] },
  }),
  'dns-proxied': template({
    severity: 'note',
    values: v.object({ name: text, ...addresses }),
    when: phrase('dns-proxied.when'),
    fix: () => fixBy('nobody'),
    tell: ({ name, ...seen }) => ({
      message: phrase('dns-proxied.message', { name, ...listedIn(seen) }),
      remedy: [phrase('dns-proxied.remedy')],
    }),
    example: { name: NAME, addresses: ['192.0.2.80'] },
  }),
};

interface SomeAddresses {
  readonly addresses: readonly string[];
  readonly moreAddresses?: number;
}

function listedIn({ addresses, moreAddresses = 0 }: SomeAddresses) {
  return {
    addresses: listed(addresses, moreAddresses),
    count: addresses.length + moreAddresses,
  };
}
