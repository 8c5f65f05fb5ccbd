import { dnsZone } from '../../../infra/local/sandbox/dns-zone.ts';
import { PLACES, type Row } from './row.ts';

const { network, elsewhere } = PLACES;

const RIGHT = [`shop A ${network}`];
const STALE = ['@ 120 A 127.1.0.9'];

/** Name servers that fail, disagree or do not know yet. */
export const SERVER_ROWS: readonly Row[] = [
  {
    situation: 'a lame delegation: the zone’s servers do not have it, and refuse',
    domain: 'shop.lame.test',
    zones: { 'lame.test': { records: RIGHT, servers: ['refuses', 'refuses'] } },
    told: [mendZone('shop.lame.test')],
  },
  {
    situation: 'a lame delegation: the zone’s servers answer without authority',
    domain: 'shop.no-authority.test',
    zones: {
      'no-authority.test': { records: RIGHT, servers: ['knows-nothing', 'knows-nothing'] },
    },
    told: [mendZone('shop.no-authority.test')],
  },
  {
    situation: 'servers that are silent',
    domain: 'shop.silent.test',
    zones: { 'silent.test': { records: RIGHT, servers: ['silent', 'silent'] } },
    told: [mendZone('shop.silent.test')],
  },
  {
    situation: 'servers that are gone',
    domain: 'shop.gone.test',
    zones: { 'gone.test': { records: RIGHT, servers: ['gone', 'gone'] } },
    told: [mendZone('shop.gone.test')],
  },
  {
    situation: 'servers whose names have no address',
    domain: 'shop.no-address.test',
    zones: { 'no-address.test': { records: RIGHT, servers: ['no-address', 'no-address'] } },
    told: [mendZone('shop.no-address.test')],
  },
  {
    situation: 'one server of two that is lame',
    domain: 'shop.half-lame.test',
    zones: { 'half-lame.test': { records: RIGHT, servers: ['refuses', 'answers'] } },
    told: [],
  },
  {
    situation: 'one server of two that is silent',
    domain: 'shop.half-silent.test',
    zones: { 'half-silent.test': { records: RIGHT, servers: ['answers', 'silent'] } },
    told: [],
  },
  {
    situation: 'a CNAME record to a zone whose servers refuse',
    domain: 'shop.lame-target.test',
    zones: {
      'lame-target.test': ['shop CNAME host.lame-host.test.'],
      'lame-host.test': { records: [`host A ${elsewhere}`], servers: ['refuses'] },
    },
    told: [mendZone('host.lame-host.test')],
  },
  {
    situation: 'a network whose own name cannot be looked up',
    domain: 'shop.lost-network.test',
    zones: {
      'lost-network.test': [`shop A ${network}`],
      'lame-network.test': { records: [], servers: ['refuses'] },
    },
    network: { domain: 'lame-network.test', addresses: [] },
    told: [mendZone('lame-network.test')],
  },
  {
    situation: 'resolvers that are down',
    domain: 'shop.no-resolver.test',
    zones: { 'no-resolver.test': RIGHT },
    asks: (resolvers) => resolvers.map(noneAt),
    told: [mendZone('shop.no-resolver.test')],
  },
  {
    situation: 'one resolver of two that is down',
    domain: 'shop.one-resolver.test',
    zones: { 'one-resolver.test': RIGHT },
    asks: ([first = '', ...others]) => [noneAt(first), ...others],
    told: [],
  },
  {
    situation: 'a resolver that refuses',
    domain: 'shop.refused.test',
    script: () => ({ code: 'REFUSED', records: [] }),
    told: [mendZone('shop.refused.test')],
  },
  {
    situation: 'AAAA records that cannot be looked up, an A record that is right',
    domain: 'shop.no-aaaa.test',
    script: (name, type) =>
      type === 'AAAA' ? 'silence' : dnsZone({ [name]: [`A ${network}`] }).resolve(name, type),
    told: [],
  },
  {
    situation: 'CAA records that cannot be looked up, an A record that is right',
    domain: 'shop.no-caa.test',
    script: (name, type) =>
      type === 'CAA'
        ? { code: 'SERVFAIL', records: [] }
        : dnsZone({ [name]: [`A ${network}`] }).resolve(name, type),
    told: [mendZone('shop.no-caa.test')],
  },
  {
    situation: 'one resolver alone',
    domain: 'shop.resolver-alone.test',
    zones: { 'resolver-alone.test': RIGHT },
    asks: (resolvers) => resolvers.slice(0, 1),
    told: [],
  },

  {
    situation: 'signatures that are right',
    domain: 'shop.signed.test',
    zones: { 'signed.test': { records: RIGHT, signed: 'well' } },
    told: [],
  },
  {
    situation: 'signatures of another key',
    domain: 'shop.wrongly-signed.test',
    zones: { 'wrongly-signed.test': { records: RIGHT, signed: 'wrongly' } },
    told: [signAnew('wrongly-signed.test')],
  },
  {
    situation: 'signatures that have expired',
    domain: 'shop.signed-long-ago.test',
    zones: { 'signed-long-ago.test': { records: RIGHT, signed: 'long-ago' } },
    told: [signAnew('signed-long-ago.test')],
  },
  {
    situation: 'broken signatures of records that point elsewhere anyway',
    domain: 'shop.signed-elsewhere.test',
    zones: { 'signed-elsewhere.test': { records: [`shop A ${elsewhere}`], signed: 'wrongly' } },
    told: [signAnew('signed-elsewhere.test')],
  },
  {
    situation: 'a CNAME record to a zone whose signatures are broken',
    domain: 'shop.to-signed.test',
    zones: {
      'to-signed.test': ['shop CNAME host.signed-host.test.'],
      'signed-host.test': { records: [`host A ${network}`], signed: 'wrongly' },
    },
    told: [signAnew('signed-host.test')],
  },

  {
    situation: 'a record changed a while ago, which one resolver has not noticed',
    domain: 'shop.stale-at-one.test',
    zones: { 'stale-at-one.test': RIGHT },
    resolvers: [{ 'shop.stale-at-one.test': STALE }, {}],
    told: [expiresWithin('2 minutes')],
  },
  {
    situation: 'a record changed a moment ago, which no resolver has noticed',
    domain: 'shop.stale-at-all.test',
    zones: { 'stale-at-all.test': RIGHT },
    resolvers: [{ 'shop.stale-at-all.test': STALE }, { 'shop.stale-at-all.test': STALE }],
    told: [expiresWithin('2 minutes')],
  },
  {
    situation: 'a record created a moment ago, while resolvers remember that there was none',
    domain: 'shop.stale-absence.test',
    zones: { 'stale-absence.test': RIGHT },
    resolvers: [
      { 'shop.stale-absence.test': ['@ TXT "none yet"'] },
      { 'shop.stale-absence.test': ['@ TXT "none yet"'] },
    ],
    told: [expiresWithin('30 seconds')],
  },
  {
    situation: 'two servers of the zone, one of which still has the old record',
    domain: 'shop.half-updated.test',
    zones: {
      'half-updated.test': {
        records: RIGHT,
        servers: ['answers', { records: [`shop A ${elsewhere}`] }],
      },
    },
    resolvers: [{ 'shop.half-updated.test': STALE }, { 'shop.half-updated.test': STALE }],
    told: [
      [
        'dns-not-propagated',
        'Nothing to change: wait until {ns2.half-updated.test} has the new records too. If this lasts, ask the DNS provider of shop.half-updated.test why not.',
      ],
    ],
  },
  {
    situation: 'a CNAME record in place of an old address that resolvers remember for hours',
    domain: 'shop.stale-for-hours.test',
    zones: { 'stale-for-hours.test': ['shop CNAME network.test.'] },
    resolvers: [{ 'shop.stale-for-hours.test': ['@ 14400 A 127.1.0.9'] }, {}],
    told: [expiresWithin('4 hours')],
  },
];

/** At the same port, where nobody is. */
const noneAt = (resolver: string) => resolver.replace(/^[\d.]+/, '127.255.0.1');

function mendZone(name: string): Row['told'][number] {
  return ['dns-server-failure', `Ask the DNS provider of ${name} to mend its zone.`];
}

function signAnew(zone: string): Row['told'][number] {
  return [
    'dns-dnssec-broken',
    `Have the DNS provider sign ${zone} anew, or remove its DS record at the registrar.`,
  ];
}

function expiresWithin(time: string): Row['told'][number] {
  return ['dns-not-propagated', `Nothing to change: the old answer expires within ${time}.`];
}
