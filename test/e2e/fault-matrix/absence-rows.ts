import { PLACES, type Row, servedBy } from './row.ts';

const { network, elsewhere } = PLACES;

/** A domain without an address, or with CNAME records that lead to none. */
export const ABSENCE_ROWS: readonly Row[] = [
  {
    situation: 'a CNAME record with an address in place of a name',
    domain: 'shop.cname-address.test',
    zones: { 'cname-address.test': ['shop CNAME 203.0.113.7.'] },
    told: [
      [
        'dns-cname-broken',
        'Change the CNAME record of shop.cname-address.test from 203.0.113.7 to network.test. A CNAME record leads to a name: an address such as 203.0.113.7 belongs in an A record',
      ],
    ],
  },
  {
    situation: 'a CNAME record with an address, to which the DNS host’s form added the zone',
    domain: 'shop.cname-address-too.test',
    zones: { 'cname-address-too.test': ['shop CNAME 203.0.113.7'] },
    told: [
      [
        'dns-cname-broken',
        'Change the CNAME record of shop.cname-address-too.test from 203.0.113.7.cname-address-too.test to network.test. A CNAME record leads to a name: an address such as 203.0.113.7 belongs in an A record',
      ],
    ],
  },
  {
    situation: 'a CNAME record with a URL in place of a name',
    domain: 'shop.cname-url.test',
    zones: { 'cname-url.test': ['shop CNAME https://network.test/.'] },
    told: [
      [
        'dns-cname-broken',
        'Change the CNAME record of shop.cname-url.test from https://network.test/ to network.test. A CNAME record leads to a name alone, without "https://", a slash or a path',
      ],
    ],
  },
  {
    situation: 'a name that does not exist',
    domain: 'shop.none.test',
    zones: { 'none.test': [] },
    told: [
      [
        'dns-no-records',
        'Create the record shop.none.test CNAME network.test, or else shop.none.test A 127.1.0.1',
      ],
    ],
  },
  {
    situation: 'a domain that nobody has registered',
    domain: 'unregistered.test',
    told: [register('unregistered.test')],
  },
  {
    situation: 'a name in a domain that nobody has registered, that has expired or is on hold',
    domain: 'shop.expired.com',
    zones: { com: { records: [], servers: ['answers'] } },
    told: [register('expired.com')],
    named: ['the registry of com'],
  },
  {
    situation: 'a name below a top-level domain that does not exist',
    domain: 'shop.example.nowhere',
    told: [register('example.nowhere')],
    named: ['no domains are registered under its ending'],
  },
  {
    situation: 'an unregistered domain, for which the registry answers as for any name',
    domain: 'shop.unregistered.ws',
    zones: { ws: { records: [`* A ${elsewhere}`], servers: ['answers'] } },
    told: [register('unregistered.ws')],
    named: ['the registry of ws answers for it'],
  },
  {
    situation: 'a domain that its registrar has moved to servers for expired domains',
    domain: 'shop.expired-moved.com',
    zones: {
      'expired-moved.com': servedBy('pendingrenewaldeletion.com', [`* A ${elsewhere}`]),
    },
    told: [
      [
        'domain-not-registered',
        'Renew expired-moved.com, or confirm its contact details if the registrar has asked for that: it then goes back to its own name servers. Until then, no change of its records has an effect.',
      ],
    ],
    named: ['ns1.pendingrenewaldeletion.com'],
  },
  {
    situation: 'a domain on hold, whose servers have no such name',
    domain: 'shop.on-hold.com',
    zones: {
      'on-hold.com': servedBy('failed-whois-verification.namecheap.com', [`@ A ${elsewhere}`]),
    },
    told: [
      [
        'domain-not-registered',
        'Renew on-hold.com, or confirm its contact details if the registrar has asked for that: it then goes back to its own name servers. Until then, no change of its records has an effect.',
      ],
    ],
  },
  {
    situation:
      'a domain below a public suffix that is a domain itself, which nobody has registered',
    domain: 'club.eu.org',
    zones: { 'eu.org': [] },
    told: [register('club.eu.org')],
    named: ['the registry of eu.org'],
  },
  {
    situation: 'a registered domain below a public suffix that is a domain itself',
    domain: 'acme.uk.com',
    zones: { 'acme.uk.com': ['@ MX 10 mail', '@ TXT "v=spf1 -all"', `mail A ${network}`] },
    told: [['dns-no-records', 'Create the record acme.uk.com A 127.1.0.1']],
  },
  {
    situation: 'a name with a zone of its own',
    domain: 'pulse.cio.gov',
    zones: { 'cio.gov': [], 'pulse.cio.gov': [] },
    told: [['dns-no-records', 'Create the record pulse.cio.gov A 127.1.0.1']],
  },
  {
    situation: 'a name with records for mail',
    domain: 'mail.has-mail.test',
    zones: { 'has-mail.test': ['mail MX 10 mx', 'mail TXT "v=spf1 -all"', `mx A ${network}`] },
    told: [['dns-no-records', 'Create the record mail.has-mail.test A 127.1.0.1']],
  },
  {
    situation: 'a record that was created with the zone’s name twice',
    domain: 'shop.doubled.test',
    zones: { 'doubled.test': [`shop.doubled.test.doubled.test. A ${network}`] },
    told: [
      [
        'dns-no-records',
        'Remove the A record of shop.doubled.test.doubled.test (127.1.0.1). Create the record shop.doubled.test CNAME network.test, or else shop.doubled.test A 127.1.0.1',
      ],
    ],
    named: ['has the zone twice'],
  },
  {
    situation: 'a CNAME record that was created with the zone’s name twice',
    domain: 'shop.doubled-cname.test',
    zones: {
      'doubled-cname.test': ['shop.doubled-cname.test.doubled-cname.test. CNAME network.test.'],
    },
    told: [
      [
        'dns-no-records',
        'Remove the CNAME record of shop.doubled-cname.test.doubled-cname.test (network.test). Create the record shop.doubled-cname.test CNAME network.test, or else shop.doubled-cname.test A 127.1.0.1',
      ],
    ],
  },
  {
    situation: 'an apex whose record was created with the zone’s name twice',
    domain: 'doubled-apex.test',
    zones: { 'doubled-apex.test': [`doubled-apex.test.doubled-apex.test. A ${network}`] },
    told: [
      [
        'dns-no-records',
        'Remove the A record of doubled-apex.test.doubled-apex.test (127.1.0.1). Create the record doubled-apex.test A 127.1.0.1',
      ],
    ],
  },
  {
    situation: 'a wildcard record that was created with the zone’s name twice',
    domain: '*.doubled-wildcard.test',
    zones: {
      'doubled-wildcard.test': [`*.doubled-wildcard.test.doubled-wildcard.test. A ${network}`],
    },
    told: [
      [
        'dns-no-records',
        'Remove the A record of *.doubled-wildcard.test.doubled-wildcard.test (127.1.0.1). Create the record *.doubled-wildcard.test CNAME network.test, or else *.doubled-wildcard.test A 127.1.0.1',
      ],
    ],
  },
  {
    situation: 'a name that has no address',
    domain: 'shop.no-data.test',
    zones: { 'no-data.test': ['shop TXT "parked"'] },
    told: [
      [
        'dns-no-records',
        // A CNAME record cannot stand beside the other record.
        'Create the record shop.no-data.test A 127.1.0.1',
      ],
    ],
  },
  {
    situation: 'an empty non-terminal: only names below it have records',
    domain: 'shop.below.test',
    zones: { 'below.test': [`eu.shop A ${network}`] },
    told: [['dns-no-records', 'Create the record shop.below.test A 127.1.0.1']],
  },
  {
    situation: 'an empty non-terminal, which the wildcard record of the zone does not cover',
    domain: 'shop.uncovered.test',
    zones: { 'uncovered.test': ['* CNAME network.test.', `eu.shop A ${network}`] },
    told: [['dns-no-records', 'Create the record shop.uncovered.test A 127.1.0.1']],
  },
  {
    situation: 'an apex without an address, which cannot have a CNAME record',
    domain: 'empty-apex.test',
    zones: { 'empty-apex.test': [] },
    told: [['dns-no-records', 'Create the record empty-apex.test A 127.1.0.1']],
  },
  {
    situation: 'an apex without an address, of a network that is known by its name alone',
    domain: 'apex-by-name.test',
    zones: { 'apex-by-name.test': [] },
    network: { domain: 'network.test', addresses: [] },
    told: [['dns-no-records', 'Create the record apex-by-name.test A 127.1.0.1']],
  },
  {
    situation: 'a wildcard domain without a wildcard record',
    domain: '*.no-wildcard.test',
    zones: { 'no-wildcard.test': [`@ A ${network}`, 'shop CNAME @'] },
    told: [
      [
        'dns-no-records',
        'Create the record *.no-wildcard.test CNAME network.test, or else *.no-wildcard.test A 127.1.0.1',
      ],
    ],
  },

  {
    situation: 'a CNAME record to itself',
    domain: 'shop.itself.test',
    zones: { 'itself.test': ['shop CNAME shop'] },
    told: [changeCname('shop.itself.test', 'shop.itself.test')],
  },
  {
    situation: 'CNAME records that form a loop',
    domain: 'shop.circle.test',
    zones: { 'circle.test': ['shop CNAME a', 'a CNAME b', 'b CNAME shop'] },
    told: [changeCname('shop.circle.test', 'a.circle.test')],
  },
  {
    situation: 'a loop of CNAME records through two zones',
    domain: 'shop.wide-circle.test',
    zones: {
      'wide-circle.test': ['shop CNAME shop.wide-circle-too.test.'],
      'wide-circle-too.test': ['shop CNAME shop.wide-circle.test.'],
    },
    told: [changeCname('shop.wide-circle.test', 'shop.wide-circle-too.test')],
  },
  {
    situation: 'a CNAME record to a name that does not exist',
    domain: 'shop.dangling.test',
    zones: { 'dangling.test': ['shop CNAME gone'] },
    told: [changeCname('shop.dangling.test', 'gone.dangling.test')],
  },
  {
    situation: 'a CNAME record to the network, to whose name the DNS host’s form added the zone',
    domain: 'shop.undotted.test',
    zones: { 'undotted.test': ['shop CNAME network.test'] },
    told: [
      [
        'dns-cname-broken',
        'Change the CNAME record of shop.undotted.test from network.test.undotted.test to network.test. Write the target with a final dot (network.test.): the form of the DNS host adds the zone to a name without one',
      ],
    ],
  },
  {
    situation: 'a CNAME record to a zone that is gone',
    domain: 'shop.dangling-zone.test',
    zones: { 'dangling-zone.test': ['shop CNAME host.forgotten.test.'] },
    told: [changeCname('shop.dangling-zone.test', 'host.forgotten.test')],
  },
  {
    situation: 'a chain of CNAME records to a name without an address',
    domain: 'shop.dangling-empty.test',
    zones: { 'dangling-empty.test': ['shop CNAME a', 'a CNAME b', 'b TXT "no address"'] },
    told: [changeCname('shop.dangling-empty.test', 'a.dangling-empty.test')],
  },
  {
    situation: 'a chain of more CNAME records than resolvers follow',
    domain: 'shop.long.test',
    zones: {
      'long.test': chainOf(21),
    },
    told: [changeCname('shop.long.test', 'hop1.long.test')],
  },
  ...[true, false].flatMap((byUnbound): Row[] => {
    const by = byUnbound ? 'unbound' : 'bind';
    return [
      {
        situation: `a chain of eleven CNAME records, which resolvers follow (${by})`,
        domain: `shop.eleven-${by}.test`,
        zones: { [`eleven-${by}.test`]: chainOf(11) },
        byUnbound,
        told: [],
      },
      {
        situation: `a chain of twelve CNAME records within one zone (${by})`,
        domain: `shop.twelve-${by}.test`,
        zones: { [`twelve-${by}.test`]: chainOf(12) },
        byUnbound,
        told: [changeCname(`shop.twelve-${by}.test`, `hop1.twelve-${by}.test`)],
      },
    ];
  }),
  {
    situation: 'a CNAME record at the apex of a zone, which leads nowhere',
    domain: 'aliased-apex.test',
    zones: { 'aliased-apex.test': { records: [], servers: ['has-apex-alias'] } },
    told: [
      [
        'dns-cname-broken',
        'Remove the CNAME record of aliased-apex.test (gone.forgotten.test). Create the record aliased-apex.test A 127.1.0.1',
      ],
    ],
    where:
      'Do this at the DNS host of aliased-apex.test, whose name servers are ns1.aliased-apex.test',
  },
  {
    situation: 'a DNAME record above, which leads to a zone without the name',
    domain: 'shop.dname-nowhere.test',
    zones: {
      'dname-nowhere.test': servedBy('dname-nowhere-host.test', ['@ DNAME dname-empty.test.']),
      'dname-empty.test': [],
    },
    told: [
      [
        'dns-cname-broken',
        'Remove the DNAME record of dname-nowhere.test (dname-empty.test). Create the record shop.dname-nowhere.test CNAME network.test. The DNAME record leads every name below dname-nowhere.test to the same name below dname-empty.test, so none of them can have a record of its own. Or keep it, and change the record below dname-empty.test instead',
      ],
    ],
  },
  {
    situation: 'a wildcard domain whose CNAME record leads nowhere',
    domain: '*.dangling-wildcard.test',
    zones: { 'dangling-wildcard.test': ['* CNAME gone.forgotten.test.'] },
    told: [changeCname('*.dangling-wildcard.test', 'gone.forgotten.test')],
  },
];

function register(name: string): Row['told'][number] {
  return [
    'domain-not-registered',
    `Register or renew ${name}, or have the hold on it lifted: ask its registrar. Its records can be created once it exists.`,
  ];
}

/** A chain of that many CNAME records to the network. */
function chainOf(hops: number): string[] {
  return [
    'shop CNAME hop1',
    ...Array.from({ length: hops - 1 }, (_, i) => `hop${i + 1} CNAME hop${i + 2}`),
    `hop${hops} A ${network}`,
  ];
}

function changeCname(name: string, target: string): Row['told'][number] {
  return ['dns-cname-broken', `Change the CNAME record of ${name} from ${target} to network.test`];
}
