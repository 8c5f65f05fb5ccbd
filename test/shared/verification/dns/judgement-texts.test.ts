import assert from 'node:assert/strict';
import { judgeDns } from '../../../../shared/verification/dns/judgement.ts';
import { remediesOf, told } from '../../../support/told.ts';
import {
  apex,
  chain,
  failedChain,
  failing,
  oldHost,
  PROBE,
  RESOLVERS_ANSWER,
  records,
  resolutionOf,
  shop,
  wildcard,
} from './dns-answers.ts';

describe('the judgement of DNS answers says what was seen and what to change', () => {
  const viaCname = (a: string, aaaa = '-') => ({
    ...resolutionOf(a, aaaa),
    chain: chain('host', 'shop.example.com', 'old.example.org'),
  });
  const BACK_TO_NETWORK =
    'Change the CNAME record of shop.example.com from old.example.org to network.example.net';
  const TO_V4 = 'to 34.1.1.1, 34.1.1.2, 203.0.113.1';
  const CREATE =
    'Create the record shop.example.com CNAME network.example.net, or else ' +
    'shop.example.com A 34.1.1.1 and shop.example.com A 34.1.1.2 and shop.example.com AAAA 2600::1 and ' +
    'shop.example.com A 203.0.113.1';
  for (const [code, domain, resolution, message, remedy] of [
    [
      'dns-wrong-address',
      shop,
      resolutionOf('8.8.8.8', '-'),
      'shop.example.com points at 8.8.8.8, which is not this network.',
      `Change the A record of shop.example.com from 8.8.8.8 ${TO_V4}`,
    ],
    [
      'dns-wrong-address',
      shop,
      { ...resolutionOf('198.51.100.9', '-'), network: { addresses: ['203.0.113.7'] } },
      'shop.example.com points at 198.51.100.9, which is not this network.',
      'Change the A record of shop.example.com from 198.51.100.9 to 203.0.113.7',
    ],
    [
      'dns-wrong-address',
      shop,
      resolutionOf('8.8.8.8 8.8.4.4', '2600::9'),
      'shop.example.com points at 8.8.8.8, 8.8.4.4, 2600::9, which is not this network.',
      `Change the A records of shop.example.com from 8.8.8.8, 8.8.4.4 ${TO_V4}. ` +
        'Change the AAAA record of shop.example.com from 2600::9 to 2600::1',
    ],
    [
      'dns-wrong-address',
      shop,
      { ...resolutionOf('8.8.8.8', '2600::9'), network: oldHost },
      'shop.example.com points at 8.8.8.8, 2600::9, which is not this network.',
      'Change the A record of shop.example.com from 8.8.8.8 to 34.1.1.1. ' +
        'Remove the AAAA record of shop.example.com (2600::9)',
    ],
    [
      'dns-wrong-address',
      shop,
      { ...resolutionOf('-', '2600::9'), network: oldHost },
      'shop.example.com points at 2600::9, which is not this network.',
      'Remove the AAAA record of shop.example.com (2600::9). Create the record shop.example.com A 34.1.1.1',
    ],
    [
      'dns-wrong-address',
      shop,
      { ...resolutionOf('8.8.8.8', '2600::1'), network: { addresses: ['2600::1'] } },
      'shop.example.com points at 8.8.8.8, which is not this network.',
      'Remove the A record of shop.example.com (8.8.8.8)',
    ],
    [
      'dns-wrong-address',
      shop,
      {
        ...resolutionOf('8.8.8.8', '-'),
        network: { domain: 'network.example.net', addresses: [] },
      },
      'shop.example.com points at 8.8.8.8, which is not this network.',
      'Remove the A record of shop.example.com (8.8.8.8). ' +
        'Create the record shop.example.com CNAME network.example.net',
    ],
    [
      'dns-wrong-address',
      shop,
      viaCname('8.8.8.8', '2600::9'),
      'shop.example.com points at 8.8.8.8, 2600::9, which is not this network.',
      BACK_TO_NETWORK,
    ],
    [
      'dns-wrong-address',
      shop,
      { ...viaCname('8.8.8.8'), network: oldHost },
      'shop.example.com points at 8.8.8.8, which is not this network.',
      'Remove the CNAME record of shop.example.com (old.example.org). ' +
        'Create the record shop.example.com A 34.1.1.1',
    ],
    [
      'dns-wrong-address',
      shop,
      { ...resolutionOf('8.8.8.8', '-'), network: { addresses: ['10.1.1.1'] } },
      'shop.example.com points at 8.8.8.8, which is not this network.',
      'Set NETWORK_ADDRESSES to the public addresses of the network: those known so far cannot be reached from outside.',
    ],
    [
      'dns-wrong-address',
      apex,
      resolutionOf('8.8.8.8', '-'),
      'example.com points at 8.8.8.8, which is not this network.',
      `Change the A record of example.com from 8.8.8.8 ${TO_V4}`,
    ],
    [
      'dns-wrong-address',
      wildcard,
      { ...resolutionOf('8.8.8.8', '-'), chain: chain('host', PROBE) },
      '*.example.com points at 8.8.8.8, which is not this network.',
      `Change the A record of *.example.com from 8.8.8.8 ${TO_V4}`,
    ],
    [
      'dns-mixed-addresses',
      shop,
      resolutionOf('34.1.1.1 8.8.8.8', '-'),
      'shop.example.com points at this network, but also at 8.8.8.8.',
      'Remove the A record of shop.example.com (8.8.8.8)',
    ],
    [
      'dns-mixed-addresses',
      shop,
      viaCname('34.1.1.1 8.8.8.8'),
      'shop.example.com points at this network, but also at 8.8.8.8.',
      BACK_TO_NETWORK,
    ],
    [
      'dns-ipv6-elsewhere',
      shop,
      resolutionOf('34.1.1.1', '2600::9'),
      'The IPv6 address 2600::9 of shop.example.com does not belong to this network: visitors with IPv6 end up there, and no certificate can be issued if a server answers there.',
      'Change the AAAA record of shop.example.com from 2600::9 to 2600::1',
    ],
    [
      'dns-ipv6-elsewhere',
      shop,
      { ...resolutionOf('34.1.1.1', '2600::9 2600::8'), network: oldHost },
      'The IPv6 address 2600::9, 2600::8 of shop.example.com does not belong to this network: visitors with IPv6 end up there, and no certificate can be issued if a server answers there.',
      'Remove the AAAA records of shop.example.com (2600::9, 2600::8)',
    ],
    [
      'dns-ipv6-elsewhere',
      shop,
      viaCname('34.1.1.1', '2600::9'),
      'The IPv6 address 2600::9 of shop.example.com does not belong to this network: visitors with IPv6 end up there, and no certificate can be issued if a server answers there.',
      BACK_TO_NETWORK,
    ],
    [
      'dns-ipv6-elsewhere',
      shop,
      resolutionOf('-', '2600::1 2600::9'),
      'The IPv6 address 2600::9 of shop.example.com does not belong to this network: visitors with IPv6 end up there, and no certificate can be issued if a server answers there.',
      'Remove the AAAA record of shop.example.com (2600::9)',
    ],
    [
      'dns-private-address',
      shop,
      resolutionOf('192.168.1.1', '-'),
      'shop.example.com points at 192.168.1.1, which is not on the public Internet.',
      `Change the A record of shop.example.com from 192.168.1.1 ${TO_V4}`,
    ],
    [
      'dns-private-address',
      shop,
      resolutionOf('34.1.1.1 192.168.1.1', '-'),
      'shop.example.com points at 192.168.1.1, which is not on the public Internet.',
      'Remove the A record of shop.example.com (192.168.1.1)',
    ],
    [
      'dns-private-address',
      shop,
      resolutionOf('34.1.1.1', 'fd00::1'),
      'shop.example.com points at fd00::1, which is not on the public Internet.',
      'Change the AAAA record of shop.example.com from fd00::1 to 2600::1',
    ],
    [
      'dns-private-address',
      shop,
      resolutionOf('10.1.1.1', '-'),
      'shop.example.com points at 10.1.1.1, which is not on the public Internet.',
      `Change the A record of shop.example.com from 10.1.1.1 ${TO_V4}`,
    ],
    [
      'dns-private-address',
      shop,
      { ...resolutionOf('10.1.1.1', '-'), network: { addresses: ['10.1.1.1'] } },
      'shop.example.com points at 10.1.1.1, which is not on the public Internet.',
      'Give the network a public address: at present it has 10.1.1.1',
    ],
    [
      'dns-private-address',
      shop,
      { ...resolutionOf('203.0.113.1', '-'), network: { addresses: ['203.0.113.1'] } },
      'shop.example.com points at 203.0.113.1, which is not on the public Internet.',
      'Give the network a public address: at present it has 203.0.113.1',
    ],
    [
      'dns-private-address',
      shop,
      {
        ...resolutionOf('10.0.0.9', '-'),
        chain: chain('goal', 'shop.example.com', 'network.example.net'),
      },
      'shop.example.com points at 10.0.0.9, which is not on the public Internet.',
      'Give the network a public address: at present it has 10.0.0.9',
    ],
    [
      'dns-no-records',
      shop,
      resolutionOf('NXDOMAIN', 'NXDOMAIN'),
      'shop.example.com does not exist.',
      CREATE,
    ],
    [
      'dns-no-records',
      shop,
      { ...resolutionOf('NXDOMAIN', 'NXDOMAIN'), network: { addresses: ['10.1.1.1'] } },
      'shop.example.com does not exist.',
      'Set NETWORK_ADDRESSES to the public addresses of the network: those known so far cannot be reached from outside.',
    ],
    [
      'dns-no-records',
      wildcard,
      { ...resolutionOf('-', '-'), chain: chain('host', PROBE) },
      '*.example.com has no A or AAAA record. It has other records, or there are names below it, so no wildcard record covers it.',
      // No CNAME record: it could not stand beside the other records.
      `Create the record ${CREATE.split('or else ')[1]?.replaceAll('shop.', '*.')}`,
    ],
    [
      'dns-cname-broken',
      shop,
      {
        ...resolutionOf('SERVFAIL', 'SERVFAIL'),
        chain: chain('circle', 'shop.example.com', 'a.example.org', 'shop.example.com'),
      },
      'The CNAME chain shop.example.com → a.example.org → shop.example.com is a loop.',
      'Change the CNAME record of shop.example.com from a.example.org to network.example.net',
    ],
    [
      'dns-cname-broken',
      shop,
      {
        ...resolutionOf('SERVFAIL', 'SERVFAIL'),
        chain: chain('too-long', 'shop.example.com', 'b'),
      },
      'The CNAME chain shop.example.com → b has more than 11 hops.',
      'Change the CNAME record of shop.example.com from b to network.example.net',
    ],
    [
      'dns-cname-broken',
      wildcard,
      {
        ...resolutionOf('NXDOMAIN', 'NXDOMAIN'),
        chain: chain('no-name', PROBE, 'gone.example.org'),
      },
      `The CNAME chain ${PROBE} → gone.example.org ends at a name that does not exist.`,
      'Change the CNAME record of *.example.com from gone.example.org to network.example.net',
    ],
    [
      'dns-cname-broken',
      shop,
      {
        ...resolutionOf('NXDOMAIN', 'NXDOMAIN'),
        chain: chain('no-name', 'shop.example.com', 'network.example.net.example.com'),
      },
      'The CNAME chain shop.example.com → network.example.net.example.com ends at a name that does not exist.',
      'Change the CNAME record of shop.example.com from network.example.net.example.com to network.example.net. Write the target with a final dot (network.example.net.): the form of the DNS host adds the zone to a name without one',
    ],
    [
      'dns-cname-broken',
      shop,
      { ...resolutionOf('-', '-'), chain: chain('host', 'shop.example.com', 'a.example.org') },
      'The CNAME chain shop.example.com → a.example.org ends at a name that has no A or AAAA record.',
      'Change the CNAME record of shop.example.com from a.example.org to network.example.net',
    ],
    [
      'dns-server-failure',
      shop,
      resolutionOf('SERVFAIL', 'SERVFAIL'),
      'The name servers of shop.example.com gave no answer: SERVFAIL.',
      'Ask the DNS provider of shop.example.com to repair its zone.',
    ],
    [
      'dns-server-failure',
      wildcard,
      { ...resolutionOf('SILENT', 'SILENT'), chain: chain('host', PROBE) },
      `The resolvers gave no answer for *.example.com: no reply within 5 s for ${PROBE}.`,
      `Check whether ${RESOLVERS_ANSWER}, ask the DNS provider of *.example.com to repair its zone.`,
    ],
    [
      'dns-server-failure',
      shop,
      { ...resolutionOf('-', '-'), chain: failedChain('shop.example.com', 'a.example.org') },
      'The resolvers gave no answer for a.example.org: REFUSED.',
      `Check whether ${RESOLVERS_ANSWER}, ask the DNS provider of a.example.org to repair its zone.`,
    ],
    [
      'dns-server-failure',
      shop,
      {
        ...resolutionOf('NXDOMAIN', '-'),
        chain: chain('goal', 'shop.example.com', 'network.example.net'),
      },
      "The network's own name, network.example.net, cannot be looked up: it does not exist.",
      'Set NETWORK_DOMAIN to the main domain of the network, or repair the DNS of network.example.net.',
    ],
    [
      'dns-server-failure',
      shop,
      {
        ...resolutionOf('SERVFAIL', 'SERVFAIL'),
        zoneOfFailure: {
          zone: 'example.com',
          servers: [
            { title: 'ns1 (192.0.2.1)', answer: failing('lame', 'REFUSED') },
            { title: 'ns2 (192.0.2.2)', answer: failing('silent', 'no reply within 1 s') },
            { title: 'ns3 (192.0.2.3)', answer: records(['8.8.8.8']) },
          ],
          left: ['ns4.example.com has no address'],
        },
      },
      'The name servers of shop.example.com gave no answer: SERVFAIL ' +
        '(ns1 (192.0.2.1) is lame: REFUSED; ns2 (192.0.2.2): no reply within 1 s; ' +
        'ns4.example.com has no address; an answer from ns3 (192.0.2.3)).',
      'Ask the DNS provider of shop.example.com to repair its zone.',
    ],
    // Where the resolvers are silent, that is also why the zone was not found.
    [
      'dns-server-failure',
      shop,
      {
        ...resolutionOf('SILENT', 'SILENT'),
        zoneOfFailure: { servers: [], left: ['no reply within 2 s'] },
      },
      'The resolvers gave no answer for shop.example.com: no reply within 5 s.',
      `Check whether ${RESOLVERS_ANSWER}, ask the DNS provider of shop.example.com to repair its zone.`,
    ],
    [
      'dns-server-failure',
      shop,
      {
        ...resolutionOf('SILENT', 'SILENT'),
        zoneOfFailure: {
          zone: 'example.com',
          servers: [{ title: 'ns1 (192.0.2.1)', answer: records(['8.8.8.8']) }],
          left: [],
        },
      },
      'The resolvers gave no answer for shop.example.com: no reply within 5 s (an answer from ns1 (192.0.2.1)).',
      `Check whether ${RESOLVERS_ANSWER}, ask the DNS provider of shop.example.com to repair its zone.`,
    ],
    // The resolvers are silent because they wait for servers that cannot be found.
    [
      'dns-server-failure',
      shop,
      {
        ...resolutionOf('SILENT', 'SILENT'),
        zoneOfFailure: { servers: [], left: ['no reply within 2 s'], resolversAnswer: true },
      },
      'The name servers of shop.example.com gave no answer: no reply within 5 s.',
      'Ask the DNS provider of shop.example.com to repair its zone.',
    ],
    [
      'dns-server-failure',
      shop,
      {
        ...resolutionOf('SILENT', 'SILENT'),
        zoneOfFailure: {
          zone: 'example.com',
          servers: [{ title: 'ns1 (192.0.2.1)', answer: failing('silent', 'no reply within 2 s') }],
          left: [],
        },
      },
      'The name servers of shop.example.com gave no answer: no reply within 5 s (ns1 (192.0.2.1): no reply within 2 s).',
      'Ask the DNS provider of shop.example.com to repair its zone.',
    ],
    [
      'dns-server-failure',
      shop,
      {
        ...resolutionOf('SILENT', 'SILENT'),
        zoneOfFailure: { zone: 'example.com', servers: [], left: ['ns1.nowhere has no address'] },
      },
      'The name servers of shop.example.com gave no answer: no reply within 5 s (ns1.nowhere has no address).',
      'Ask the DNS provider of shop.example.com to repair its zone.',
    ],
    [
      'dns-dnssec-broken',
      shop,
      resolutionOf('BOGUS', 'BOGUS'),
      'The DNSSEC signatures of shop.example.com are broken: resolvers that check them refuse its records.',
      'Have the DNS provider sign the zone again, or remove its DS record at the registrar.',
    ],
    [
      'dns-dnssec-broken',
      wildcard,
      {
        ...resolutionOf('BOGUS', '-'),
        chain: chain('host', PROBE),
        zoneOfFailure: { zone: 'example.com', servers: [], left: [] },
      },
      'The DNSSEC signatures of *.example.com are broken: resolvers that check them refuse its records.',
      'Have the DNS provider sign example.com again, or remove its DS record at the registrar.',
    ],
  ] as const) {
    it(`${code}: ${message} → ${remedy}`, () => {
      const { problems } = judgeDns(domain, resolution, false);
      assert.deepEqual(told(problems), [{ code, severity: 'error', message, remedy }]);
    });
  }

  it('a private address beside a wrong one only has to be removed', () => {
    const { problems } = judgeDns(shop, resolutionOf('8.8.8.8 10.0.0.9', '-'), false);
    assert.deepEqual(remediesOf(problems), [
      'Remove the A record of shop.example.com (10.0.0.9)',
      `Change the A record of shop.example.com from 8.8.8.8 ${TO_V4}`,
    ]);
  });
});
