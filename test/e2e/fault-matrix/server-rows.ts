import { selfSignedCertificate } from '../../../infra/local/sandbox/certificate-authority.ts';
import { dnsZone } from '../../support/dns-zone.ts';
import { PLACES, type Row } from './row.ts';

const { network, elsewhere } = PLACES;

const RIGHT = [`shop A ${network}`];

/** Name servers of the zone, or resolvers of ours, that fail. */
export const SERVER_ROWS: readonly Row[] = [
  {
    situation: 'a lame delegation: the zone’s servers do not have it, and refuse',
    domain: 'shop.lame.test',
    zones: { 'lame.test': { records: RIGHT, servers: ['refuses', 'refuses'] } },
    told: [nameOthers('shop.lame.test')],
  },
  {
    situation: 'a lame delegation: the zone’s servers answer without authority',
    domain: 'shop.no-authority.test',
    zones: {
      'no-authority.test': { records: RIGHT, servers: ['knows-nothing', 'knows-nothing'] },
    },
    told: [nameOthers('shop.no-authority.test')],
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
    told: [
      [
        'dns-server-failure',
        'At the registrar, enter the name servers of the DNS host that has the zone of shop.no-address.test: those entered now have no address.',
      ],
    ],
  },
  ...(['refuses', 'no-address'] as const).map(
    (conduct): Row => ({
      situation: `a sub-domain whose NS records, in its owner’s own zone, name servers of this kind: ${conduct}`,
      domain: `shop.${conduct}-below.test`,
      zones: {
        [`${conduct}-below.test`]: [],
        [`shop.${conduct}-below.test`]: { records: [], servers: [conduct, conduct] },
      },
      told: [
        [
          'dns-server-failure',
          `In the zone above shop.${conduct}-below.test, remove its NS records, or have them name the servers of the DNS host that has the zone shop.${conduct}-below.test.`,
        ],
      ],
    }),
  ),
  {
    situation: 'an NS record to the network, which is no name server, in place of a CNAME record',
    domain: 'shop.ns-for-cname.test',
    zones: { 'ns-for-cname.test': ['shop NS network.test.'] },
    told: [
      [
        'dns-server-failure',
        'In the zone above shop.ns-for-cname.test, remove its NS records, or have them name the servers of the DNS host that has the zone shop.ns-for-cname.test.',
      ],
    ],
  },
  {
    situation: 'one of two servers that is lame',
    domain: 'shop.half-lame.test',
    zones: { 'half-lame.test': { records: RIGHT, servers: ['refuses', 'answers'] } },
    told: [],
  },
  {
    situation: 'one of two servers that is silent',
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
    told: [seeToNetwork('lame-network.test')],
  },
  {
    situation: 'a network whose own name does not exist',
    domain: 'shop.missing-network.test',
    zones: { 'missing-network.test': [`shop A ${network}`] },
    network: { domain: 'no.network.test', addresses: [] },
    told: [seeToNetwork('no.network.test')],
    named: ["The network's own name, no.network.test, cannot be looked up: it does not exist."],
  },
  {
    situation: 'resolvers that are down',
    domain: 'shop.no-resolver.test',
    zones: { 'no-resolver.test': RIGHT },
    asks: (resolvers) => resolvers.map(noneAt),
    told: [mendResolvers('shop.no-resolver.test')],
  },
  {
    situation: 'one of two resolvers that is down',
    domain: 'shop.one-resolver.test',
    zones: { 'one-resolver.test': RIGHT },
    asks: ([first = '', ...others]) => [noneAt(first), ...others],
    told: [],
  },
  {
    situation: 'a resolver that refuses',
    domain: 'shop.refused.test',
    script: () => ({ code: 'REFUSED', records: [] }),
    told: [mendResolvers('shop.refused.test')],
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
    told: [answerForCaa('shop.no-caa.test')],
  },
  ...(
    [
      ['drops-caa', 'no reply within 2 s'],
      ['refuses-caa', 'REFUSED'],
      ['fails-caa', 'SERVFAIL'],
      ['has-no-caa', 'NOTIMP'],
      ['misreads-caa', 'FORMERR'],
    ] as const
  ).map(([conduct, reason]) => ({
    situation: `servers that answer look-ups of addresses, and those of CAA with ${reason}`,
    domain: `shop.${conduct}.test`,
    zones: { [`${conduct}.test`]: { records: RIGHT, servers: [conduct, conduct] } },
    told: [answerForCaa(`${conduct}.test`)],
    named: [reason],
  })),
  {
    situation: 'servers that refuse look-ups of CAA, and therefore no certificate yet',
    domain: 'shop.caa-uncertified.test',
    zones: { 'caa-uncertified.test': { records: RIGHT, servers: ['refuses-caa'] } },
    shown: { [network]: (_, name) => selfSignedCertificate({ names: [name] }) },
    told: [answerForCaa('caa-uncertified.test')],
  },
  {
    situation: 'a registry whose servers fail for CAA, and therefore no certificate yet',
    domain: 'shop.unissued.store',
    zones: { store: { records: [], servers: ['fails-caa'] }, 'unissued.store': RIGHT },
    shown: { [network]: (_, name) => selfSignedCertificate({ names: [name] }) },
    told: [
      ['caa-registry-failure', 'Nothing to do: only the registry can repair it.'],
      [
        'certificate-self-signed',
        'The host issues the certificate once the registry answers look-ups of CAA records.',
      ],
    ],
  },
  {
    situation: 'one of two servers that drops look-ups of CAA',
    domain: 'shop.half-drops-caa.test',
    zones: { 'half-drops-caa.test': { records: RIGHT, servers: ['drops-caa', 'answers'] } },
    told: [],
  },
  {
    situation: 'a CNAME record to a zone whose servers drop look-ups of CAA',
    domain: 'shop.to-drops-caa.test',
    zones: {
      'to-drops-caa.test': ['shop CNAME host.drops-caa-host.test.'],
      'drops-caa-host.test': { records: [`host A ${network}`], servers: ['drops-caa'] },
    },
    told: [answerForCaa('drops-caa-host.test')],
  },
  {
    situation: 'a registry whose servers fail for CAA, beside a valid certificate',
    domain: 'shop.registered.me',
    zones: {
      me: { records: [], servers: ['fails-caa'] },
      'registered.me': RIGHT,
    },
    told: [['caa-registry-failure', 'Nothing to do: only the registry can repair it.']],
  },
  {
    situation: 'servers that fail for a moment, of a zone that is not signed',
    domain: 'shop.fails-first.test',
    zones: { 'fails-first.test': { records: RIGHT, servers: ['fails-first', 'fails-first'] } },
    told: [],
  },
  {
    situation: 'servers whose replies do not fit into UDP, and whose TCP port is closed',
    domain: 'shop.cuts-off.test',
    zones: { 'cuts-off.test': { records: RIGHT, servers: ['cuts-off', 'cuts-off'] } },
    told: [
      [
        'dns-server-failure',
        'Ask the DNS provider of shop.cuts-off.test to open TCP port 53 of its name servers, which long replies need.',
      ],
    ],
    named: ['its TCP port 53 is closed'],
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
    situation: 'a DS record that the registrar still has of a zone that is no longer signed',
    domain: 'shop.was-signed.net',
    zones: {
      net: { records: [dsOf('was-signed')], servers: ['answers'], signed: 'well' },
      'was-signed.net': RIGHT,
    },
    told: [signAnew('was-signed.net')],
  },
  {
    situation: 'the same of a sub-domain with a zone of its own',
    domain: 'shop.ds-above.test',
    zones: {
      'ds-above.test': { records: [dsOf('shop')], signed: 'well' },
      'shop.ds-above.test': [`@ A ${network}`],
    },
    told: [
      [
        'dns-dnssec-broken',
        'Have the DNS provider sign shop.ds-above.test again, or remove its DS record from the zone above.',
      ],
    ],
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
];

/** An address at which nobody listens on that port. */
const noneAt = (resolver: string) => resolver.replace(/^[\d.]+/, '127.255.0.1');

function mendZone(name: string): Row['told'][number] {
  return ['dns-server-failure', `Ask the DNS provider of ${name} to repair its zone.`];
}

function seeToNetwork(name: string): Row['told'][number] {
  return [
    'dns-server-failure',
    `Set NETWORK_DOMAIN to the main domain of the network, or repair the DNS of ${name}.`,
  ];
}

function nameOthers(name: string): Row['told'][number] {
  return [
    'dns-server-failure',
    `Create the zone of ${name} at the DNS host whose name servers are entered at the registrar, or enter there those of the DNS host that has the zone.`,
  ];
}

function answerForCaa(name: string): Row['told'][number] {
  return [
    'dns-server-failure',
    `Ask the DNS provider of ${name} to have its name servers answer look-ups of CAA records: until they do, no certificate is issued or renewed.`,
  ];
}

function mendResolvers(name: string): Row['told'][number] {
  return [
    'dns-server-failure',
    `Check whether the resolvers (DNS_SERVERS) can be reached and answer. If they do for other names, ask the DNS provider of ${name} to repair its zone.`,
  ];
}

function signAnew(zone: string): Row['told'][number] {
  return [
    'dns-dnssec-broken',
    `Have the DNS provider sign ${zone} again, or remove its DS record at the registrar.`,
  ];
}

/** A DS record of a key that the zone does not have (RFC 4034, 5). */
function dsOf(name: string): string {
  return `${name} DS 12345 13 2 ${'ab'.repeat(32)}`;
}
