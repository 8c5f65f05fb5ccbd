import { selfSignedCertificate } from '../../../infra/local/sandbox/certificate-authority.ts';
import { daysFromNow } from './authorities.ts';
import { PLACES, type Row } from './row.ts';

const { network } = PLACES;

/** The secret that the multisite and the functions share. */
export const PROOF_SECRET = 'the-secret-of-the-matrix';

const AT_THE_PROXY =
  'The certificate belongs to the proxy: have one issued there for this name, or let DNS lead to the host directly ("DNS only").';

const KEEP =
  'Or keep the proxy: have it pass requests for /.well-known/closte-domain-sync/ on to this network unchanged, and ask those who run this network whether it accepts domains behind a proxy';

const THROUGH =
  'Have the proxy pass requests for /.well-known/closte-domain-sync/ on to this network unchanged, without a login or a bot check.';

const LEAVE =
  'If a proxy in front of this network answers there, leave the record as it is: have the proxy pass requests for /.well-known/closte-domain-sync/ on unchanged, without a login or a redirect';

export const PROVING = {
  MULTISITE_API_SECRET: `key:${PROOF_SECRET}`,
  MULTISITE_API_URL: 'http://127.0.0.1:9',
};

/** Addresses of proxies, behind which the network answers, or somebody else. */
export const PROXY_ROWS: readonly Row[] = [
  {
    situation: 'a proxy in front of the network',
    ...behind('proxied', PLACES.proxy),
    told: [['dns-proxied', 'Nothing to do.']],
  },
  {
    situation: 'a proxy in front of the network that redirects to HTTPS first',
    ...behind('proxied-https', PLACES.proxyToHttps),
    told: [['dns-proxied', 'Nothing to do.']],
  },
  {
    situation: 'a wildcard domain behind a proxy',
    domain: '*.proxied-wildcard.test',
    zones: { 'proxied-wildcard.test': [`* A ${PLACES.proxy}`] },
    settings: PROVING,
    told: [['dns-proxied', 'Nothing to do.']],
  },
  {
    situation: 'a proxy with an IPv4 and an IPv6 address',
    domain: 'shop.proxied-both.test',
    zones: {
      'proxied-both.test': [`shop A ${PLACES.proxy}`, `shop AAAA ${PLACES.networkV6}`],
    },
    settings: PROVING,
    needsIpv6: true,
    told: [['dns-proxied', 'Nothing to do.']],
    named: [PLACES.proxy, PLACES.networkV6],
  },
  {
    situation: 'a proxy whose certificate has expired',
    ...behind('proxied-expired', PLACES.proxy),
    shown: {
      [PLACES.proxy]: ({ trusted }, name) =>
        trusted.issue({ names: [name], validFrom: daysFromNow(-90), validTo: daysFromNow(-1) }),
    },
    told: [
      ['dns-proxied', 'Nothing to do.'],
      ['certificate-expired', AT_THE_PROXY],
    ],
  },
  {
    situation: 'a proxy that has no certificate for the name',
    ...behind('proxied-uncertified', PLACES.proxy),
    shown: { [PLACES.proxy]: ({ trusted }) => trusted.issue({ names: ['*.cdn.test'] }) },
    told: [
      ['dns-proxied', 'Nothing to do.'],
      ['certificate-wrong-name', AT_THE_PROXY],
    ],
  },
  {
    situation: 'a proxy whose certificate is self-signed',
    ...behind('proxied-self-signed', PLACES.proxy),
    shown: { [PLACES.proxy]: (_, name) => selfSignedCertificate({ names: [name] }) },
    told: [
      ['dns-proxied', 'Nothing to do.'],
      ['certificate-self-signed', AT_THE_PROXY],
    ],
  },
  {
    situation: 'a proxy that ends the handshake since it has no certificate at all',
    ...behind('proxied-certificateless', PLACES.proxyWithoutTls),
    told: [
      ['dns-proxied', 'Nothing to do.'],
      ['tls-handshake-failed', AT_THE_PROXY],
    ],
  },
  {
    situation: 'a proxy in front of the network, and no secret to prove it with',
    ...behind('unproven', PLACES.proxy),
    settings: {},
    told: [wrong('unproven', PLACES.proxy)],
  },
  {
    situation: 'addresses of a well-known proxy, and no secret to prove it with',
    domain: 'shop.cloudflare-unproven.test',
    zones: { 'cloudflare-unproven.test': ['shop A 104.21.57.64', 'shop A 172.67.189.95'] },
    told: [
      [
        'dns-proxy-unproven',
        `At Cloudflare, set the record shop.cloudflare-unproven.test A 127.1.0.1, with the proxy turned off for it ("DNS only"). ${KEEP}`,
      ],
    ],
    named: ['Cloudflare', '104.21.57.64'],
  },
  {
    situation:
      'a network that is behind a well-known proxy itself, and an apex that points elsewhere',
    domain: 'to-proxied-network.test',
    zones: {
      'to-proxied-network.test': [`@ A ${PLACES.strangersProxy}`],
      'proxied-network.test': ['@ A 104.16.132.229'],
    },
    network: { domain: 'proxied-network.test', addresses: [] },
    told: [
      [
        'network-proxied',
        'Set NETWORK_ADDRESSES to the addresses of the host itself: until then, people can be told to create CNAME records only.',
      ],
      [
        'dns-wrong-address',
        'Set NETWORK_ADDRESSES to the public addresses of the network: those known so far cannot be reached from outside.',
      ],
    ],
  },
  {
    situation: 'a network that is behind a well-known proxy itself, and a domain that leads to it',
    domain: 'shop.through-proxied.test',
    zones: {
      'through-proxied.test': ['shop CNAME proxied-too.test.'],
      'proxied-too.test': ['@ A 104.16.132.230'],
    },
    network: { domain: 'proxied-too.test', addresses: [] },
    // No certificate is looked at, since a real proxy would be asked for it.
    settings: { ALLOW_PRIVATE_ADDRESSES: 'false' },
    told: [
      [
        'network-proxied',
        'Set NETWORK_ADDRESSES to the addresses of the host itself: until then, people can be told to create CNAME records only.',
      ],
    ],
  },
  {
    situation: 'a proxy in front of a stranger’s site',
    ...behind('strangers', PLACES.strangersProxy),
    told: [wrong('strangers', PLACES.strangersProxy)],
  },
  {
    situation: 'a server that answers with a proof of another secret',
    ...behind('forged', PLACES.forger),
    told: [
      [
        'proof-secret-differs',
        'If it is this network: set the same secret in its plugin (CLOSTE_SYNC_PROOF_SECRET, or else the secret of its API) and in MULTISITE_API_SECRET. Have the proxy pass on the host name shop.forged.test unchanged. If it is another network: set the record shop.forged.test A 127.1.0.1, which leads here',
      ],
    ],
    named: [PLACES.forger],
  },
  {
    situation: 'a server that redirects to the network’s own name, where the proof is',
    ...behind('redirected', PLACES.redirecting),
    told: [wrong('redirected', PLACES.redirecting, LEAVE)],
  },
  {
    situation: 'a server that answers with the proof and more than 64 KiB besides',
    ...behind('talkative', PLACES.talkative),
    told: [wrong('talkative', PLACES.talkative)],
  },
  {
    situation: 'a proxy beside an A record to a stranger',
    domain: 'shop.half-proxied.test',
    zones: { 'half-proxied.test': [`shop A ${PLACES.proxy}`, `shop A ${PLACES.strangersProxy}`] },
    settings: PROVING,
    told: [
      [
        'dns-wrong-address',
        'Change the A records of shop.half-proxied.test from 127.1.0.80, 127.1.0.82 to 127.1.0.1',
      ],
    ],
  },
  {
    situation: 'a proxy that does not reach what is behind it',
    ...behind('broken-proxy', PLACES.brokenProxy),
    told: [hiding('broken-proxy')],
  },
  {
    situation: 'a proxy that tests whether visitors are human',
    ...behind('challenging', PLACES.challengingProxy),
    told: [hiding('challenging')],
    named: ['does not let our check through'],
  },
  {
    situation: 'a proxy of ours beside one that tests whether visitors are human',
    domain: 'shop.challenging-too.test',
    zones: {
      'challenging-too.test': [`shop A ${PLACES.proxy}`, `shop A ${PLACES.challengingProxy}`],
    },
    settings: PROVING,
    told: [hiding('challenging-too')],
  },
  {
    situation: 'a server that wants a login, and may be a proxy or anything else',
    ...behind('wanting-login', PLACES.wantingLogin),
    told: [wrong('wanting-login', PLACES.wantingLogin, LEAVE)],
  },
  {
    situation: 'a server that redirects everybody to another site',
    ...behind('sending-away', PLACES.sendingAway),
    told: [wrong('sending-away', PLACES.sendingAway, LEAVE)],
  },
  {
    situation:
      'an apex whose proxy redirects visitors to its www twin, behind which this network answers',
    domain: 'to-twin.test',
    zones: {
      'to-twin.test': [`@ A ${PLACES.redirectingProxy}`, `www A ${PLACES.redirectingProxy}`],
    },
    settings: PROVING,
    told: [['dns-proxied', 'Nothing to do.']],
    named: ['sends visitors on to www.to-twin.test, where this network answers'],
  },
  {
    situation:
      'an apex whose proxy redirects visitors to its www twin, and has no certificate for it',
    domain: 'to-twin-uncertified.test',
    zones: { 'to-twin-uncertified.test': [`@ A ${PLACES.redirectingProxy}`] },
    shown: { [PLACES.redirectingProxy]: ({ trusted }) => trusted.issue({ names: ['*.cdn.test'] }) },
    settings: PROVING,
    told: [
      ['dns-proxied', 'Nothing to do.'],
      ['certificate-wrong-name', AT_THE_PROXY],
    ],
  },
  {
    situation: 'an A record to a well-known proxy that does not host the zone',
    domain: 'shop.sucuri-unproven.test',
    zones: { 'sucuri-unproven.test': ['shop A 192.124.249.7'] },
    told: [unproven('sucuri-unproven', 'A', '192.124.249.7', network)],
    named: ['Sucuri'],
  },
  {
    situation: 'a CNAME record to a name of a well-known proxy',
    domain: 'shop.cloudfront-unproven.test',
    zones: {
      'cloudfront-unproven.test': ['shop CNAME d111.cloudfront-names.test.'],
      'cloudfront-names.test': ['d111 A 13.224.0.9', 'd111 A 13.224.0.10'],
    },
    told: [unproven('cloudfront-unproven', 'CNAME', 'd111.cloudfront-names.test', 'network.test')],
    named: ['CloudFront', '13.224.0.9'],
  },
  {
    situation: 'the network’s address beside one of a proxy, which therefore hides nothing',
    domain: 'shop.both-ways.test',
    zones: { 'both-ways.test': [`shop A ${network}`, `shop A ${PLACES.proxy}`] },
    settings: PROVING,
    told: [['dns-mixed-addresses', 'Remove the A record of shop.both-ways.test (127.1.0.80)']],
  },
];

function behind(zone: string, proxy: string) {
  return {
    domain: `shop.${zone}.test`,
    zones: { [`${zone}.test`]: [`shop A ${proxy}`] },
    settings: PROVING,
  };
}

function wrong(zone: string, proxy: string, besides?: string): Row['told'][number] {
  const change = `Change the A record of shop.${zone}.test from ${proxy} to ${network}`;
  return ['dns-wrong-address', besides === undefined ? change : `${change}. ${besides}`];
}

function hiding(zone: string): Row['told'][number] {
  const record = `shop.${zone}.test A ${network}`;
  return ['dns-proxy-unproven', `${THROUGH} Or do without the proxy, and set the record ${record}`];
}

function unproven(zone: string, type: string, from: string, to: string): Row['told'][number] {
  const change = `Change the ${type} record of shop.${zone}.test from ${from} to ${to}`;
  return ['dns-proxy-unproven', `${change}. ${KEEP}`];
}
