import { PLACES, type Row } from './row.ts';

const { network, elsewhere, alsoElsewhere } = PLACES;

const RIGHT = [`shop A ${network}`];
/** A TTL from which even a slow machine takes nothing that is told: three hours. */
const HOURS = 10_800;
const STALE = [`@ 120 A ${elsewhere}`];

/** Changes that have not propagated yet. */
export const PROPAGATION_ROWS: readonly Row[] = [
  {
    situation: 'CAA records changed a moment ago, of which resolvers cache the old ones',
    domain: 'shop.changed-caa.test',
    zones: { 'changed-caa.test': [...RIGHT, '@ CAA 0 issue "letsencrypt.org"'] },
    was: { 'changed-caa.test': [...RIGHT, '@ CAA 0 issue "ca.example.net"'] },
    told: [],
  },
  {
    situation: 'a CAA record removed a moment ago, below another one that forbids',
    domain: 'shop.removed-caa.test',
    zones: { 'removed-caa.test': [...RIGHT, '@ CAA 0 issue "ca.example.net"'] },
    was: {
      'removed-caa.test': [
        ...RIGHT,
        'shop CAA 0 issue "ca.example.org"',
        '@ CAA 0 issue "ca.example.net"',
      ],
    },
    told: [['caa-forbids-issuer', 'Add the record removed-caa.test CAA 0 issue "letsencrypt.org"']],
  },
  {
    situation: 'a record changed a moment ago, of which resolvers cache the old value',
    domain: 'shop.changed.test',
    zones: { 'changed.test': RIGHT },
    was: { 'changed.test': [`shop ${HOURS} A ${elsewhere}`] },
    told: [expiresWithin('3 hours')],
  },
  {
    situation:
      'a CNAME record that is right, whose target got another address, which resolvers remember for longer than the CNAME record',
    domain: 'shop.changed-target.test',
    zones: { 'changed-target.test': ['shop 60 CNAME host', `host A ${network}`] },
    was: { 'changed-target.test': ['shop 60 CNAME host', `host ${HOURS} A ${elsewhere}`] },
    told: [expiresWithin('3 hours')],
  },
  {
    situation:
      'a CNAME record changed a moment ago, which resolvers remember for longer than the address at its end',
    domain: 'shop.changed-cname.test',
    zones: { 'changed-cname.test': ['shop CNAME network.test.'] },
    was: { 'changed-cname.test': [`shop ${HOURS} CNAME host`, `host 60 A ${elsewhere}`] },
    told: [expiresWithin('3 hours')],
  },
  {
    situation: 'a record changed a while ago, of which one resolver caches the old value',
    domain: 'shop.stale-at-one.test',
    zones: { 'stale-at-one.test': RIGHT },
    resolvers: [{ 'shop.stale-at-one.test': STALE }, {}],
    told: [expiresWithin('2 minutes')],
  },
  {
    situation: 'a record changed a while ago, of which all resolvers cache the old value',
    domain: 'shop.stale-at-all.test',
    zones: { 'stale-at-all.test': RIGHT },
    resolvers: [{ 'shop.stale-at-all.test': STALE }, { 'shop.stale-at-all.test': STALE }],
    told: [expiresWithin('2 minutes')],
  },
  {
    situation: 'a record created a moment ago, while resolvers cache its absence',
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
        'Nothing to change: wait until the new records have reached {ns2.half-updated.test}. If this lasts, ask the DNS provider of shop.half-updated.test why they have not.',
      ],
    ],
  },
  {
    situation: 'name servers of two DNS hosts at the registrar, one of which has the old record',
    domain: 'shop.two-hosts.test',
    zones: {
      'two-hosts.test': {
        records: RIGHT,
        servers: ['answers', { records: [`shop A ${elsewhere}`], named: 'dns.old-host.test' }],
      },
    },
    resolvers: [{ 'shop.two-hosts.test': STALE }, { 'shop.two-hosts.test': STALE }],
    told: [
      [
        'dns-not-propagated',
        'Wait until the new records have reached {ns2.two-hosts.test}. If these belong to another DNS host, where records are kept separately, make the same change there, or remove them from the name servers at the registrar.',
      ],
    ],
    named: ['dns.old-host.test'],
  },
  {
    situation: 'a CNAME record in place of an old address that resolvers cache for hours',
    domain: 'shop.stale-for-hours.test',
    zones: { 'stale-for-hours.test': ['shop CNAME network.test.'] },
    resolvers: [{ 'shop.stale-for-hours.test': ['@ 14400 A 127.1.0.9'] }, {}],
    told: [expiresWithin('4 hours')],
  },
  {
    situation:
      'a zone that was delegated to other servers, which are right, while resolvers ask the old ones',
    domain: 'shop.moved-zone.test',
    zones: {
      'moved-zone.test': {
        records: RIGHT,
        former: [{ records: [`shop 60 A ${elsewhere}`] }],
        delegationTtlSeconds: HOURS,
      },
    },
    redelegated: 'moved-zone.test',
    told: [expiresWithin('3 hours')],
  },
  {
    situation:
      'a zone that was delegated to other servers, while its own NS records still name the old ones',
    domain: 'shop.misnamed.test',
    zones: {
      'misnamed.test': {
        records: RIGHT,
        former: [{ records: [`shop 60 A ${elsewhere}`] }],
        namesFormer: true,
        delegationTtlSeconds: HOURS,
      },
    },
    redelegated: 'misnamed.test',
    told: [
      [
        'dns-not-propagated',
        'In the zone misnamed.test, at its new DNS host, have the NS records of misnamed.test name the same servers as at the registrar: as long as they name ns1.misnamed.test, resolvers go on asking those.',
      ],
    ],
  },
  {
    situation: 'a zone that was delegated to other servers, which are just as wrong',
    domain: 'shop.moved-wrong.test',
    zones: {
      'moved-wrong.test': {
        records: [`shop A ${alsoElsewhere}`],
        former: [{ records: [`shop 60 A ${elsewhere}`] }],
      },
    },
    redelegated: 'moved-wrong.test',
    told: [
      [
        'dns-wrong-address',
        `Change the A record of shop.moved-wrong.test from ${alsoElsewhere} to ${network}`,
      ],
    ],
  },
  {
    situation:
      'a domain that was registered a moment ago, while resolvers cache that it does not exist',
    domain: 'shop.new-domain.fresh',
    zones: {
      fresh: { records: [], servers: ['answers'], negativeTtlSeconds: HOURS },
      'new-domain.fresh': { records: RIGHT, former: [] },
    },
    redelegated: 'new-domain.fresh',
    told: [expiresWithin('3 hours')],
  },
  {
    situation: 'a domain that has left, of which one of two resolvers caches the old address',
    domain: 'shop.has-left.test',
    zones: { 'has-left.test': [`shop A ${elsewhere}`] },
    resolvers: [{ 'shop.has-left.test': [`@ 120 A ${network}`] }, {}],
    told: [
      [
        'dns-wrong-address',
        `Change the A record of shop.has-left.test from ${elsewhere} to ${network}`,
      ],
    ],
  },
  {
    situation: 'a resolver that filters: it answers that there is no such name',
    domain: 'shop.filtered.test',
    zones: { 'filtered.test': RIGHT },
    resolvers: [{}, { 'shop.filtered.test': ['@ A 0.0.0.0', '* A 0.0.0.0'] }],
    told: [takeOffTheList('shop.filtered.test')],
    named: ['0.0.0.0'],
  },
  {
    situation: 'a first resolver that filters: it answers with the address of its own page',
    domain: 'shop.filtered-first.test',
    zones: { 'filtered-first.test': RIGHT },
    resolvers: [
      { 'shop.filtered-first.test': [`@ A ${alsoElsewhere}`, `* A ${alsoElsewhere}`] },
      {},
    ],
    told: [takeOffTheList('shop.filtered-first.test')],
    named: [alsoElsewhere],
  },
];

function takeOffTheList(name: string): Row['told'][number] {
  return [
    'dns-resolver-filters',
    `Nothing to change in the zone. If the filter is not intended, ask the operator of that resolver to take ${name} off its list.`,
  ];
}

function expiresWithin(time: string): Row['told'][number] {
  return ['dns-not-propagated', `Nothing to change: the old answer expires within ${time}.`];
}
