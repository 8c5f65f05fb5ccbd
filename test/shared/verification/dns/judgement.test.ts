import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import { problem } from '../../../../shared/problems/catalogue.ts';
import type { ChainEnd } from '../../../../shared/verification/dns/cname-chain.ts';
import { type DomainResolution, judgeDns } from '../../../../shared/verification/dns/judgement.ts';
import type { LookupFailure, LookupResult } from '../../../../shared/verification/dns/lookup.ts';
import { messagesOf, remediesOf, told } from '../../../support/told.ts';

const shop = parseDomainName('shop.example.com');
const apex = parseDomainName('example.com');
const wildcard = parseDomainName('*.example.com');
const PROBE = 'closte-domain-sync-probe.example.com';

/** The network has 34.1.1.1, 34.1.1.2 and 2600::1, and owns 10.1.1.1 and 203.0.113.1 as well. */
const network = {
  domain: 'network.example.net',
  addresses: ['34.1.1.1', '34.1.1.2', '2600::1', '10.1.1.1', '203.0.113.1'],
};
const oldHost = { addresses: ['34.1.1.1'] };

const NO_DATA: LookupResult<string> = { kind: 'no-data', cnames: [] };
const NO_NAME: LookupResult<string> = { kind: 'no-name', cnames: [] };
const failing = (cause: LookupFailure['cause'], reason: string): LookupFailure => ({
  kind: 'failure',
  cause,
  reason,
});
const SERVFAIL = failing('broken', 'SERVFAIL');
const SILENT = failing('silent', 'no reply within 5 s');
const BOGUS = failing('dnssec', 'SERVFAIL');
const REFUSED = failing('refused', 'REFUSED');

/** The beginning of a remedy where it is not seen whose fault it is. */
const RESOLVERS_ANSWER =
  'the resolvers (DNS_SERVERS) can be reached and answer. If they do for other names';

const records = (values: readonly string[]): LookupResult<string> => ({
  kind: 'records',
  values,
  ttlSeconds: 300,
  cnames: [],
});

/** An answer from words: addresses with spaces between them, or the name of another kind of answer. */
const answer = (text: string): LookupResult<string> => {
  const others: Record<string, LookupResult<string>> = {
    '-': NO_DATA,
    NXDOMAIN: NO_NAME,
    SERVFAIL,
    SILENT,
    BOGUS,
  };
  return others[text] ?? records(text.split(' '));
};

const chain = (kind: Exclude<ChainEnd['kind'], 'failure'>, ...names: string[]) => ({
  names,
  end: { kind },
});
const failedChain = (...names: string[]) => ({ names, end: REFUSED });

const resolutionOf = (a: string, aaaa: string): DomainResolution => ({
  a: answer(a),
  aaaa: answer(aaaa),
  chain: chain('host', 'shop.example.com'),
  network,
});

function verdictAndCodes(resolution: DomainResolution, allowPrivateAddresses = false) {
  const { verdict, problems, addresses } = judgeDns(shop, resolution, allowPrivateAddresses);
  return [verdict, problems.map(({ code }) => code), addresses.join(' ')];
}

describe('the judgement of DNS answers', () => {
  for (const [a, aaaa, verdict, codes, addresses] of [
    // The network's, in whatever part.
    ['34.1.1.1', '-', 'right', [], '34.1.1.1'],
    ['34.1.1.1 34.1.1.2', '2600::1', 'right', [], '34.1.1.1 34.1.1.2 2600::1'],
    ['-', '2600::1', 'right', ['dns-ipv4-missing'], '2600::1'],
    // Somewhere else.
    ['8.8.8.8', '-', 'wrong', ['dns-wrong-address'], '8.8.8.8'],
    ['-', '2600::9', 'wrong', ['dns-wrong-address'], '2600::9'],
    ['8.8.8.8', '2600::9', 'wrong', ['dns-wrong-address'], '8.8.8.8 2600::9'],
    ['8.8.8.8', '2600::1', 'wrong', ['dns-wrong-address'], '8.8.8.8 2600::1'],
    ['34.1.1.1 8.8.8.8', '-', 'wrong', ['dns-mixed-addresses'], '34.1.1.1 8.8.8.8'],
    ['34.1.1.1', '2600::9', 'wrong', ['dns-ipv6-elsewhere'], '34.1.1.1 2600::9'],
    ['-', '2600::1 2600::9', 'wrong', ['dns-ipv6-elsewhere'], '2600::1 2600::9'],
    [
      '34.1.1.1 8.8.8.8',
      '2600::9',
      'wrong',
      ['dns-mixed-addresses', 'dns-ipv6-elsewhere'],
      '34.1.1.1 8.8.8.8 2600::9',
    ],
    // Addresses to which nobody may be led, even if they are the network's own.
    ['192.168.1.1', '-', 'wrong', ['dns-private-address'], ''],
    ['127.0.0.1', '::1', 'wrong', ['dns-private-address'], ''],
    ['169.254.169.254', '-', 'wrong', ['dns-private-address'], ''],
    ['-', '64:ff9b::7f00:1', 'wrong', ['dns-private-address'], ''],
    ['10.1.1.1', '-', 'wrong', ['dns-private-address'], ''],
    ['203.0.113.1', '-', 'wrong', ['dns-private-address'], ''],
    ['34.1.1.1 10.0.0.9', '-', 'wrong', ['dns-private-address'], '34.1.1.1'],
    ['34.1.1.1', 'fd00::1', 'wrong', ['dns-private-address'], '34.1.1.1'],
    ['8.8.8.8 10.0.0.9', '-', 'wrong', ['dns-private-address', 'dns-wrong-address'], '8.8.8.8'],
    // Addresses for documentation are wrong rather than dangerous, but are not connected to either.
    ['198.51.100.9', '-', 'wrong', ['dns-wrong-address'], ''],
    ['34.1.1.1', '2001:db8::9', 'wrong', ['dns-ipv6-elsewhere'], '34.1.1.1'],
    // One family's failure leaves it to the other.
    ['34.1.1.1', 'SERVFAIL', 'right', [], '34.1.1.1'],
    ['34.1.1.1', 'SILENT', 'right', [], '34.1.1.1'],
    ['SILENT', '2600::1', 'right', [], '2600::1'],
    ['8.8.8.8', 'SERVFAIL', 'wrong', ['dns-wrong-address'], '8.8.8.8'],
    ['SERVFAIL', '2600::9', 'wrong', ['dns-wrong-address'], '2600::9'],
    ['SERVFAIL', '-', 'unknown', ['dns-server-failure'], ''],
    ['-', 'SILENT', 'unknown', ['dns-server-failure'], ''],
    ['SERVFAIL', 'SILENT', 'unknown', ['dns-server-failure'], ''],
    // Nothing there.
    ['NXDOMAIN', 'NXDOMAIN', 'wrong', ['dns-no-records'], ''],
    ['-', '-', 'wrong', ['dns-no-records'], ''],
  ] as const) {
    it(`A ${a}, AAAA ${aaaa}: ${verdict} ${codes}`, () => {
      assert.deepEqual(verdictAndCodes(resolutionOf(a, aaaa)), [verdict, codes, addresses]);
    });
  }

  for (const [a, aaaa, verdict, codes, addresses] of [
    ['10.1.1.1', '-', 'right', [], '10.1.1.1'],
    ['127.0.0.1', '-', 'wrong', ['dns-wrong-address'], '127.0.0.1'],
    [
      '10.1.1.1 127.0.0.1',
      '::1',
      'wrong',
      ['dns-mixed-addresses', 'dns-ipv6-elsewhere'],
      '10.1.1.1 127.0.0.1 ::1',
    ],
    ['203.0.113.1', '-', 'right', [], '203.0.113.1'],
  ] as const) {
    it(`A ${a}, AAAA ${aaaa}, private addresses allowed: ${verdict} ${codes}`, () => {
      assert.deepEqual(verdictAndCodes(resolutionOf(a, aaaa), true), [verdict, codes, addresses]);
    });
  }

  for (const [what, resolution, verdict, codes] of [
    [
      'through the network’s name to any address',
      {
        ...resolutionOf('8.8.8.8', '2600::9'),
        chain: chain('goal', 'shop.example.com', 'network.example.net'),
      },
      'right',
      [],
    ],
    [
      'through the network’s name to a private address',
      {
        ...resolutionOf('10.0.0.9', '-'),
        chain: chain('goal', 'shop.example.com', 'network.example.net'),
      },
      'wrong',
      ['dns-private-address'],
    ],
    [
      'through another name',
      {
        ...resolutionOf('8.8.8.8', '-'),
        chain: chain('host', 'shop.example.com', 'other.example.org'),
      },
      'wrong',
      ['dns-wrong-address'],
    ],
    [
      'through the network’s name to nothing',
      {
        ...resolutionOf('-', '-'),
        chain: chain('goal', 'shop.example.com', 'network.example.net'),
      },
      'unknown',
      ['dns-server-failure'],
    ],
    [
      'in a circle',
      { ...resolutionOf('SERVFAIL', 'SERVFAIL'), chain: chain('circle', 'a', 'b', 'a') },
      'wrong',
      ['dns-cname-broken'],
    ],
    [
      'too far',
      { ...resolutionOf('SERVFAIL', 'SERVFAIL'), chain: chain('too-long', 'a', 'b') },
      'wrong',
      ['dns-cname-broken'],
    ],
    [
      'to a name that does not exist',
      { ...resolutionOf('NXDOMAIN', 'NXDOMAIN'), chain: chain('no-name', 'a', 'b') },
      'wrong',
      ['dns-cname-broken'],
    ],
    [
      'to a name without addresses',
      { ...resolutionOf('-', '-'), chain: chain('host', 'a', 'b') },
      'wrong',
      ['dns-cname-broken'],
    ],
    [
      'to a name whose addresses nobody tells',
      { ...resolutionOf('SERVFAIL', '-'), chain: chain('host', 'a', 'b') },
      'unknown',
      ['dns-server-failure'],
    ],
    [
      'to a name whose servers fail',
      { ...resolutionOf('SERVFAIL', 'SERVFAIL'), chain: failedChain('a', 'b') },
      'unknown',
      ['dns-server-failure'],
    ],
    [
      'to an unknown place, and its servers fail',
      { ...resolutionOf('SERVFAIL', 'SERVFAIL'), chain: failedChain('a') },
      'unknown',
      ['dns-server-failure'],
    ],
    [
      'too far, though some get there',
      {
        ...resolutionOf('34.1.1.1', '-'),
        chain: chain('host', ...'abcdefghijklm'.split('')),
      },
      'right',
      ['dns-cname-broken'],
    ],
    [
      'as far as all get',
      { ...resolutionOf('34.1.1.1', '-'), chain: chain('host', ...'abcdefghijkl'.split('')) },
      'right',
      [],
    ],
    [
      'too far, and elsewhere',
      { ...resolutionOf('8.8.8.8', '-'), chain: chain('host', ...'abcdefghijklm'.split('')) },
      'wrong',
      ['dns-wrong-address'],
    ],
    [
      'nowhere',
      { ...resolutionOf('NXDOMAIN', 'NXDOMAIN'), chain: chain('no-name', 'a') },
      'wrong',
      ['dns-no-records'],
    ],
  ] as const) {
    it(`a CNAME leads ${what}: ${verdict} ${codes}`, () => {
      assert.deepEqual(verdictAndCodes(resolution).slice(0, 2), [verdict, codes]);
    });
  }

  for (const [what, kind, answers, visitors] of [
    ['too far for some resolvers, which others may follow', 'too-long', 'SERVFAIL', 'unknown'],
    ['in a circle', 'circle', 'SERVFAIL', 'elsewhere'],
    ['to a name that does not exist', 'no-name', 'NXDOMAIN', 'elsewhere'],
    ['to a name without addresses', 'host', '-', 'elsewhere'],
  ] as const) {
    it(`where a CNAME leads ${what}, visitors are ${visitors}`, () => {
      const resolution = { ...resolutionOf(answers, answers), chain: chain(kind, 'a', 'b') };
      assert.equal(judgeDns(shop, resolution, false).visitors, visitors);
    });
  }

  describe('where the addresses of the network are not all known', () => {
    const failure = { name: 'network.example.net', reason: 'SERVFAIL' };
    const some = { domain: 'network.example.net', addresses: ['34.1.1.1'], failure };
    const none = { ...some, addresses: [] };
    for (const [what, resolution, verdict, codes] of [
      [
        'one that is known is right',
        { ...resolutionOf('34.1.1.1', '-'), network: some },
        'right',
        [],
      ],
      [
        'another may be right',
        { ...resolutionOf('34.1.1.1', '2600::1'), network: some },
        'unknown',
        ['dns-server-failure'],
      ],
      [
        'no address is wrong anyway',
        { ...resolutionOf('-', '-'), network: some },
        'wrong',
        ['dns-no-records'],
      ],
      [
        'a CNAME may show that it is right',
        { ...resolutionOf('8.8.8.8', '-'), network: none, chain: chain('goal', 'a', 'b') },
        'right',
        [],
      ],
      [
        'nothing can be said if none is known',
        { ...resolutionOf('8.8.8.8', '-'), network: none },
        'unknown',
        ['dns-server-failure'],
      ],
      [
        'nor what the record should be',
        { ...resolutionOf('-', '-'), network: none },
        'unknown',
        ['dns-server-failure'],
      ],
    ] as const) {
      it(`${what}: ${verdict} ${codes}`, () => {
        assert.deepEqual(verdictAndCodes(resolution).slice(0, 2), [verdict, codes]);
      });
    }

    it('names the network’s domain', () => {
      const { problems } = judgeDns(
        shop,
        { ...resolutionOf('8.8.8.8', '-'), network: none },
        false,
      );
      assert.deepEqual(told(problems), [
        {
          code: 'dns-server-failure',
          severity: 'error',
          message: "The network's own name, network.example.net, cannot be looked up: SERVFAIL.",
          remedy:
            'Set NETWORK_DOMAIN to the main domain of the network, or repair the DNS of network.example.net.',
        },
      ]);
    });
  });

  it('says that the resolvers do not answer, where the network cannot be looked up because of that', () => {
    const failure = { name: 'network.example.net', reason: 'REFUSED', ofResolvers: true } as const;
    const unseen = { domain: 'network.example.net', addresses: [], failure };
    const { problems } = judgeDns(
      shop,
      { ...resolutionOf('8.8.8.8', '-'), network: unseen },
      false,
    );
    assert.deepEqual(problems, [problem('dns-server-failure', { ...failure, ofNetwork: true })]);
  });

  describe('says what was seen and what to change', () => {
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
            servers: [
              { title: 'ns1 (192.0.2.1)', answer: failing('silent', 'no reply within 2 s') },
            ],
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

    it('an address beside a wrong one only has to be removed', () => {
      const { problems } = judgeDns(shop, resolutionOf('8.8.8.8 10.0.0.9', '-'), false);
      assert.deepEqual(remediesOf(problems), [
        'Remove the A record of shop.example.com (10.0.0.9)',
        `Change the A record of shop.example.com from 8.8.8.8 ${TO_V4}`,
      ]);
    });
  });

  it('is not swamped by a hostile zone', () => {
    const values = Array.from({ length: 4000 }, (_, i) => `8.${i >> 8}.${i & 255}.1`);
    const resolution: DomainResolution = { ...resolutionOf('-', '-'), a: records(values) };
    const { addresses, problems } = judgeDns(shop, resolution, false);
    assert.equal(addresses.length, 16);
    assert.match(
      messagesOf(problems)[0] ?? '',
      /8\.0\.15\.1, 3984 more, which is not this network/,
    );

    const names = ['shop.example.com', 'x\u001b[2J\n', 'y'.repeat(5000)];
    const circle = judgeDns(
      shop,
      { ...resolutionOf('-', '-'), chain: chain('circle', ...names) },
      false,
    );
    const message = messagesOf(circle.problems)[0] ?? '';
    assert.match(message, /^The CNAME chain shop\.example\.com → x\[2J → y{252}… is a loop/);
  });

  it('sees a wrong address even after many right ones', () => {
    const addresses = Array.from({ length: 20 }, (_, i) => `34.1.2.${i}`);
    const resolution: DomainResolution = {
      ...resolutionOf('-', '-'),
      a: records([...addresses, '8.8.8.8']),
      network: { addresses },
    };
    assert.deepEqual(verdictAndCodes(resolution).slice(0, 2), ['wrong', ['dns-mixed-addresses']]);
  });

  describe('in every case', () => {
    const addresses = fc.constantFrom(
      '34.1.1.1',
      '8.8.8.8',
      '10.0.0.9',
      '10.1.1.1',
      '198.51.100.9',
    );
    const addresses6 = fc.constantFrom('2600::1', '2600::9', 'fd00::1', '2001:db8::9');
    const answers = (one: fc.Arbitrary<string>): fc.Arbitrary<LookupResult<string>> =>
      fc.oneof(
        fc.constantFrom(NO_DATA, NO_NAME, SERVFAIL, SILENT),
        fc.uniqueArray(one, { minLength: 1 }).map(records),
      );
    const resolutions = fc.record({
      a: answers(addresses),
      aaaa: answers(addresses6),
      chain: fc.constant(chain('host', 'shop.example.com')),
      network: fc.constant(network),
    });

    it('right means no error and somewhere to connect to; anything else says why', () => {
      fc.assert(
        fc.property(resolutions, fc.boolean(), (resolution, allowed) => {
          const { verdict, problems, addresses: safe } = judgeDns(shop, resolution, allowed);
          const errors = problems.filter(({ severity }) => severity === 'error');
          assert.equal(verdict === 'right', errors.length === 0);
          if (verdict === 'right') assert.ok(safe.length > 0);
        }),
      );
    });

    it('only public addresses are passed on', () => {
      fc.assert(
        fc.property(resolutions, (resolution) => {
          for (const address of judgeDns(shop, resolution, false).addresses) {
            assert.match(address, /^(34\.|8\.|2600::)/);
          }
        }),
      );
    });

    it('a domain that one family alone shows to be wrong stays wrong once the other is seen', () => {
      fc.assert(
        fc.property(resolutions, (resolution) => {
          const partly = { ...resolution, aaaa: SERVFAIL };
          if (resolution.a.kind !== 'records') return;
          if (judgeDns(shop, partly, false).verdict === 'wrong') {
            assert.equal(judgeDns(shop, resolution, false).verdict, 'wrong');
          }
        }),
      );
    });
  });
});
