import * as v from 'valibot';
import type { DnsRecord } from './dns-record.ts';
import { changesRecords, type Fix, fixBy } from './fix.ts';
import { moment } from './moment.ts';
import { type Phrase, phrase } from './phrase.ts';
import { recordsFix } from './record-changes.ts';
import { listedIn, seenAddresses } from './seen-addresses.ts';
import { recordText, tellFix } from './tell-fix.ts';
import { listed, more, recordTemplate, template, text, texts } from './template.ts';

const NAME = 'shop.example.com';
const SEEN = { name: NAME, addresses: ['198.51.100.9'] };
const CNAME: DnsRecord = { name: NAME, type: 'CNAME', value: 'network.example.net' };
const A: DnsRecord = { name: NAME, type: 'A', value: '203.0.113.7' };
const WANTED = [CNAME, A];
const oldA: DnsRecord = { name: NAME, type: 'A', value: '198.51.100.9' };

/** The ways in which a name can point at the wrong place, or nowhere. */
export const ADDRESS_PROBLEMS = {
  'domain-not-registered': template({
    severity: 'error',
    values: v.object({
      /** The registrable domain, which may be above the mapped one. */
      name: text,
      /** The zone that says that there is no such name: `com`, or `.` for the root. */
      registry: text,
      /** The registry answers for all such names with an address of its own. */
      byWildcard: v.exactOptional(v.literal(true)),
      /** The name servers to which the registrar has moved the domain, since it has expired or is on hold. */
      heldBy: v.exactOptional(texts),
    }),
    when: phrase('domain-not-registered.when'),
    fix: () => fixBy('customer'),
    tell: ({ name, registry, byWildcard, heldBy }) => {
      if (heldBy) {
        return {
          message: phrase('domain-not-registered.message.held', { name, servers: heldBy }),
          remedy: [phrase('domain-not-registered.remedy.held', { name })],
        };
      }
      const how = registry === '.' ? '.no-registry' : byWildcard ? '.wildcard' : '';
      return {
        message: phrase(`domain-not-registered.message${how}`, { name, registry }),
        remedy: [phrase('domain-not-registered.remedy', { name })],
      };
    },
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
  'dns-wrong-address': recordTemplate({
    severity: 'error',
    values: v.object({
      name: text,
      ...seenAddresses,
      /** The server that answers there may be a proxy of ours that lets nobody through without a login. */
      mayBeProxy: v.exactOptional(v.literal(true)),
      wildcard: v.exactOptional(text),
    }),
    when: phrase('dns-wrong-address.when'),
    tell: ({ name, mayBeProxy, wildcard, ...seen }, fix) => ({
      message: phrase('dns-wrong-address.message', { name, ...listedIn(seen) }),
      remedy: [...tellFix(fix), ...tellWildcard(wildcard, fix)],
      otherwise:
        mayBeProxy && changesRecords(fix) ? [phrase('dns-wrong-address.remedy.proxy')] : [],
    }),
    example: SEEN,
    exampleFix: recordsFix({ wanted: WANTED, found: [oldA] }),
  }),
  'dns-mixed-addresses': recordTemplate({
    severity: 'error',
    values: v.object({ name: text, ...seenAddresses }),
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
    values: v.object({ name: text, ...seenAddresses }),
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
      ...seenAddresses,
      /** The addresses that the network itself is said to have. */
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
      /** The name itself, and the target of each CNAME record. */
      chain: texts,
      how: v.picklist(['circle', 'too-long', 'no-name', 'no-address', 'cut-off']),
      /** The most hops that are allowed, if there are more. */
      hops: v.exactOptional(v.number()),
      wildcard: v.exactOptional(text),
    }),
    when: phrase('dns-cname-broken.when'),
    tell: ({ chain, how, hops = 0, wildcard }, fix) => ({
      message: phrase('dns-cname-broken.message', {
        chain: chain.join(' → '),
        how:
          how === 'too-long'
            ? phrase('dns-cname-broken.how.too-long', { hops })
            : phrase(`dns-cname-broken.how.${how}`),
      }),
      remedy: [...tellFix(fix), ...tellWildcard(wildcard, fix)],
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
      ...seenAddresses,
      /** When the first of them stops counting as right: ISO 8601, UTC. */
      rightUntil: text,
    }),
    when: phrase('dns-old-address.when'),
    tell: ({ name, rightUntil, ...seen }, fix) => ({
      message: phrase('dns-old-address.message', {
        name,
        rightUntil: moment(rightUntil),
        ...listedIn(seen),
      }),
      remedy: tellFix(fix),
    }),
    example: { ...SEEN, rightUntil: '2026-12-03T10:00:00.000Z' },
    exampleFix: recordsFix({ wanted: WANTED, found: [oldA] }),
  }),
  'dns-resolver-filters': template({
    severity: 'warning',
    values: v.object({
      name: text,
      resolvers: texts,
      /** The addresses that the resolvers answer with in place of the domain's. */
      ...seenAddresses,
    }),
    when: phrase('dns-resolver-filters.when'),
    fix: () => fixBy('nobody'),
    tell: ({ name, resolvers, ...seen }) => ({
      message: phrase('dns-resolver-filters.message', { name, resolvers, ...listedIn(seen) }),
      remedy: [phrase('dns-resolver-filters.remedy', { name })],
    }),
    example: { name: NAME, resolvers: ['192.0.2.53'], addresses: ['0.0.0.0'] },
  }),
};

/** Adds what to do if the name has no record of its own, because a wildcard record answers for it. */
function tellWildcard(wildcard: string | undefined, { create, replace }: Fix): readonly Phrase[] {
  const records = [...replace.map(({ to }) => to), ...create].map(recordText);
  return wildcard === undefined || records.length === 0
    ? []
    : [phrase('fix.by-wildcard', { wildcard, records, count: records.length })];
}
