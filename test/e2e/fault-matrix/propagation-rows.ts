import { PLACES, type Row } from './row.ts';

const { network, elsewhere } = PLACES;

const RIGHT = [`shop A ${network}`];
const STALE = [`@ 120 A ${elsewhere}`];

/** Changes that have not got around yet. */
export const PROPAGATION_ROWS: readonly Row[] = [
  {
    situation: 'a record changed a moment ago, which resolvers remember as it was',
    domain: 'shop.changed.test',
    zones: { 'changed.test': RIGHT },
    was: { 'changed.test': [`shop A ${elsewhere}`] },
    told: [expiresWithin('5 minutes')],
  },
  {
    situation: 'a record changed a while ago, which one resolver has not noticed',
    domain: 'shop.stale-at-one.test',
    zones: { 'stale-at-one.test': RIGHT },
    resolvers: [{ 'shop.stale-at-one.test': STALE }, {}],
    told: [expiresWithin('2 minutes')],
  },
  {
    situation: 'a record changed a while ago, which no resolver has noticed',
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

function expiresWithin(time: string): Row['told'][number] {
  return ['dns-not-propagated', `Nothing to change: the old answer expires within ${time}.`];
}
