import { selfSignedCertificate } from '../../../infra/local/sandbox/certificate-authority.ts';
import { dnsZone } from '../../../infra/local/sandbox/dns-zone.ts';
import { PLACES, type Row } from './row.ts';

const { network, elsewhere } = PLACES;

const RIGHT = [`shop A ${network}`];

/** Name servers, of the zone or one's own, that fail. */
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
    told: [mendResolvers('shop.no-resolver.test')],
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
    situation: `servers that answer for addresses, and to CAA with ${reason}`,
    domain: `shop.${conduct}.test`,
    zones: { [`${conduct}.test`]: { records: RIGHT, servers: [conduct, conduct] } },
    told: [answerForCaa(`${conduct}.test`)],
    named: [reason],
  })),
  {
    situation: 'servers that refuse questions for CAA, and so no certificate yet',
    domain: 'shop.caa-uncertified.test',
    zones: { 'caa-uncertified.test': { records: RIGHT, servers: ['refuses-caa'] } },
    shown: { [network]: (_, name) => selfSignedCertificate({ names: [name] }) },
    told: [answerForCaa('caa-uncertified.test')],
  },
  {
    situation: 'a registry whose servers fail for CAA, and so no certificate yet',
    domain: 'shop.unissued.store',
    zones: { store: { records: [], servers: ['fails-caa'] }, 'unissued.store': RIGHT },
    shown: { [network]: (_, name) => selfSignedCertificate({ names: [name] }) },
    told: [
      ['caa-registry-failure', 'Nothing to do: it is the registry that mends it.'],
      [
        'certificate-self-signed',
        'The host issues the certificate once the registry answers for CAA records.',
      ],
    ],
  },
  {
    situation: 'one server of two that drops questions for CAA',
    domain: 'shop.half-drops-caa.test',
    zones: { 'half-drops-caa.test': { records: RIGHT, servers: ['drops-caa', 'answers'] } },
    told: [],
  },
  {
    situation: 'a CNAME record to a zone whose servers drop questions for CAA',
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
    told: [['caa-registry-failure', 'Nothing to do: it is the registry that mends it.']],
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
        'Ask the DNS provider of shop.cuts-off.test to open TCP port 53 of its name servers, by which long replies are fetched.',
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

/** At the same port, where nobody is. */
const noneAt = (resolver: string) => resolver.replace(/^[\d.]+/, '127.255.0.1');

function mendZone(name: string): Row['told'][number] {
  return ['dns-server-failure', `Ask the DNS provider of ${name} to mend its zone.`];
}

function nameOthers(name: string): Row['told'][number] {
  return [
    'dns-server-failure',
    `Create the zone of ${name} at the DNS host whose name servers the registrar names, or have the registrar name those of the DNS host that has it.`,
  ];
}

function answerForCaa(name: string): Row['told'][number] {
  return [
    'dns-server-failure',
    `Ask the DNS provider of ${name} to have its name servers answer questions for CAA records: until they do, no certificate is issued or renewed.`,
  ];
}

function mendResolvers(name: string): Row['told'][number] {
  return [
    'dns-server-failure',
    `See whether the resolvers (DNS_SERVERS) can be reached and answer. If they do for other names, ask the DNS provider of ${name} to mend its zone.`,
  ];
}

function signAnew(zone: string): Row['told'][number] {
  return [
    'dns-dnssec-broken',
    `Have the DNS provider sign ${zone} anew, or remove its DS record at the registrar.`,
  ];
}
