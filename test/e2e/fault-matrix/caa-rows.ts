import { daysFromNow } from './authorities.ts';
import { PLACES, type Row } from './row.ts';

const { network } = PLACES;

const SHOP = `shop A ${network}`;

/** CAA records, which say who may issue certificates for a domain (RFC 8659). */
export const CAA_ROWS: readonly Row[] = [
  {
    situation: 'CAA records that allow the authority',
    domain: 'shop.caa-right.test',
    zones: { 'caa-right.test': [SHOP, '@ CAA 0 issue "letsencrypt.org"'] },
    told: [],
  },
  {
    situation: 'CAA records that allow it with parameters, among others',
    domain: 'shop.caa-parameters.test',
    zones: {
      'caa-parameters.test': [
        SHOP,
        'shop CAA 0 issue "ca.example.net"',
        'shop CAA 0 issue "letsencrypt.org; validationmethods=http-01"',
      ],
    },
    told: [],
  },
  {
    situation: 'a CAA record that only names a contact (iodef)',
    domain: 'shop.caa-iodef.test',
    zones: { 'caa-iodef.test': [SHOP, '@ CAA 0 iodef "mailto:security@example.com"'] },
    told: [],
  },
  {
    situation: 'a CAA record of an unknown kind that is not critical',
    domain: 'shop.caa-unknown.test',
    zones: { 'caa-unknown.test': [SHOP, '@ CAA 0 tbs "unknown"'] },
    told: [],
  },
  {
    situation: 'a CAA record of the name that allows the authority, below one that does not',
    domain: 'shop.caa-below.test',
    zones: {
      'caa-below.test': [
        SHOP,
        '@ CAA 0 issue "ca.example.net"',
        'shop CAA 0 issue "letsencrypt.org"',
      ],
    },
    told: [],
  },
  {
    situation:
      'a wildcard domain whose issuewild record allows the authority, beside an issue record that does not',
    domain: '*.caa-wild-right.test',
    zones: {
      'caa-wild-right.test': [
        `* A ${network}`,
        '@ CAA 0 issue "ca.example.net"',
        '@ CAA 0 issuewild "letsencrypt.org"',
      ],
    },
    told: [],
  },
  {
    situation:
      'a domain that is no wildcard, with an issuewild record that does not allow the authority',
    domain: 'shop.caa-wild-only.test',
    zones: { 'caa-wild-only.test': [SHOP, '@ CAA 0 issuewild ";"'] },
    told: [],
  },
  {
    situation: 'more CAA records than fit into UDP, the last of which allows the authority',
    domain: 'shop.caa-many.test',
    zones: {
      'caa-many.test': [
        SHOP,
        ...Array.from({ length: 60 }, (_, i) => `@ CAA 0 issue "ca-${i}.example.net"`),
        '@ CAA 0 issue "letsencrypt.org"',
      ],
    },
    told: [],
  },

  {
    situation: 'a CAA record of the name itself that allows another authority',
    domain: 'shop.caa-own.test',
    zones: { 'caa-own.test': [SHOP, 'shop CAA 0 issue "ca.example.net"'] },
    told: [allow('shop.caa-own.test')],
  },
  {
    situation: 'a CAA record of the zone that allows another authority',
    domain: 'shop.caa-zone.test',
    zones: { 'caa-zone.test': [SHOP, '@ CAA 0 issue "ca.example.net"'] },
    told: [allow('caa-zone.test')],
  },
  {
    situation: 'a CAA record of a name between the domain and its zone’s apex',
    domain: 'shop.eu.caa-between.test',
    zones: {
      'caa-between.test': [
        `shop.eu A ${network}`,
        'eu CAA 0 issue "ca.example.net"',
        '@ CAA 0 issue "letsencrypt.org"',
      ],
    },
    told: [allow('eu.caa-between.test')],
  },
  {
    situation: 'a CAA record that allows nobody',
    domain: 'shop.caa-nobody.test',
    zones: { 'caa-nobody.test': [SHOP, '@ CAA 0 issue ";"'] },
    told: [allow('caa-nobody.test')],
  },
  {
    situation: 'an apex whose CAA record allows another authority',
    domain: 'caa-apex.test',
    zones: {
      'caa-apex.test': [`@ A ${network}`, 'www CNAME @', '@ CAA 0 issue "ca.example.net"'],
    },
    told: [allow('caa-apex.test')],
  },
  {
    situation: 'a wildcard domain whose issuewild record allows another authority',
    domain: '*.caa-wild.test',
    zones: {
      'caa-wild.test': [
        `* A ${network}`,
        '@ CAA 0 issue "letsencrypt.org"',
        '@ CAA 0 issuewild "ca.example.net"',
      ],
    },
    told: [
      ['caa-forbids-issuer', 'Add the record caa-wild.test CAA 0 issuewild "letsencrypt.org"'],
    ],
  },
  {
    situation: 'a wildcard domain whose issue record allows another authority',
    domain: '*.caa-wild-issue.test',
    zones: {
      'caa-wild-issue.test': [`* A ${network}`, '@ CAA 0 issue "ca.example.net"'],
    },
    told: [
      ['caa-forbids-issuer', 'Add the record caa-wild-issue.test CAA 0 issue "letsencrypt.org"'],
    ],
  },
  {
    situation: 'a critical CAA record of an unknown kind',
    domain: 'shop.caa-critical.test',
    zones: {
      'caa-critical.test': [SHOP, '@ CAA 0 issue "letsencrypt.org"', '@ CAA 128 tbs "unknown"'],
    },
    told: [['caa-forbids-issuer', 'Remove the record caa-critical.test CAA 128 tbs "unknown"']],
  },
  {
    situation:
      'a CAA record of an unknown kind, with the flag 1 that people take for the critical one',
    domain: 'shop.caa-critical-too.test',
    zones: { 'caa-critical-too.test': [SHOP, '@ CAA 1 tbs "unknown"'] },
    told: [['caa-forbids-issuer', 'Remove the record caa-critical-too.test CAA 1 tbs "unknown"']],
  },
  {
    situation: 'a CAA record that allows it only after validation by DNS',
    domain: 'shop.caa-by-dns.test',
    zones: {
      'caa-by-dns.test': [SHOP, '@ CAA 0 issue "letsencrypt.org; validationmethods=dns-01"'],
    },
    told: [allow('caa-by-dns.test')],
    named: ['condition that the host does not meet (validationmethods=dns-01)'],
  },
  {
    situation: 'a CAA record that allows it only for one account',
    domain: 'shop.caa-account.test',
    zones: {
      'caa-account.test': [
        SHOP,
        '@ CAA 0 issue "letsencrypt.org; accounturi=https://ca.test/acct/321"',
      ],
    },
    told: [allow('caa-account.test')],
    named: ['condition that the host does not meet (accounturi=https://ca.test/acct/321)'],
  },
  {
    situation: 'a CAA record that names the authority in capital letters',
    domain: 'shop.caa-capitals.test',
    zones: { 'caa-capitals.test': [SHOP, '@ CAA 0 issue "LetsEncrypt.org"'] },
    told: [allow('caa-capitals.test')],
    named: ['capital letters'],
  },
  {
    situation: 'a CAA record of a stranger to whom a CNAME record leads',
    domain: 'shop.caa-alias.test',
    zones: {
      'caa-alias.test': ['shop CNAME host.caa-host.test.'],
      'caa-host.test': [`host A ${network}`, 'host CAA 0 issue "ca.example.net"'],
    },
    told: [aroundIt('caa-alias', 'host.caa-host.test')],
  },
  {
    situation: 'a CAA record of the stranger to whom a chain of CNAME records leads at last',
    domain: 'shop.caa-chain.test',
    zones: {
      'caa-chain.test': ['shop CNAME one.caa-first.test.'],
      'caa-first.test': ['one CNAME two.caa-second.test.'],
      'caa-second.test': [
        `two A ${network}`,
        'two CAA 0 issue "ca.example.net"',
        'two CAA 128 tbs "unknown"',
      ],
    },
    told: [
      [
        'caa-forbids-issuer',
        `Remove the CNAME record of shop.caa-chain.test (one.caa-first.test). Create the record shop.caa-chain.test A ${network}. Or keep the CNAME record, and ask the owner of two.caa-second.test for a change. Remove the record two.caa-second.test CAA 128 tbs "unknown". Add the record two.caa-second.test CAA 0 issue "letsencrypt.org"`,
      ],
    ],
  },
  {
    situation: 'a wildcard domain below a CNAME record to a stranger’s CAA record',
    domain: '*.shop.caa-wild-alias.test',
    zones: {
      'caa-wild-alias.test': [`*.shop A ${network}`, 'shop CNAME host.caa-wild-host.test.'],
      'caa-wild-host.test': [`host A ${network}`, 'host CAA 0 issue ";"'],
    },
    told: [
      [
        'caa-forbids-issuer',
        'These records belong to the owner of host.caa-wild-host.test, who has to change them. Add the record host.caa-wild-host.test CAA 0 issue "letsencrypt.org"',
      ],
    ],
  },
  {
    situation: 'a CAA record in the zone above the domain’s own, which may be somebody else’s',
    domain: 'dept.caa-parent.test',
    zones: {
      'caa-parent.test': ['@ CAA 0 issue "ca.example.net"', '@ CAA 128 tbs "unknown"'],
      'dept.caa-parent.test': [`@ A ${network}`],
    },
    told: [allow('dept.caa-parent.test')],
    where:
      'Do this at the DNS host of dept.caa-parent.test, whose name servers are ns1.dept.caa-parent.test',
  },
  {
    situation: 'a CAA record in the zone above that of a CNAME record to the network',
    domain: 'shop.dept.caa-above.test',
    zones: {
      'caa-above.test': ['@ CAA 0 issue ";"'],
      'dept.caa-above.test': ['shop CNAME network.test.'],
    },
    told: [allow('dept.caa-above.test')],
  },
  {
    situation: 'a CAA record in the zone above that of a wildcard domain',
    domain: '*.dept.caa-wild-above.test',
    zones: {
      'caa-wild-above.test': ['@ CAA 0 issuewild ";"'],
      'dept.caa-wild-above.test': [`* A ${network}`],
    },
    told: [allow('dept.caa-wild-above.test')],
  },
  ...(['silent', 'gone'] as const).map(
    (conduct): Row => ({
      situation: `a name above, whose CNAME record leads to a zone whose servers are ${conduct}`,
      domain: `shop.old.caa-${conduct}.test`,
      zones: {
        [`caa-${conduct}.test`]: [`shop.old A ${network}`, `old CNAME x.${conduct}-host.test.`],
        [`${conduct}-host.test`]: { records: [], servers: [conduct] },
      },
      told: [
        [
          'dns-server-failure',
          `Add the record shop.old.caa-${conduct}.test CAA 0 issue "letsencrypt.org": with it, nobody looks up the CAA records that these name servers should have. Or ask the DNS provider of x.${conduct}-host.test to have its name servers answer look-ups of CAA records`,
        ],
      ],
    }),
  ),
  {
    situation: 'a CAA record at the target of a CNAME record, in the same zone',
    domain: 'shop.caa-inside.test',
    zones: {
      'caa-inside.test': ['shop CNAME host', `host A ${network}`, 'host CAA 0 issue ";"'],
    },
    told: [allow('host.caa-inside.test')],
  },
  {
    situation:
      'a CAA record that allows another authority, and a certificate that has expired since',
    domain: 'shop.caa-and-expired.test',
    zones: { 'caa-and-expired.test': [SHOP, '@ CAA 0 issue "ca.example.net"'] },
    shown: {
      [network]: ({ trusted }, name) =>
        trusted.issue({ names: [name], validFrom: daysFromNow(-90), validTo: daysFromNow(-1) }),
    },
    told: [allow('caa-and-expired.test')],
  },
  {
    situation:
      'CAA records that allow another authority, which is the one that issues certificates here',
    domain: 'shop.caa-other.test',
    zones: { 'caa-other.test': [SHOP, '@ CAA 0 issue "ca.example.net"'] },
    settings: { CERTIFICATE_AUTHORITY: 'ca.example.net' },
    told: [],
  },
];

function aroundIt(zone: string, target: string): Row['told'][number] {
  const name = `shop.${zone}.test`;
  return [
    'caa-forbids-issuer',
    `Remove the CNAME record of ${name} (${target}). Create the record ${name} A ${network}. Or keep the CNAME record, and ask the owner of ${target} for a change. Add the record ${target} CAA 0 issue "letsencrypt.org"`,
  ];
}

function allow(name: string): Row['told'][number] {
  return ['caa-forbids-issuer', `Add the record ${name} CAA 0 issue "letsencrypt.org"`];
}
