import assert from 'node:assert/strict';
import fc from 'fast-check';
import { problem } from '../../../../shared/problems/catalogue.ts';
import { type DomainResolution, judgeDns } from '../../../../shared/verification/dns/judgement.ts';
import type { LookupResult } from '../../../../shared/verification/dns/lookup.ts';
import { messagesOf, told } from '../../../support/told.ts';
import {
  chain,
  failedChain,
  NO_DATA,
  NO_NAME,
  network,
  records,
  resolutionOf,
  SERVFAIL,
  SILENT,
  shop,
} from './dns-answers.ts';

function verdictAndCodes(resolution: DomainResolution, allowPrivateAddresses = false) {
  const { verdict, problems, addresses } = judgeDns(shop, resolution, allowPrivateAddresses);
  return [verdict, problems.map(({ code }) => code), addresses.join(' ')];
}

describe('the judgement of DNS answers', () => {
  for (const [a, aaaa, verdict, codes, addresses] of [
    // Some or all of the network's addresses.
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
    // Private addresses, even if they are the network's own.
    ['192.168.1.1', '-', 'wrong', ['dns-private-address'], ''],
    ['127.0.0.1', '::1', 'wrong', ['dns-private-address'], ''],
    ['169.254.169.254', '-', 'wrong', ['dns-private-address'], ''],
    ['-', '64:ff9b::7f00:1', 'wrong', ['dns-private-address'], ''],
    ['10.1.1.1', '-', 'wrong', ['dns-private-address'], ''],
    ['203.0.113.1', '-', 'wrong', ['dns-private-address'], ''],
    ['34.1.1.1 10.0.0.9', '-', 'wrong', ['dns-private-address'], '34.1.1.1'],
    ['34.1.1.1', 'fd00::1', 'wrong', ['dns-private-address'], '34.1.1.1'],
    ['8.8.8.8 10.0.0.9', '-', 'wrong', ['dns-private-address', 'dns-wrong-address'], '8.8.8.8'],
    // Documentation addresses are wrong rather than dangerous, but are not connected to either.
    ['198.51.100.9', '-', 'wrong', ['dns-wrong-address'], ''],
    ['34.1.1.1', '2001:db8::9', 'wrong', ['dns-ipv6-elsewhere'], '34.1.1.1'],
    // If one family fails, the other decides.
    ['34.1.1.1', 'SERVFAIL', 'right', [], '34.1.1.1'],
    ['34.1.1.1', 'SILENT', 'right', [], '34.1.1.1'],
    ['SILENT', '2600::1', 'right', [], '2600::1'],
    ['8.8.8.8', 'SERVFAIL', 'wrong', ['dns-wrong-address'], '8.8.8.8'],
    ['SERVFAIL', '2600::9', 'wrong', ['dns-wrong-address'], '2600::9'],
    ['SERVFAIL', '-', 'unknown', ['dns-server-failure'], ''],
    ['-', 'SILENT', 'unknown', ['dns-server-failure'], ''],
    ['SERVFAIL', 'SILENT', 'unknown', ['dns-server-failure'], ''],
    // No addresses.
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
      'to a name whose addresses cannot be looked up',
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
      'too far, although some resolvers follow',
      {
        ...resolutionOf('34.1.1.1', '-'),
        chain: chain('host', ...'abcdefghijklm'.split('')),
      },
      'right',
      ['dns-cname-broken'],
    ],
    [
      'as far as all resolvers follow',
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

  describe('if not all addresses of the network are known', () => {
    const failure = { name: 'network.example.net', reason: 'SERVFAIL' };
    const some = { domain: 'network.example.net', addresses: ['34.1.1.1'], failure };
    const none = { ...some, addresses: [] };
    for (const [what, resolution, verdict, codes] of [
      ['a known one is right', { ...resolutionOf('34.1.1.1', '-'), network: some }, 'right', []],
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
        'nor can the right record',
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

  it('reports that the resolvers do not answer if the network cannot be looked up for that reason', () => {
    const failure = { name: 'network.example.net', reason: 'REFUSED', ofResolvers: true } as const;
    const unseen = { domain: 'network.example.net', addresses: [], failure };
    const { problems } = judgeDns(
      shop,
      { ...resolutionOf('8.8.8.8', '-'), network: unseen },
      false,
    );
    assert.deepEqual(problems, [problem('dns-server-failure', { ...failure, ofNetwork: true })]);
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

    it('right means no error and an address to connect to; any other verdict has an error', () => {
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

    it('a domain that one family proves wrong stays wrong once the other family is known', () => {
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
