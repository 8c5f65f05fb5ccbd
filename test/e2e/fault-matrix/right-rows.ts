import { PLACES, type Row, servedBy } from './row.ts';

const { network, secondNetwork, networkV6 } = PLACES;

/** A parent so long that a wildcard below it has the 253 characters that a name may have. */
const LONGEST = `${'a23456789.'.repeat(23)}bc.right-longest.test`;

/** Domains that point at the network. */
export const RIGHT_ROWS: readonly Row[] = [
  {
    situation: 'an A record with the network’s address',
    domain: 'shop.right-a.test',
    zones: { 'right-a.test': [`shop A ${network}`] },
    told: [],
  },
  {
    situation: 'a CNAME record to the network',
    domain: 'shop.right-cname.test',
    zones: { 'right-cname.test': ['shop CNAME network.test.'] },
    told: [],
  },
  {
    situation: 'a CNAME record to the network, which is known by its name alone',
    domain: 'shop.right-by-name.test',
    zones: { 'right-by-name.test': ['shop CNAME network.test.'] },
    network: { domain: 'network.test', addresses: [] },
    told: [],
  },
  {
    situation: 'a chain of CNAME records to the network',
    domain: 'shop.right-chain.test',
    zones: { 'right-chain.test': ['shop CNAME a', 'a CNAME b', 'b CNAME network.test.'] },
    told: [],
  },
  {
    situation: 'A and AAAA records with the network’s addresses',
    domain: 'shop.right-both.test',
    zones: { 'right-both.test': [`shop A ${network}`, `shop AAAA ${networkV6}`] },
    network: { domain: 'network.test', addresses: [network, networkV6] },
    needsIpv6: true,
    told: [],
  },
  {
    situation: 'a DNAME record above, which leads to a name with the network’s address',
    domain: 'shop.dname-right.test',
    zones: {
      'dname-right.test': servedBy('dname-right-host.test', ['@ DNAME dname-right-new.test.']),
      'dname-right-new.test': [`shop A ${network}`],
    },
    told: [],
  },
  {
    situation: 'a wildcard record in the zone that covers the domain',
    domain: 'shop.right-covered.test',
    zones: { 'right-covered.test': ['* CNAME network.test.'] },
    told: [],
  },
  {
    situation: 'a wildcard domain with its record',
    domain: '*.right-wildcard.test',
    zones: { 'right-wildcard.test': ['* CNAME network.test.'] },
    told: [],
  },
  {
    situation: 'a wildcard domain whose name is as long as it can be',
    domain: `*.${LONGEST}`,
    zones: { 'right-longest.test': [`*.${LONGEST}. A ${network}`] },
    told: [],
  },
  {
    situation: 'an A record, beside which the resolver synthesizes an AAAA record (DNS64)',
    domain: 'shop.right-dns64.test',
    zones: { 'right-dns64.test': [`shop A ${network}`] },
    byUnbound: true,
    told: [],
  },
  {
    situation: 'an apex and its www twin that point at the network',
    domain: 'right-apex.test',
    zones: { 'right-apex.test': [`@ A ${network}`, 'www CNAME @'] },
    told: [],
  },
  {
    situation: 'one of the network’s two addresses',
    domain: 'shop.one-of-two.test',
    zones: { 'one-of-two.test': [`shop A ${secondNetwork}`] },
    network: { addresses: [network, secondNetwork] },
    told: [],
  },
];
