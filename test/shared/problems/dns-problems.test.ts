import { DNS_PROBLEMS } from '../../../shared/problems/dns-problems.ts';
import { describeTold, type ToldOf } from './told.ts';

const NAME = 'shop.example.com';
const many = (count: number) => Array.from({ length: count }, (_, i) => `198.51.100.${i}`);
const WANTED = ['CNAME network.example.net', 'A 203.0.113.7', 'AAAA 2001:db8::7'] as const;

const TOLD: ToldOf<keyof typeof DNS_PROBLEMS> = {
  'dns-no-records': [
    [
      { name: NAME, wanted: WANTED, reason: 'does not exist' },
      'shop.example.com does not exist.',
      'Create the record shop.example.com CNAME network.example.net, or else shop.example.com A 203.0.113.7 and shop.example.com AAAA 2001:db8::7',
    ],
    [
      { name: 'example.com', wanted: ['A 203.0.113.7'], reason: 'has no A or AAAA record' },
      'example.com has no A or AAAA record.',
      'Create the record example.com A 203.0.113.7',
    ],
    [
      { name: NAME, wanted: [], reason: 'does not exist' },
      'shop.example.com does not exist.',
      'Set NETWORK_ADDRESSES to the public addresses of the network: those that are known cannot be reached from outside.',
    ],
  ],
  'dns-wrong-address': [
    [
      { name: NAME, wanted: WANTED, found: ['A 198.51.100.9'], addresses: ['198.51.100.9'] },
      'shop.example.com points at 198.51.100.9, which is not this network.',
      'Change the A record of shop.example.com from 198.51.100.9 to 203.0.113.7',
    ],
    [
      {
        name: NAME,
        wanted: WANTED,
        found: many(18).map((address) => `A ${address}` as const),
        addresses: ['198.51.100.0', '17 more'],
      },
      'shop.example.com points at 198.51.100.0, 17 more, which is not this network.',
      `Change the A records of shop.example.com from ${many(16).join(', ')}, 2 more to 203.0.113.7`,
    ],
    [
      {
        name: NAME,
        wanted: WANTED,
        found: ['A 198.51.100.9', 'A 198.51.100.8', 'AAAA 2001:db8::9'],
        addresses: ['198.51.100.9', '198.51.100.8', '2001:db8::9'],
      },
      'shop.example.com points at 198.51.100.9, 198.51.100.8, 2001:db8::9, which is not this network.',
      'Change the A records of shop.example.com from 198.51.100.9, 198.51.100.8 to 203.0.113.7. Change the AAAA record of shop.example.com from 2001:db8::9 to 2001:db8::7',
    ],
    [
      {
        name: NAME,
        wanted: WANTED,
        found: ['CNAME old.example.org'],
        addresses: ['198.51.100.9'],
      },
      'shop.example.com points at 198.51.100.9, which is not this network.',
      'Change the CNAME record of shop.example.com from old.example.org to network.example.net',
    ],
    [
      {
        name: NAME,
        wanted: ['A 203.0.113.7'],
        found: ['CNAME old.example.org'],
        addresses: ['198.51.100.9'],
      },
      'shop.example.com points at 198.51.100.9, which is not this network.',
      'Remove the CNAME record of shop.example.com (old.example.org). Create the record shop.example.com A 203.0.113.7',
    ],
  ],
  'dns-mixed-addresses': [
    [
      {
        name: NAME,
        wanted: [],
        found: ['A 198.51.100.9'],
        addresses: ['198.51.100.9'],
        othersRight: true,
      },
      'shop.example.com points at this network, but at 198.51.100.9 as well.',
      'Remove the A record of shop.example.com (198.51.100.9)',
    ],
    [
      { name: NAME, wanted: WANTED, found: ['CNAME old.example.org'], addresses: ['198.51.100.9'] },
      'shop.example.com points at this network, but at 198.51.100.9 as well.',
      'Change the CNAME record of shop.example.com from old.example.org to network.example.net',
    ],
  ],
  'dns-ipv6-elsewhere': [
    [
      {
        name: NAME,
        wanted: ['AAAA 2001:db8::7'],
        found: ['AAAA 2001:db8::9'],
        addresses: ['2001:db8::9'],
        othersRight: true,
      },
      'The IPv6 address 2001:db8::9 of shop.example.com is not this network, so no certificate can be issued.',
      'Change the AAAA record of shop.example.com from 2001:db8::9 to 2001:db8::7',
    ],
    [
      {
        name: NAME,
        wanted: [],
        found: ['AAAA 2001:db8::9'],
        addresses: ['2001:db8::9'],
        othersRight: true,
      },
      'The IPv6 address 2001:db8::9 of shop.example.com is not this network, so no certificate can be issued.',
      'Remove the AAAA record of shop.example.com (2001:db8::9)',
    ],
  ],
  'dns-not-propagated': [
    [
      { name: NAME, stale: ['198.51.100.9'], resolvers: ['8.8.8.8', '1.1.1.1'], ttlSeconds: 2520 },
      'shop.example.com is pointed here, but the old answer (198.51.100.9) is still given by 8.8.8.8, 1.1.1.1.',
      'Nothing to change: the old answer expires within 42 minutes.',
    ],
    [
      { name: NAME, stale: ['no such name'], resolvers: ['8.8.8.8'], ttlSeconds: 86_400 },
      'shop.example.com is pointed here, but the old answer (no such name) is still given by 8.8.8.8.',
      'Nothing to change: the old answer expires within 24 hours.',
    ],
    [
      { name: NAME, stale: ['198.51.100.9'], resolvers: ['8.8.8.8'], ttlSeconds: 7 },
      'shop.example.com is pointed here, but the old answer (198.51.100.9) is still given by 8.8.8.8.',
      'Nothing to change: the old answer expires within 7 seconds.',
    ],
    [
      { name: NAME, stale: ['198.51.100.9'], resolvers: ['8.8.8.8'] },
      'shop.example.com is pointed here, but the old answer (198.51.100.9) is still given by 8.8.8.8.',
      'Nothing to change: wait until the old answer has expired everywhere.',
    ],
    [
      {
        name: NAME,
        stale: ['198.51.100.9'],
        resolvers: ['8.8.8.8', 'ns2.example.com (192.0.2.54)'],
        ttlSeconds: 2520,
        servers: ['ns2.example.com (192.0.2.54)'],
      },
      'shop.example.com is pointed here, but the old answer (198.51.100.9) is still given by 8.8.8.8, ns2.example.com (192.0.2.54).',
      'Nothing to change: wait until ns2.example.com (192.0.2.54) has the new records too. If this lasts, ask the DNS provider of shop.example.com why not.',
    ],
  ],
  'dns-cname-broken': [
    [
      {
        name: NAME,
        wanted: WANTED,
        found: ['CNAME gone.example.org'],
        chain: [NAME, 'gone.example.org'],
        reason: 'ends at a name that does not exist',
      },
      'The CNAME chain shop.example.com → gone.example.org ends at a name that does not exist.',
      'Change the CNAME record of shop.example.com from gone.example.org to network.example.net',
    ],
  ],
  'dns-server-failure': [
    [
      { name: NAME, reason: 'SERVFAIL' },
      'The name servers of shop.example.com gave no answer: SERVFAIL.',
      'Ask the DNS provider of shop.example.com to mend its zone.',
    ],
    [
      { name: NAME, reason: 'no reply within 2.4 s', ofResolvers: true },
      'The resolvers gave no answer for shop.example.com: no reply within 2.4 s.',
      'See whether the resolvers (DNS_SERVERS) can be reached and answer. If they do for other names, ask the DNS provider of shop.example.com to mend its zone.',
    ],
  ],
  'dns-dnssec-broken': [
    [
      { name: NAME, zone: 'example.com' },
      'The DNSSEC signatures of shop.example.com are broken: resolvers that check them refuse its records.',
      'Have the DNS provider sign example.com anew, or remove its DS record at the registrar.',
    ],
    [
      { name: NAME },
      'The DNSSEC signatures of shop.example.com are broken: resolvers that check them refuse its records.',
      'Have the DNS provider sign the zone anew, or remove its DS record at the registrar.',
    ],
    [
      {
        name: NAME,
        zone: 'example.com',
        records: 'CAA records, without which no certificate is issued',
      },
      'The DNSSEC signatures of shop.example.com are broken: resolvers that check them refuse its CAA records, without which no certificate is issued.',
      'Have the DNS provider sign example.com anew, or remove its DS record at the registrar.',
    ],
  ],
  'dns-private-address': [
    [
      { name: NAME, wanted: WANTED, found: ['A 10.0.0.9'], addresses: ['10.0.0.9'] },
      'shop.example.com points at 10.0.0.9, which is not on the public Internet.',
      'Change the A record of shop.example.com from 10.0.0.9 to 203.0.113.7',
    ],
    [
      { name: NAME, wanted: [], found: [], addresses: ['10.0.0.1'], own: ['10.0.0.1'] },
      'shop.example.com points at 10.0.0.1, which is not on the public Internet.',
      'Give the network a public address: 10.0.0.1 is its own',
    ],
    [
      {
        name: NAME,
        wanted: WANTED,
        found: ['A 10.0.0.9'],
        addresses: ['10.0.0.9'],
        othersRight: true,
      },
      'shop.example.com points at 10.0.0.9, which is not on the public Internet.',
      'Change the A record of shop.example.com from 10.0.0.9 to 203.0.113.7',
    ],
  ],
  'caa-forbids-issuer': [
    [
      {
        name: NAME,
        at: 'example.com',
        records: ['0 issue "ca.example.net"', '0 issue "ca.example.org"'],
        authority: 'letsencrypt.org',
        add: '0 issue "letsencrypt.org"',
      },
      'The CAA record example.com CAA 0 issue "ca.example.net", 0 issue "ca.example.org" does not let letsencrypt.org issue a certificate for shop.example.com.',
      'Add the record example.com CAA 0 issue "letsencrypt.org"',
    ],
    [
      {
        name: NAME,
        at: NAME,
        records: ['128 tbs "?"'],
        authority: 'letsencrypt.org',
        remove: '128 tbs "?"',
      },
      'The CAA record shop.example.com CAA 128 tbs "?" does not let letsencrypt.org issue a certificate for shop.example.com.',
      'Remove the record shop.example.com CAA 128 tbs "?"',
    ],
    [
      {
        name: NAME,
        at: NAME,
        records: ['128 tbs "?"', '0 issue ";"'],
        authority: 'letsencrypt.org',
        remove: '128 tbs "?"',
        add: '0 issue "letsencrypt.org"',
      },
      'The CAA record shop.example.com CAA 128 tbs "?", 0 issue ";" does not let letsencrypt.org issue a certificate for shop.example.com.',
      'Remove the record shop.example.com CAA 128 tbs "?". Add the record shop.example.com CAA 0 issue "letsencrypt.org"',
    ],
  ],
  'dns-www-differs': [
    [
      {
        name: 'www.example.com',
        domain: 'example.com',
        seen: 'points at 198.51.100.9',
        wanted: ['CNAME example.com'],
      },
      'www.example.com points at 198.51.100.9, unlike example.com.',
      'If visitors may use it: create the record www.example.com CNAME example.com',
    ],
    [
      {
        name: 'www.example.com',
        domain: 'example.com',
        seen: 'points at 198.51.100.9',
        wanted: ['CNAME network.example.net', 'A 203.0.113.7'],
        found: ['A 198.51.100.9'],
      },
      'www.example.com points at 198.51.100.9, unlike example.com.',
      'If visitors may use it: change the A record of www.example.com from 198.51.100.9 to 203.0.113.7',
    ],
    [
      {
        name: 'www.example.com',
        domain: 'example.com',
        seen: 'points at 198.51.100.9',
        wanted: [],
        found: ['A 198.51.100.9'],
        othersRight: true,
      },
      'www.example.com points at 198.51.100.9, unlike example.com.',
      'If visitors may use it: remove the A record of www.example.com (198.51.100.9)',
    ],
  ],
  'dns-proxied': [
    [
      { name: NAME, addresses: ['192.0.2.80', '2001:db8::80'] },
      'shop.example.com points at a proxy (192.0.2.80, 2001:db8::80) behind which this network answers.',
      'Nothing to do.',
    ],
  ],
};

describeTold('problems with DNS', DNS_PROBLEMS, TOLD);
