import assert from 'node:assert/strict';
import { ADDRESS_PROBLEMS } from '../../../shared/problems/address-problems.ts';
import { DNS_PROBLEMS } from '../../../shared/problems/dns-problems.ts';
import type { DnsRecord } from '../../../shared/problems/dns-record.ts';
import type { Fix } from '../../../shared/problems/fix.ts';
import { phrase } from '../../../shared/problems/phrase.ts';
import { recordsFix } from '../../../shared/problems/record-changes.ts';
import { describeTold, type ToldOf } from './told.ts';

const PROBLEMS = { ...ADDRESS_PROBLEMS, ...DNS_PROBLEMS };

const NAME = 'shop.example.com';
const many = (count: number) => Array.from({ length: count }, (_, i) => `198.51.100.${i}`);
const WANTED = ['CNAME network.example.net', 'A 203.0.113.7', 'AAAA 2001:db8::7'];

/** Records as `A 203.0.113.7`. */
function fixOf(
  name: string,
  wanted: readonly string[],
  found: readonly string[],
  othersRight = false,
): Fix {
  return recordsFix({ wanted: records(name, wanted), found: records(name, found), othersRight });
}

function records(name: string, texts: readonly string[]): DnsRecord[] {
  return texts.map((text) => {
    const [type = '', value = ''] = text.split(' ');
    assert.ok(type === 'A' || type === 'AAAA' || type === 'CNAME');
    return { name, type, value };
  });
}

const TOLD: ToldOf<keyof typeof PROBLEMS> = {
  'domain-not-registered': [
    [
      { name: 'example.com', registry: 'com' },
      'example.com is not registered: the registry of com says that there is no such domain.',
      'Register or renew example.com, or have the hold on it lifted: ask its registrar. Its records can be created once it exists.',
    ],
    [
      { name: 'example.nowhere', registry: '.' },
      'example.nowhere is not registered: no domains are registered under its ending.',
      'Register or renew example.nowhere, or have the hold on it lifted: ask its registrar. Its records can be created once it exists.',
    ],
    [
      { name: 'example.ws', registry: 'ws', byWildcard: true },
      'example.ws is not registered: the registry of ws answers for it, as for any name, with an address of its own.',
      'Register or renew example.ws, or have the hold on it lifted: ask its registrar. Its records can be created once it exists.',
    ],
    [
      { name: 'example.com', registry: 'com', heldBy: ['ns1.renewyourname.net'] },
      'example.com has expired or is on hold: its registrar has moved it to name servers for such domains (ns1.renewyourname.net).',
      'Renew example.com, or confirm its contact details if the registrar has asked for that: it then goes back to its own name servers. Until then, no change of its records has an effect.',
    ],
  ],
  'dns-ipv4-missing': [
    [
      { name: NAME },
      'shop.example.com has only an IPv6 address: visitors without IPv6 cannot reach it.',
      'Create the record shop.example.com A 203.0.113.7',
      { ...fixOf(NAME, ['A 203.0.113.7'], []) },
    ],
  ],
  'dns-no-records': [
    [
      { name: NAME, missing: 'name' },
      'shop.example.com does not exist.',
      'Create the record shop.example.com CNAME network.example.net, or else shop.example.com A 203.0.113.7 and shop.example.com AAAA 2001:db8::7',
      fixOf(NAME, WANTED, []),
    ],
    [
      { name: NAME, missing: 'name', doubled: 'shop.example.com.example.com' },
      'shop.example.com has no A or AAAA record; shop.example.com.example.com has one: the form of the DNS host adds the zone by itself, so the name of the record has the zone twice.',
      'Create the record shop.example.com CNAME network.example.net, or else shop.example.com A 203.0.113.7 and shop.example.com AAAA 2001:db8::7',
      fixOf(NAME, WANTED, []),
    ],
    [
      { name: 'example.com', missing: 'address' },
      'example.com has no A or AAAA record. It has other records, or there are names below it, so no wildcard record covers it.',
      'Create the record example.com A 203.0.113.7',
      fixOf('example.com', ['A 203.0.113.7'], []),
    ],
    [
      { name: NAME, missing: 'name' },
      'shop.example.com does not exist.',
      'Set NETWORK_ADDRESSES to the public addresses of the network: those known so far cannot be reached from outside.',
      fixOf(NAME, [], []),
    ],
  ],
  'dns-wrong-address': [
    [
      { name: NAME, addresses: ['198.51.100.9'] },
      'shop.example.com points at 198.51.100.9, which is not this network.',
      'Change the A record of shop.example.com from 198.51.100.9 to 203.0.113.7',
      fixOf(NAME, WANTED, ['A 198.51.100.9']),
    ],
    [
      {
        name: NAME,
        addresses: ['198.51.100.0'],
        moreAddresses: 17,
      },
      'shop.example.com points at 198.51.100.0, 17 more, which is not this network.',
      `Change the A records of shop.example.com from ${many(16).join(', ')}, 2 more to 203.0.113.7`,
      fixOf(
        NAME,
        WANTED,
        many(18).map((address) => `A ${address}` as const),
      ),
    ],
    [
      {
        name: NAME,
        addresses: ['198.51.100.9', '198.51.100.8', '2001:db8::9'],
      },
      'shop.example.com points at 198.51.100.9, 198.51.100.8, 2001:db8::9, which is not this network.',
      'Change the A records of shop.example.com from 198.51.100.9, 198.51.100.8 to 203.0.113.7. Change the AAAA record of shop.example.com from 2001:db8::9 to 2001:db8::7',
      fixOf(NAME, WANTED, ['A 198.51.100.9', 'A 198.51.100.8', 'AAAA 2001:db8::9']),
    ],
    [
      {
        name: NAME,
        addresses: ['198.51.100.9'],
      },
      'shop.example.com points at 198.51.100.9, which is not this network.',
      'Change the CNAME record of shop.example.com from old.example.org to network.example.net',
      fixOf(NAME, WANTED, ['CNAME old.example.org']),
    ],
    [
      {
        name: NAME,
        addresses: ['198.51.100.9'],
      },
      'shop.example.com points at 198.51.100.9, which is not this network.',
      'Remove the CNAME record of shop.example.com (old.example.org). Create the record shop.example.com A 203.0.113.7',
      fixOf(NAME, ['A 203.0.113.7'], ['CNAME old.example.org']),
    ],
  ],
  'dns-mixed-addresses': [
    [
      {
        name: NAME,
        addresses: ['198.51.100.9'],
      },
      'shop.example.com points at this network, but also at 198.51.100.9.',
      'Remove the A record of shop.example.com (198.51.100.9)',
      fixOf(NAME, [], ['A 198.51.100.9'], true),
    ],
    [
      { name: NAME, addresses: ['198.51.100.9'] },
      'shop.example.com points at this network, but also at 198.51.100.9.',
      'Change the CNAME record of shop.example.com from old.example.org to network.example.net',
      fixOf(NAME, WANTED, ['CNAME old.example.org']),
    ],
  ],
  'dns-ipv6-elsewhere': [
    [
      {
        name: NAME,
        addresses: ['2001:db8::9'],
      },
      'The IPv6 address 2001:db8::9 of shop.example.com does not belong to this network: visitors with IPv6 end up there, and no certificate can be issued if a server answers there.',
      'Change the AAAA record of shop.example.com from 2001:db8::9 to 2001:db8::7',
      fixOf(NAME, ['AAAA 2001:db8::7'], ['AAAA 2001:db8::9'], true),
    ],
    [
      {
        name: NAME,
        addresses: ['2001:db8::9'],
      },
      'The IPv6 address 2001:db8::9 of shop.example.com does not belong to this network: visitors with IPv6 end up there, and no certificate can be issued if a server answers there.',
      'Remove the AAAA record of shop.example.com (2001:db8::9)',
      fixOf(NAME, [], ['AAAA 2001:db8::9'], true),
    ],
  ],
  'dns-not-propagated': [
    [
      { name: NAME, stale: ['198.51.100.9'], resolvers: ['8.8.8.8', '1.1.1.1'], ttlSeconds: 2520 },
      'shop.example.com points here now, but the old answer (198.51.100.9) is still given by 8.8.8.8, 1.1.1.1.',
      'Nothing to change: the old answer expires within 42 minutes.',
    ],
    [
      {
        name: NAME,
        stale: [phrase('dns-not-propagated.stale.no-name')],
        resolvers: ['8.8.8.8'],
        ttlSeconds: 86_400,
      },
      'shop.example.com points here now, but the old answer (no such name) is still given by 8.8.8.8.',
      'Nothing to change: the old answer expires within 24 hours.',
    ],
    [
      { name: NAME, stale: ['198.51.100.9'], resolvers: ['8.8.8.8'], ttlSeconds: 7 },
      'shop.example.com points here now, but the old answer (198.51.100.9) is still given by 8.8.8.8.',
      'Nothing to change: the old answer expires within 7 seconds.',
    ],
    [
      { name: NAME, stale: ['198.51.100.9'], resolvers: ['8.8.8.8'] },
      'shop.example.com points here now, but the old answer (198.51.100.9) is still given by 8.8.8.8.',
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
      'shop.example.com points here now, but the old answer (198.51.100.9) is still given by 8.8.8.8, ns2.example.com (192.0.2.54).',
      'Nothing to change: wait until the new records have reached ns2.example.com (192.0.2.54). If this lasts, ask the DNS provider of shop.example.com why they have not.',
    ],
  ],
  'dns-cname-broken': [
    [
      {
        name: NAME,
        chain: [NAME, 'gone.example.org'],
        how: 'no-name',
      },
      'The CNAME chain shop.example.com → gone.example.org ends at a name that does not exist.',
      'Change the CNAME record of shop.example.com from gone.example.org to network.example.net',
      fixOf(NAME, WANTED, ['CNAME gone.example.org']),
    ],
  ],
  'dns-server-failure': [
    [
      { name: 'network.example.net', reason: phrase('lookup.name-missing'), ofNetwork: true },
      "The network's own name, network.example.net, cannot be looked up: it does not exist.",
      'Set NETWORK_DOMAIN to the main domain of the network, or repair the DNS of network.example.net.',
    ],
    [
      {
        name: NAME,
        reason: 'SERVFAIL',
        notAsked: [
          phrase('servers.no-address', { server: 'ns1.gone.example' }),
          phrase('servers.no-address', { server: 'ns2.gone.example' }),
        ],
      },
      'The name servers of shop.example.com gave no answer: SERVFAIL (ns1.gone.example has no address; ns2.gone.example has no address).',
      'At the registrar, enter the name servers of the DNS host that has the zone of shop.example.com: those entered now have no address.',
    ],
    [
      { name: NAME, reason: 'SERVFAIL' },
      'The name servers of shop.example.com gave no answer: SERVFAIL.',
      'Ask the DNS provider of shop.example.com to repair its zone.',
    ],
    [
      { name: NAME, reason: 'no reply within 2.4 s', ofResolvers: true },
      'The resolvers gave no answer for shop.example.com: no reply within 2.4 s.',
      'Check whether the resolvers (DNS_SERVERS) can be reached and answer. If they do for other names, ask the DNS provider of shop.example.com to repair its zone.',
    ],
  ],
  'dns-dnssec-broken': [
    [
      { name: NAME, zone: 'example.com' },
      'The DNSSEC signatures of shop.example.com are broken: resolvers that check them refuse its records.',
      'Have the DNS provider sign example.com again, or remove its DS record at the registrar.',
    ],
    [
      { name: NAME, zone: NAME },
      'The DNSSEC signatures of shop.example.com are broken: resolvers that check them refuse its records.',
      'Have the DNS provider sign shop.example.com again, or remove its DS record from the zone above.',
    ],
    [
      { name: NAME },
      'The DNSSEC signatures of shop.example.com are broken: resolvers that check them refuse its records.',
      'Have the DNS provider sign the zone again, or remove its DS record at the registrar.',
    ],
    [
      {
        name: NAME,
        zone: 'example.com',
        ofCaa: true,
      },
      'The DNSSEC signatures of shop.example.com are broken: resolvers that check them refuse its CAA records, without which no certificate is issued.',
      'Have the DNS provider sign example.com again, or remove its DS record at the registrar.',
    ],
  ],
  'dns-private-address': [
    [
      { name: NAME, addresses: ['10.0.0.9'] },
      'shop.example.com points at 10.0.0.9, which is not on the public Internet.',
      'Change the A record of shop.example.com from 10.0.0.9 to 203.0.113.7',
      fixOf(NAME, WANTED, ['A 10.0.0.9']),
    ],
    [
      { name: NAME, addresses: ['10.0.0.1'], own: ['10.0.0.1'] },
      'shop.example.com points at 10.0.0.1, which is not on the public Internet.',
      'Give the network a public address: at present it has 10.0.0.1',
      fixOf(NAME, [], []),
    ],
    [
      {
        name: NAME,
        addresses: ['10.0.0.9'],
      },
      'shop.example.com points at 10.0.0.9, which is not on the public Internet.',
      'Change the A record of shop.example.com from 10.0.0.9 to 203.0.113.7',
      fixOf(NAME, WANTED, ['A 10.0.0.9'], true),
    ],
  ],
  'dns-www-differs': [
    [
      {
        name: 'www.example.com',
        domain: 'example.com',
        addresses: ['198.51.100.9'],
      },
      'www.example.com points at 198.51.100.9, unlike example.com.',
      'If visitors may use it: create the record www.example.com CNAME example.com',
      fixOf('www.example.com', ['CNAME example.com'], []),
    ],
    [
      {
        name: 'www.example.com',
        domain: 'example.com',
        addresses: ['198.51.100.9'],
      },
      'www.example.com points at 198.51.100.9, unlike example.com.',
      'If visitors may use it: change the A record of www.example.com from 198.51.100.9 to 203.0.113.7',
      fixOf('www.example.com', ['CNAME network.example.net', 'A 203.0.113.7'], ['A 198.51.100.9']),
    ],
    [
      {
        name: 'www.example.com',
        domain: 'example.com',
        addresses: ['198.51.100.9'],
      },
      'www.example.com points at 198.51.100.9, unlike example.com.',
      'If visitors may use it: remove the A record of www.example.com (198.51.100.9)',
      fixOf('www.example.com', [], ['A 198.51.100.9'], true),
    ],
  ],
  'dns-old-address': [
    [
      { name: NAME, addresses: ['198.51.100.0'], rightUntil: '2026-12-03T10:00:00.000Z' },
      'shop.example.com still points at 198.51.100.0, which this network has left. After 2026-12-03 10:00 UTC, this counts as wrong.',
      'Change the A record of shop.example.com from 198.51.100.0 to 203.0.113.7',
      fixOf(NAME, WANTED, ['A 198.51.100.0']),
    ],
  ],
  'dns-resolver-filters': [
    [
      { name: NAME, resolvers: ['192.0.2.53'], addresses: ['0.0.0.0'] },
      'shop.example.com points here, but a filter at 192.0.2.53 answers 0.0.0.0 instead.',
      'Nothing to change in the zone. If the filter is not intended, ask the operator of that resolver to take shop.example.com off its list.',
    ],
  ],
};

describeTold('problems with DNS', PROBLEMS, TOLD);
