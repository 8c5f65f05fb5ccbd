import assert from 'node:assert/strict';
import {
  canonicalAddress,
  familyOf,
  isDocumentationAddress,
  isPublicAddress,
} from '../../../shared/verification/address.ts';

const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '34.149.7.7',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '168.63.129.15',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2001:200::1',
  '2001:4860:4860::8888',
  '2003::1',
  '2600:1901:0:7::',
  '2600:0:0:5efe:7f00:1::',
  '2600:1:2:3:1:5efe:7f00:1',
  '2A00:1450:4001:80B::200E',
  '3ffe::1',
  '3fff:1000::1',
];

const NOT_PUBLIC = {
  'the unspecified address': ['0.0.0.0', '::'],
  'this network': ['0.0.0.1', '0.255.255.255'],
  'private use': ['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.255'],
  loopback: ['127.0.0.1', '127.255.255.255', '::1'],
  'link-local': ['169.254.0.1', 'fe80::1', 'febf::1'],
  metadata: [
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    'fd00:ec2::254',
    'fd20:ce::254',
  ],
  'protocol assignments': ['192.0.0.1', '2001:1::1', '2001:1ff:ffff::1'],
  '6to4': ['192.88.99.1', '2002:808:808::1', '2002:7f00:1::'],
  benchmarking: ['198.18.0.1', '198.19.255.255', '2001:2::1'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  'reserved, and the broadcast address': ['240.0.0.1', '255.255.255.255'],
  'IPv4-mapped': ['::ffff:8.8.8.8', '::FFFF:127.0.0.1', '::ffff:a9fe:a9fe'],
  'IPv4-compatible': ['::8.8.8.8', '::7f00:1'],
  NAT64: ['64:ff9b::8.8.8.8', '64:ff9b::7f00:1', '64:ff9b:1::1', '64:ff9b:1:ffff::1'],
  Teredo: ['2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ISATAP: ['2600::5efe:127.0.0.1', '2600:1:2:3:0:5efe:a00:1', '2600:1:2:3:200:5EFE:808:808'],
  ORCHID: ['2001:10::1', '2001:20::1', '2001:2f:ffff::1'],
  discarded: ['100::1', '100:0:0:1::1'],
  'unique local': ['fc00::1', 'fd12:3456:789a::1'],
  'site-local': ['fec0::1'],
  'segment routing': ['5f00::1'],
  'never given out': ['1fff::1', '4000::1', '8000::1', 'f000::1'],
  documentation: ['192.0.2.1', '198.51.100.9', '203.0.113.7', '2001:db8::7', '3fff:fff::1'],
  'no address': [
    '',
    'localhost',
    'example.com',
    '8.8.8',
    '8.8.8.8.8',
    '8.8.8.8 ',
    '8.8.8.8:443',
    '010.8.8.8',
    '0x7f000001',
    '2130706433',
    '256.1.1.1',
    '[2600::1]',
    '2600::1%eth0',
    'fe80::1%lo',
    '2600:::1',
    '2600::1/64',
  ],
};

describe('whether an address is public', () => {
  for (const address of PUBLIC) {
    it(`${address} is`, () => assert.equal(isPublicAddress(address), true));
  }
  for (const [why, addresses] of Object.entries(NOT_PUBLIC)) {
    for (const address of addresses) {
      it(`"${address}" is not: ${why}`, () => assert.equal(isPublicAddress(address), false));
    }
  }

  it('distinguishes documentation addresses from all others', () => {
    const all = [...PUBLIC, ...Object.values(NOT_PUBLIC).flat()];
    assert.deepEqual(all.filter(isDocumentationAddress), NOT_PUBLIC.documentation);
  });
});

describe('the spelling of an address', () => {
  for (const [written, canonical] of [
    ['203.0.113.7', '203.0.113.7'],
    ['2001:DB8:0:0:0:0:0:7', '2001:db8::7'],
    ['2001:db8:0:0:1::7', '2001:db8::1:0:0:7'],
    ['0:0:0:0:0:FFFF:cb00:7107', '::ffff:203.0.113.7'],
    ['shop.example.com', 'shop.example.com'],
  ] as const) {
    it(`of ${written} is ${canonical}`, () => assert.equal(canonicalAddress(written), canonical));
  }
});

describe('the family of an address', () => {
  for (const [address, family] of [
    ['203.0.113.7', 'ipv4'],
    ['2001:db8::7', 'ipv6'],
    ['::ffff:203.0.113.7', 'ipv6'],
    ['fe80::1%eth0', undefined],
    ['example.com', undefined],
  ] as const) {
    it(`of ${address} is ${family}`, () => assert.equal(familyOf(address), family));
  }
});
