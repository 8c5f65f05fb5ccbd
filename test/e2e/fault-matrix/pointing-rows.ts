import { PLACES, type Row, servedBy } from './row.ts';

const { network, secondNetwork, networkV6, elsewhere, alsoElsewhere, elsewhereV6 } = PLACES;

const BOTH_FAMILIES = { domain: 'network.test', addresses: [network, networkV6] };

const MANY = Array.from({ length: 80 }, (_, i) => `127.2.0.${i + 100}`);

const PUBLIC = { addresses: ['93.184.215.14'] };

/** Records all or some of which lead elsewhere. */
export const POINTING_ROWS: readonly Row[] = [
  {
    situation: 'a wildcard record in the zone that points elsewhere, and no record of the name',
    domain: 'shop.by-wildcard.test',
    zones: { 'by-wildcard.test': [`* A ${PLACES.elsewhere}`] },
    told: [
      [
        'dns-wrong-address',
        `Change the A record of shop.by-wildcard.test from ${PLACES.elsewhere} to ${PLACES.network}. If there is no record of that name, the wildcard record *.by-wildcard.test answers for it: in that case, create shop.by-wildcard.test A ${PLACES.network} beside it`,
      ],
    ],
  },
  {
    situation: 'a wildcard CNAME record to a stranger, and no record of the name',
    domain: 'shop.by-wildcard-cname.test',
    zones: {
      'by-wildcard-cname.test': ['* CNAME parked.wildcard-host.test.'],
      'wildcard-host.test': [`parked A ${PLACES.elsewhere}`],
    },
    told: [
      [
        'dns-wrong-address',
        'Change the CNAME record of shop.by-wildcard-cname.test from parked.wildcard-host.test to network.test. If there is no record of that name, the wildcard record *.by-wildcard-cname.test answers for it: in that case, create shop.by-wildcard-cname.test CNAME network.test beside it',
      ],
    ],
  },
  {
    situation:
      'a wildcard record that points at the network, beside a record of the name that does not',
    domain: 'shop.beside-wildcard.test',
    zones: {
      'beside-wildcard.test': [`* A ${PLACES.network}`, `shop A ${PLACES.elsewhere}`],
    },
    told: [
      [
        'dns-wrong-address',
        `Change the A record of shop.beside-wildcard.test from ${PLACES.elsewhere} to ${PLACES.network}`,
      ],
    ],
  },
  {
    situation: 'a network whose name has an underscore, and a domain that leads elsewhere',
    domain: 'shop.to-underscore.test',
    zones: {
      'to-underscore.test': [`shop CNAME other.underscore.test.`],
      'underscore.test': [`my_net A ${PLACES.network}`, `other A ${PLACES.elsewhere}`],
    },
    network: { domain: 'my_net.underscore.test', addresses: [] },
    told: [
      [
        'dns-wrong-address',
        'Change the CNAME record of shop.to-underscore.test from other.underscore.test to my_net.underscore.test',
      ],
    ],
  },
  {
    situation: 'a network whose name and addresses are unknown',
    domain: 'shop.nowhere.test',
    zones: { 'nowhere.test': [`shop A ${elsewhere}`] },
    network: { addresses: [] },
    told: [
      [
        'network-unknown',
        'Set NETWORK_DOMAIN or NETWORK_ADDRESSES. Events provide them as well, once the main domain of the multisite is a public name (localhost is not).',
      ],
    ],
  },
  {
    situation: 'an A record that points elsewhere',
    domain: 'shop.wrong-a.test',
    zones: { 'wrong-a.test': [`shop A ${elsewhere}`] },
    told: [
      ['dns-wrong-address', 'Change the A record of shop.wrong-a.test from 127.1.0.9 to 127.1.0.1'],
    ],
  },
  {
    situation: 'an A record that points elsewhere, in a zone at a known DNS host',
    domain: 'shop.wrong-a.ns.cloudflare.com',
    zones: { 'wrong-a.ns.cloudflare.com': [`shop A ${elsewhere}`] },
    told: [
      [
        'dns-wrong-address',
        'Change the A record of shop.wrong-a.ns.cloudflare.com from 127.1.0.9 to 127.1.0.1',
      ],
    ],
    where:
      'Do this at Cloudflare, which serves wrong-a.ns.cloudflare.com (ns1.wrong-a.ns.cloudflare.com): https://developers.cloudflare.com/dns/manage-dns-records/how-to/create-dns-records/',
  },
  {
    situation: 'an A record that points elsewhere, in a zone at an unknown DNS host',
    domain: 'shop.wrong-a-anywhere.test',
    zones: { 'wrong-a-anywhere.test': [`shop A ${elsewhere}`] },
    told: [
      [
        'dns-wrong-address',
        'Change the A record of shop.wrong-a-anywhere.test from 127.1.0.9 to 127.1.0.1',
      ],
    ],
    where:
      'Do this at the DNS host of wrong-a-anywhere.test, whose name servers are ns1.wrong-a-anywhere.test',
  },
  {
    situation: 'addresses at which a DNS host forwards domains, with records that it does not list',
    domain: 'forwarded.test',
    zones: { 'forwarded.test': ['@ A 3.33.130.190', '@ A 15.197.148.33'] },
    network: PUBLIC,
    settings: { ALLOW_PRIVATE_ADDRESSES: 'false' },
    told: [
      [
        'dns-wrong-address',
        'Change the A records of forwarded.test from 3.33.130.190, 15.197.148.33 to 93.184.215.14. 3.33.130.190 is where GoDaddy forwards or parks domains: if the list of records has no such record, turn off the forwarding, the URL redirect or the parking page there, and create forwarded.test A 93.184.215.14',
      ],
    ],
  },
  {
    situation: 'a URL redirect beside an A record that is right',
    domain: 'redirected-too.test',
    zones: { 'redirected-too.test': ['@ A 93.184.215.14', '@ A 192.64.119.200'] },
    network: PUBLIC,
    settings: { ALLOW_PRIVATE_ADDRESSES: 'false' },
    told: [
      [
        'dns-mixed-addresses',
        'Remove the A record of redirected-too.test (192.64.119.200). 192.64.119.200 is where Namecheap forwards or parks domains: if the list of records has no such record, turn off the forwarding, the URL redirect or the parking page there',
      ],
    ],
  },
  {
    situation: 'an A record that points elsewhere, in a zone at a parking service',
    domain: 'parked-for-sale.com',
    zones: { 'parked-for-sale.com': servedBy('sedoparking.com', [`@ A ${elsewhere}`]) },
    told: [
      [
        'dns-wrong-address',
        'Change the A record of parked-for-sale.com from 127.1.0.9 to 127.1.0.1',
      ],
    ],
    where:
      'The name servers of parked-for-sale.com (ns1.sedoparking.com) belong to a parking service, where no such record can be created: first enter those of a DNS host at the registrar',
  },
  ...[
    ['shop', 'dname'],
    ['*', 'dname-wildcard'],
  ].map(
    ([label, id]): Row => ({
      situation: `a DNAME record above ${label}, which leads elsewhere`,
      domain: `${label}.${id}.test`,
      zones: {
        [`${id}.test`]: servedBy(`${id}-host.test`, [`@ DNAME ${id}-new.test.`]),
        [`${id}-new.test`]: [`${label} A ${elsewhere}`],
      },
      told: [
        [
          'dns-wrong-address',
          // No record can be created below the name that has the DNAME record.
          `Remove the DNAME record of ${id}.test (${id}-new.test). Create the record ${label}.${id}.test CNAME network.test. The DNAME record leads every name below ${id}.test to the same name below ${id}-new.test, so none of them can have a record of its own. Or keep it, and change the record below ${id}-new.test instead`,
        ],
      ],
    }),
  ),
  {
    situation: 'two A records that point elsewhere',
    domain: 'shop.wrong-two.test',
    zones: { 'wrong-two.test': [`shop A ${elsewhere}`, `shop A ${alsoElsewhere}`] },
    told: [
      [
        'dns-wrong-address',
        'Change the A records of shop.wrong-two.test from 127.1.0.8, 127.1.0.9 to 127.1.0.1',
      ],
    ],
  },
  {
    situation: 'an A record with an address that the network has left recently',
    domain: 'shop.left.test',
    zones: { 'left.test': [`shop A ${secondNetwork}`] },
    network: {
      domain: 'network.test',
      addresses: [network],
      formerly: [{ address: secondNetwork, until: Date.parse('2100-01-01') }],
    },
    told: [
      ['dns-old-address', 'Change the A record of shop.left.test from 127.1.0.2 to 127.1.0.1'],
    ],
  },
  {
    situation: 'a CNAME record that leads elsewhere',
    domain: 'shop.wrong-cname.test',
    zones: { 'wrong-cname.test': ['shop CNAME host', `host A ${elsewhere}`] },
    told: [
      [
        'dns-wrong-address',
        'Change the CNAME record of shop.wrong-cname.test from host.wrong-cname.test to network.test',
      ],
    ],
  },
  {
    situation: 'A and AAAA records that point elsewhere',
    domain: 'shop.wrong-both.test',
    zones: { 'wrong-both.test': [`shop A ${elsewhere}`, `shop AAAA ${elsewhereV6}`] },
    told: [
      [
        'dns-wrong-address',
        'Change the A record of shop.wrong-both.test from 127.1.0.9 to 127.1.0.1. Remove the AAAA record of shop.wrong-both.test (2001:db8::9)',
      ],
    ],
  },
  {
    situation: 'A and AAAA records that point elsewhere, with a network that has both',
    domain: 'shop.wrong-both-of-both.test',
    zones: { 'wrong-both-of-both.test': [`shop A ${elsewhere}`, `shop AAAA ${elsewhereV6}`] },
    network: BOTH_FAMILIES,
    told: [
      [
        'dns-wrong-address',
        'Change the A record of shop.wrong-both-of-both.test from 127.1.0.9 to 127.1.0.1. Change the AAAA record of shop.wrong-both-of-both.test from 2001:db8::9 to ::1',
      ],
    ],
  },
  {
    situation: 'only an AAAA record, which points elsewhere',
    domain: 'shop.wrong-aaaa.test',
    zones: { 'wrong-aaaa.test': [`shop AAAA ${elsewhereV6}`] },
    told: [
      [
        'dns-wrong-address',
        'Remove the AAAA record of shop.wrong-aaaa.test (2001:db8::9). Create the record shop.wrong-aaaa.test A 127.1.0.1',
      ],
    ],
  },
  {
    situation: 'only an AAAA record, which points elsewhere, with a network that has both',
    domain: 'shop.wrong-aaaa-of-both.test',
    zones: { 'wrong-aaaa-of-both.test': [`shop AAAA ${elsewhereV6}`] },
    network: BOTH_FAMILIES,
    told: [
      [
        'dns-wrong-address',
        'Change the AAAA record of shop.wrong-aaaa-of-both.test from 2001:db8::9 to ::1. Create the record shop.wrong-aaaa-of-both.test A 127.1.0.1',
      ],
    ],
  },
  {
    situation: 'only an AAAA record, which is right, with a network that has both',
    domain: 'shop.aaaa-alone.test',
    zones: { 'aaaa-alone.test': [`shop AAAA ${networkV6}`] },
    network: BOTH_FAMILIES,
    needsIpv6: true,
    told: [['dns-ipv4-missing', 'Create the record shop.aaaa-alone.test A 127.1.0.1']],
  },
  {
    situation: 'a wildcard domain that points elsewhere',
    domain: '*.wrong-wildcard.test',
    zones: { 'wrong-wildcard.test': [`* A ${elsewhere}`] },
    told: [
      [
        'dns-wrong-address',
        'Change the A record of *.wrong-wildcard.test from 127.1.0.9 to 127.1.0.1',
      ],
    ],
  },
  {
    situation:
      'a CNAME record to the network, to whose name the DNS host’s form added the zone, so that it leads to a wildcard record',
    domain: 'shop.undotted-wildcard.test',
    zones: { 'undotted-wildcard.test': ['shop CNAME network.test', `* A ${elsewhere}`] },
    told: [
      [
        'dns-wrong-address',
        'Change the CNAME record of shop.undotted-wildcard.test from network.test.undotted-wildcard.test to network.test. Write the target with a final dot (network.test.): the form of the DNS host adds the zone to a name without one',
      ],
    ],
  },
  {
    situation: 'an apex that points elsewhere, along with its www twin',
    domain: 'wrong-apex.test',
    zones: { 'wrong-apex.test': [`@ A ${elsewhere}`, 'www CNAME @'] },
    told: [
      ['dns-wrong-address', 'Change the A record of wrong-apex.test from 127.1.0.9 to 127.1.0.1'],
    ],
  },
  {
    situation: 'an answer too long for UDP, with 80 A records that point elsewhere',
    domain: 'shop.wrong-many.test',
    zones: { 'wrong-many.test': MANY.map((address) => `shop A ${address}`) },
    told: [
      [
        'dns-wrong-address',
        `Change the A records of shop.wrong-many.test from ${MANY.slice(0, 16).join(', ')}, 64 more to 127.1.0.1`,
      ],
    ],
  },
  {
    situation: 'two A records, one of which points elsewhere',
    domain: 'shop.mixed-two.test',
    zones: { 'mixed-two.test': [`shop A ${network}`, `shop A ${elsewhere}`] },
    told: [['dns-mixed-addresses', 'Remove the A record of shop.mixed-two.test (127.1.0.9)']],
  },
  {
    situation: 'three A records, two of which point elsewhere',
    domain: 'shop.mixed-three.test',
    zones: {
      'mixed-three.test': [`shop A ${network}`, `shop A ${elsewhere}`, `shop A ${alsoElsewhere}`],
    },
    told: [
      [
        'dns-mixed-addresses',
        'Remove the A records of shop.mixed-three.test (127.1.0.8, 127.1.0.9)',
      ],
    ],
  },
  {
    situation: 'a CNAME record to a host with some addresses elsewhere',
    domain: 'shop.mixed-cname.test',
    zones: {
      'mixed-cname.test': ['shop CNAME host', `host A ${network}`, `host A ${elsewhere}`],
    },
    told: [
      [
        'dns-mixed-addresses',
        'Change the CNAME record of shop.mixed-cname.test from host.mixed-cname.test to network.test',
      ],
    ],
  },
  {
    situation: 'two A records, one of which points elsewhere, and an AAAA record that does',
    domain: 'shop.mixed-and-v6.test',
    zones: {
      'mixed-and-v6.test': [`shop A ${network}`, `shop A ${elsewhere}`, `shop AAAA ${elsewhereV6}`],
    },
    told: [
      ['dns-mixed-addresses', 'Remove the A record of shop.mixed-and-v6.test (127.1.0.9)'],
      ['dns-ipv6-elsewhere', 'Remove the AAAA record of shop.mixed-and-v6.test (2001:db8::9)'],
    ],
  },
  {
    situation: 'an A record that is right, an AAAA record that points elsewhere',
    domain: 'shop.v6-elsewhere.test',
    zones: { 'v6-elsewhere.test': [`shop A ${network}`, `shop AAAA ${elsewhereV6}`] },
    told: [
      ['dns-ipv6-elsewhere', 'Remove the AAAA record of shop.v6-elsewhere.test (2001:db8::9)'],
    ],
  },
  {
    situation:
      'an A record that is right, an AAAA record that points elsewhere, with a network that has both',
    domain: 'shop.v6-changed.test',
    zones: { 'v6-changed.test': [`shop A ${network}`, `shop AAAA ${elsewhereV6}`] },
    network: BOTH_FAMILIES,
    told: [
      [
        'dns-ipv6-elsewhere',
        'Change the AAAA record of shop.v6-changed.test from 2001:db8::9 to ::1',
      ],
    ],
  },
];
