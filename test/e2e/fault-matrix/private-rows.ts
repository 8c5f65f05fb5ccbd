import type { Row } from './row.ts';

/** Never connected to, since nothing here points at it. */
const PUBLIC = '34.1.1.1';

const strict = {
  network: { addresses: [PUBLIC] },
  settings: { ALLOW_PRIVATE_ADDRESSES: 'false' },
} as const;

/** Records that lead to addresses that are not public: no connection is ever made to them. */
export const PRIVATE_ROWS: readonly Row[] = [
  ...(
    [
      ['private', 'a private address', '10.0.0.9'],
      ['loopback', 'a loopback address', '127.1.0.1'],
      ['metadata', 'the metadata server of a cloud', '169.254.169.254'],
      ['shared', 'an address of carrier-grade NAT', '100.64.0.9'],
      ['unspecified', 'the unspecified address', '0.0.0.0'],
      ['multicast', 'a multicast address', '224.0.0.9'],
      ['broadcast', 'the broadcast address', '255.255.255.255'],
    ] as const
  ).map(([zone, what, address]) => ({
    situation: `an A record with ${what}`,
    domain: `shop.${zone}.test`,
    zones: { [`${zone}.test`]: [`shop A ${address}`] },
    ...strict,
    told: [
      [
        'dns-private-address',
        `Change the A record of shop.${zone}.test from ${address} to ${PUBLIC}`,
      ],
    ] as const,
  })),
  ...(
    [
      ['loopback-v6', 'the loopback address', '::1'],
      ['mapped', 'an IPv4-mapped private address', '::ffff:10.0.0.9'],
      ['nat64', 'a private address through NAT64', '64:ff9b::a00:9'],
      ['6to4', 'a private address through 6to4', '2002:a00:9::1'],
      ['unique-local', 'a unique local address', 'fd00::9'],
      ['link-local', 'a link-local address', 'fe80::9'],
    ] as const
  ).map(([zone, what, address]) => ({
    situation: `an A record that is right, and an AAAA record with ${what}`,
    domain: `shop.${zone}.test`,
    zones: { [`${zone}.test`]: [`shop A ${PUBLIC}`, `shop AAAA ${address}`] },
    ...strict,
    told: [
      ['dns-private-address', `Remove the AAAA record of shop.${zone}.test (${address})`],
    ] as const,
  })),
  {
    situation:
      'a private A record and an AAAA record that points elsewhere, whose fixes do not conflict',
    domain: 'shop.private-and-stray.test',
    zones: { 'private-and-stray.test': ['shop A 10.0.0.9', 'shop AAAA 2600::9'] },
    network: { domain: 'network.test', addresses: [PUBLIC] },
    settings: { ALLOW_PRIVATE_ADDRESSES: 'false' },
    told: [
      ['dns-wrong-address', 'Remove the AAAA record of shop.private-and-stray.test (2600::9)'],
      [
        'dns-private-address',
        `Change the A record of shop.private-and-stray.test from 10.0.0.9 to ${PUBLIC}`,
      ],
    ],
  },
];
