import { selfSignedCertificate } from '../../../infra/local/sandbox/certificate-authority.ts';
import { daysFromNow } from './authorities.ts';
import { PLACES, type Row } from './row.ts';

const { network } = PLACES;

/** What the multisite and the functions share. */
export const PROOF_SECRET = 'the-secret-of-the-matrix';

const AT_THE_PROXY =
  'See to it at the proxy, whose certificate it is: have one issued for this name there, or let DNS lead to the host directly ("DNS only").';

export const PROVING = {
  MULTISITE_API_SECRET: `key:${PROOF_SECRET}`,
  MULTISITE_API_URL: 'http://127.0.0.1:9',
};

/** Addresses that are not the network’s, behind which it answers, or another. */
export const PROXY_ROWS: readonly Row[] = [
  {
    situation: 'a proxy in front of the network',
    ...behind('proxied', PLACES.proxy),
    told: [['dns-proxied', 'Nothing to do.']],
  },
  {
    situation: 'a proxy in front of the network that leads to HTTPS first',
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
    situation: 'a proxy that ends the handshake, for it has no certificate at all',
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
        'At Cloudflare, have shop.cloudflare-unproven.test A 127.1.0.1 and set it to "DNS only". Or let the site prove to be ours behind it: have the plugin in WordPress and MULTISITE_API_SECRET set, and let the proxy lead to it without a detour',
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
        'Set NETWORK_ADDRESSES to the addresses of the host itself: until then only CNAME records can be told.',
      ],
      [
        'dns-wrong-address',
        'Set NETWORK_ADDRESSES to the public addresses of the network: those that are known cannot be reached from outside.',
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
        'If it is this network: store the secret that its plugin has (CLOSTE_SYNC_PROOF_SECRET, else that of its API) in MULTISITE_API_SECRET, or the other way round. Have the proxy pass on the host name shop.forged.test as it is',
      ],
      wrong('forged', PLACES.forger),
    ],
    named: [PLACES.forger],
  },
  {
    situation: 'a server that leads to the network’s own name, where the proof is',
    ...behind('redirected', PLACES.redirecting),
    told: [wrong('redirected', PLACES.redirecting)],
  },
  {
    situation: 'a server that answers with the proof and more than 4 KiB besides',
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
    told: [wrong('broken-proxy', PLACES.brokenProxy)],
  },
  {
    situation: 'the network’s address beside one of a proxy, which so hides nothing',
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

function wrong(zone: string, proxy: string): Row['told'][number] {
  return [
    'dns-wrong-address',
    `Change the A record of shop.${zone}.test from ${proxy} to ${network}`,
  ];
}
