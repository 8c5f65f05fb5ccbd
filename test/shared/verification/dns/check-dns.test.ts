import assert from 'node:assert/strict';
import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import type { Network } from '../../../../shared/problems/findings.ts';
import { changesRecords } from '../../../../shared/problems/fix.ts';
import { problemText } from '../../../../shared/problems/recorded-problem.ts';
import {
  checkDns,
  DNS_CHECK_MS,
  type DnsCheckOptions,
} from '../../../../shared/verification/dns/check-dns.ts';
import type { Proof } from '../../../../shared/verification/proof/answers.ts';
import { type DnsScript, type Script, scriptedDns } from '../../../support/scripted-dns.ts';
import { messagesOf, told } from '../../../support/told.ts';

const SHOP = 'shop.example.com';
const NAME = 'network.example.net';
const OURS = ['A 34.1.1.1', 'AAAA 2600::1'];
const BY_ADDRESS: Network = { addresses: ['34.1.1.1', '2600:0::1'] };
const BY_NAME: Network = { domain: NAME, addresses: [] };
const BY_BOTH: Network = { domain: NAME, addresses: ['34.1.1.1'] };
const SERVFAIL = { kind: 'failure', cause: 'broken', reason: 'SERVFAIL' } as const;
const SILENT = { kind: 'failure', cause: 'silent', reason: 'no reply within 1 s' } as const;
const LAME = { kind: 'failure', cause: 'lame', reason: 'REFUSED' } as const;
const BOGUS = { kind: 'failure', cause: 'dnssec', reason: 'SERVFAIL' } as const;

/** Checks a domain by the script, to which the network's own name is added. */
function check(
  domain: string,
  network: Network,
  script: Partial<DnsScript>,
  options: Partial<DnsCheckOptions> = {},
) {
  const resolver = { [NAME]: OURS, ...script.resolver };
  const dns = scriptedDns({ ...script, resolver });
  const finding = checkDns(parseDomainName(domain), network, {
    dns,
    allowPrivateAddresses: false,
    certificateAuthority: 'letsencrypt.org',
    signal: new AbortController().signal,
    ...options,
  });
  return { finding, asked: dns.asked };
}

async function outcome(...args: Parameters<typeof check>) {
  const { verdict, problems } = await check(...args).finding;
  return [verdict, ...problems.map(({ code }) => code)].join(' ');
}

async function verdictAndTexts(...args: Parameters<typeof check>) {
  const { verdict, problems } = await check(...args).finding;
  return [verdict, ...told(problems).flatMap(({ message, remedy }) => [message, remedy])];
}

/** The network had another address until lately. */
const LEFT = { ...BY_NAME, formerly: [{ address: '34.1.1.1', until: Date.parse('2026-12-03') }] };

describe('the DNS check', () => {
  it('finds a domain right that has the network’s addresses', async () => {
    for (const network of [BY_ADDRESS, BY_NAME]) {
      const { finding } = check(SHOP, network, { resolver: { [SHOP]: OURS } });
      const { observations, ...rest } = await finding;
      const addresses = ['34.1.1.1', '2600::1'];
      assert.deepEqual(rest, { verdict: 'right', visitors: 'here', addresses, problems: [] });
    }
  });

  for (const [what, network, script, expected] of [
    [
      'the network’s domain as it is now',
      BY_NAME,
      { [NAME]: ['A 34.1.1.2'], [SHOP]: ['A 34.1.1.2'] },
      'right',
    ],
    [
      'the network’s domain as it was',
      BY_NAME,
      { [NAME]: ['A 34.1.1.2'], [SHOP]: ['A 34.1.1.1'] },
      'wrong dns-wrong-address',
    ],
    [
      'given addresses, and those of the network’s domain as well',
      BY_BOTH,
      { [NAME]: ['A 34.9.9.9'], [SHOP]: ['A 34.9.9.9', 'A 34.1.1.1'] },
      'right',
    ],
    [
      'addresses that are as right',
      { domain: NAME, addresses: [], alsoRight: ['34.1.1.3'] },
      { [NAME]: ['A 34.9.9.9'], [SHOP]: ['A 34.9.9.9', 'A 34.1.1.3'] },
      'right',
    ],
    [
      'an address that the network has left lately',
      LEFT,
      { [NAME]: ['A 34.1.1.2'], [SHOP]: ['A 34.1.1.1'] },
      'right dns-old-address',
    ],
    [
      'an address that it has left, beside one that it has',
      LEFT,
      { [NAME]: ['A 34.1.1.2'], [SHOP]: ['A 34.1.1.1', 'A 34.1.1.2'] },
      'right dns-old-address',
    ],
    [
      'an address that it has left, beside one that it never had',
      LEFT,
      { [NAME]: ['A 34.1.1.2'], [SHOP]: ['A 34.1.1.1', 'A 8.8.8.8'] },
      'wrong dns-mixed-addresses',
    ],
    [
      'an address that it may have left, while nobody tells which it has',
      LEFT,
      { [NAME]: SERVFAIL, [SHOP]: ['A 34.1.1.1'] },
      'right',
    ],
    [
      'an address that it had left, and has again',
      LEFT,
      { [NAME]: ['A 34.1.1.1'], [SHOP]: ['A 34.1.1.1'] },
      'right',
    ],
    [
      'given addresses where the network’s domain has none',
      BY_BOTH,
      { [NAME]: [], [SHOP]: ['A 8.8.8.8'] },
      'wrong dns-wrong-address',
    ],
    [
      'given addresses where the network’s domain is not told, which may have others',
      BY_BOTH,
      { [NAME]: SERVFAIL, [SHOP]: ['A 8.8.8.8'] },
      'unknown dns-server-failure',
    ],
    [
      'a CNAME to the network, whatever its addresses are',
      BY_BOTH,
      {
        [NAME]: ['A 34.9.9.9'],
        [SHOP]: ['CNAME www.example.com'],
        'www.example.com': [`CNAME ${NAME}`],
      },
      'right',
    ],
    [
      'a CNAME to the network in any spelling',
      { domain: NAME.toUpperCase(), addresses: ['34.9.9.9'] },
      { [SHOP]: [`CNAME ${NAME}`] },
      'right',
    ],
  ] as const) {
    it(`compares with ${what}: ${expected}`, async () => {
      assert.equal(await outcome(SHOP, network, { resolver: script }), expected);
    });
  }

  it('looks a wildcard up by a name under it', async () => {
    const probe = 'closte-domain-sync-probe.example.com';
    const { finding, asked } = check('*.example.com', BY_NAME, {
      resolver: { [probe]: [`CNAME ${NAME}`] },
    });
    assert.equal((await finding).verdict, 'right');
    assert.ok(asked.includes(`resolver: ${probe} A`));
    assert.ok(!asked.some((one) => one.includes('*')));
  });

  for (const [what, network, wanted] of [
    [
      'given addresses first',
      { domain: NAME, addresses: ['34.5.5.5'], alsoRight: ['34.7.7.7'] },
      '34.5.5.5',
    ],
    [
      'those of its domain else',
      { domain: NAME, addresses: [], alsoRight: ['34.7.7.7'] },
      '34.6.6.6',
    ],
    [
      'what the multisite took for its own if nothing else is known',
      { addresses: [], alsoRight: ['34.7.7.7'] },
      '34.7.7.7',
    ],
  ] as const satisfies readonly (readonly [string, Network, string])[]) {
    it(`says to point at ${what}`, async () => {
      const [, , remedy] = await verdictAndTexts('example.com', network, {
        resolver: { [NAME]: ['A 34.6.6.6'] },
      });
      assert.equal(remedy, `Create the record example.com A ${wanted}`);
    });
  }

  it('shows the record that an apex needs, which cannot be a CNAME', async () => {
    assert.deepEqual(await verdictAndTexts('example.com', BY_NAME, {}), [
      'wrong',
      'example.com does not exist.',
      'Create the record example.com A 34.1.1.1 and example.com AAAA 2600::1',
    ]);
  });

  it('says that it is not known what to point at, and asks no server', async () => {
    const { finding, asked } = check(SHOP, { addresses: [] }, {});
    const { verdict, problems } = await finding;
    assert.deepEqual([verdict, problems.map(({ code }) => code)], ['unknown', ['network-unknown']]);
    assert.deepEqual(asked, []);
  });

  for (const [what, of, gaveNone] of [
    ['fails', SERVFAIL, `The network's own name, ${NAME}, cannot be looked up: SERVFAIL.`],
    ['is not answered', SILENT, `The resolvers gave no answer for ${NAME}: no reply within 1 s.`],
    [
      'has no address',
      [],
      `The network's own name, ${NAME}, cannot be looked up: it has no A or AAAA record.`,
    ],
  ] as const) {
    it(`says that the fault is the network’s own domain if that ${what}`, async () => {
      const resolver = { [NAME]: of, [SHOP]: ['A 34.1.1.1'] };
      const [verdict, message] = await verdictAndTexts(SHOP, BY_NAME, { resolver });
      assert.deepEqual([verdict, message], ['unknown', gaveNone]);
    });
  }

  describe('asks no more than it has to', () => {
    for (const [what, domain, network, script, asked] of [
      ['a right domain', SHOP, BY_ADDRESS, { [SHOP]: OURS }, 5],
      [
        'a right domain with CAA records',
        SHOP,
        BY_ADDRESS,
        { [SHOP]: [...OURS, 'CAA 0 iodef "mailto:a@b.c"'] },
        3,
      ],
      ['a right domain of a network known by its name', SHOP, BY_NAME, { [SHOP]: OURS }, 7],
      ['a right apex, and its www', 'example.com', BY_ADDRESS, { 'example.com': OURS }, 6],
      // Also asks whether the zone's own servers say so, whether its wildcard record answers, and where to change it.
      ['a wrong domain', SHOP, BY_ADDRESS, { [SHOP]: ['A 8.8.8.8'] }, 7],
      ['a silent server', SHOP, BY_ADDRESS, { [SHOP]: SILENT }, 5],
    ] as const) {
      it(`${what}: ${asked} questions`, async () => {
        const servers = { ns1: script };
        const { finding, asked: questions } = check(domain, network, { resolver: script, servers });
        await finding;
        assert.equal(questions.length, asked, questions.join('\n'));
      });
    }

    it('not the servers of a zone that resolvers know to be right', async () => {
      const { finding, asked } = check(SHOP, BY_ADDRESS, { resolver: { [SHOP]: OURS } });
      await finding;
      assert.deepEqual(asked, [
        `resolver: ${SHOP} A`,
        `resolver: ${SHOP} AAAA`,
        `resolver: ${SHOP} CAA`,
        'resolver: example.com CAA',
        'resolver: com CAA',
      ]);
    });

    it('at most four servers of a zone', async () => {
      const wrong = { [SHOP]: ['A 8.8.8.8'] };
      const servers = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`ns${i}`, wrong]));
      const { finding, asked } = check(SHOP, BY_ADDRESS, { resolver: wrong, servers });
      await finding;
      assert.equal(asked.filter((one) => one.startsWith('ns')).length, 8);
    });

    it('at most three resolvers by themselves', async () => {
      const right = { [SHOP]: OURS };
      const resolvers = Object.fromEntries('abcde'.split('').map((one) => [one, right]));
      const { finding, asked } = check(SHOP, BY_ADDRESS, { resolver: right, resolvers });
      await finding;
      assert.deepEqual(
        asked.filter((one) => /^[a-e]: /.test(one)).map((one) => one[0]),
        ['a', 'a', 'b', 'b', 'c', 'c'],
      );
    });
  });

  describe('during a change, reports', () => {
    const old: Script = { [SHOP]: ['A 198.51.100.9'] };
    const fresh: Script = { [SHOP]: OURS };
    for (const [what, script, expected] of [
      [
        'a new address',
        { resolver: old, servers: { ns1: fresh, ns2: fresh }, ttlSeconds: 2520 },
        [
          'unknown',
          'shop.example.com points here now, but the old answer (198.51.100.9) is still given by 192.0.2.53.',
          'Nothing to change: the old answer expires within 42 minutes.',
        ],
      ],
      [
        'a new name',
        { resolver: {}, servers: { ns1: fresh }, ttlSeconds: 900 },
        [
          'unknown',
          'shop.example.com points here now, but the old answer (no such name) is still given by 192.0.2.53.',
          'Nothing to change: the old answer expires within 15 minutes.',
        ],
      ],
      [
        'a new CNAME record that leads out of the zone',
        { resolver: old, servers: { ns1: { [SHOP]: [`CNAME ${NAME}`] } } },
        [
          'unknown',
          'shop.example.com points here now, but the old answer (198.51.100.9) is still given by 192.0.2.53.',
          'Nothing to change: the old answer expires within 5 minutes.',
        ],
      ],
      [
        'a secondary that has not been updated',
        { resolver: old, servers: { ns1: fresh, ns2: old } },
        [
          'unknown',
          'shop.example.com points here now, but the old answer (198.51.100.9) is still given by 192.0.2.53, ns2.',
          'Nothing to change: wait until the new records have reached ns2. If this lasts, ask the DNS provider of shop.example.com why they have not.',
        ],
      ],
      [
        'one of two resolvers',
        { resolver: fresh, resolvers: { '192.0.2.1': fresh, '192.0.2.2': old }, ttlSeconds: 90 },
        [
          'unknown',
          'shop.example.com points here now, but the old answer (198.51.100.9) is still given by 192.0.2.2.',
          'Nothing to change: the old answer expires within 90 seconds.',
        ],
      ],
    ] as const) {
      it(what, async () =>
        assert.deepEqual(await verdictAndTexts(SHOP, BY_NAME, script), expected),
      );
    }

    it('what the zone’s own servers say now, where that is wrong as well', async () => {
      const script = { resolver: old, servers: { ns1: { [SHOP]: ['A 8.8.8.8'] } } };
      assert.deepEqual(await verdictAndTexts(SHOP, BY_ADDRESS, script), [
        'wrong',
        'shop.example.com points at 8.8.8.8, which is not this network.',
        'Change the A record of shop.example.com from 8.8.8.8 to 34.1.1.1',
      ]);
    });

    it('what the resolver says, where the zone’s own servers cannot be asked', async () => {
      for (const servers of [{}, { ns1: { [SHOP]: SILENT } }]) {
        assert.equal(
          await outcome(SHOP, BY_ADDRESS, { resolver: old, servers }),
          'wrong dns-wrong-address',
        );
      }
    });
  });

  describe('says which servers do not answer', () => {
    for (const [what, script, expected] of [
      [
        'lame and silent servers',
        {
          resolver: { [SHOP]: SERVFAIL },
          servers: { 'ns1 (192.0.2.1)': { [SHOP]: LAME }, 'ns2 (192.0.2.2)': { [SHOP]: SILENT } },
        },
        'The name servers of shop.example.com gave no answer: SERVFAIL ' +
          '(ns1 (192.0.2.1) is lame: REFUSED; ns2 (192.0.2.2): no reply within 1 s).',
      ],
      [
        'a resolver whose servers do answer',
        { resolver: { [SHOP]: SILENT }, servers: { 'ns1 (192.0.2.1)': { [SHOP]: OURS } } },
        'The resolvers gave no answer for shop.example.com: no reply within 1 s (an answer from ns1 (192.0.2.1)).',
      ],
      [
        'a resolver that is silent about everything',
        { resolver: { [SHOP]: SILENT, com: SILENT } },
        'The resolvers gave no answer for shop.example.com: no reply within 1 s.',
      ],
      [
        'servers that cannot be found, where a resolver is silent about no more than that',
        { resolver: { [SHOP]: SILENT } },
        'The name servers of shop.example.com gave no answer: no reply within 1 s.',
      ],
      [
        'a zone without any',
        { resolver: { [SHOP]: SERVFAIL }, left: ['ns1.example.com has no address'] },
        'The name servers of shop.example.com gave no answer: SERVFAIL (ns1.example.com has no address).',
      ],
      [
        'a signer',
        { resolver: { [SHOP]: BOGUS }, zone: 'example.com', servers: { ns1: {} } },
        'The DNSSEC signatures of shop.example.com are broken: resolvers that check them refuse its records.',
      ],
    ] as const) {
      it(what, async () => {
        const [verdict, message] = await verdictAndTexts(SHOP, BY_ADDRESS, script);
        assert.deepEqual([verdict, message], ['unknown', expected]);
      });
    }

    it('the zone that is signed wrongly', async () => {
      const script = { resolver: { [SHOP]: BOGUS }, zone: 'example.com' };
      const [, , remedy] = await verdictAndTexts(SHOP, BY_ADDRESS, script);
      assert.match(remedy ?? '', /sign example\.com again/);
    });

    it('where the zone leads on to, if nobody but its own servers says so', async () => {
      const own = { [SHOP]: ['CNAME host.example.org'], 'host.example.org': [] };
      const script = { resolver: { [SHOP]: SILENT }, servers: { ns1: own } };
      const { finding, asked } = check(SHOP, BY_ADDRESS, script);
      const { verdict, problems } = await finding;
      assert.deepEqual(
        [verdict, messagesOf(problems)],
        [
          'unknown',
          [
            'The resolvers gave no answer for host.example.org: no reply within 1 s (an answer from ns1).',
          ],
        ],
      );
      assert.ok(asked.includes('authorities of host.example.org'));
    });

    it('at the name where the chain is cut off', async () => {
      const resolver = {
        [`${SHOP} A`]: SERVFAIL,
        [`${SHOP} AAAA`]: SERVFAIL,
        [SHOP]: ['CNAME host.example.org'],
        'host.example.org': SERVFAIL,
      };
      const { finding, asked } = check(SHOP, BY_ADDRESS, { resolver, servers: { ns1: {} } });
      const { problems } = await finding;
      assert.match(
        messagesOf(problems)[0] ?? '',
        /^The name servers of host\.example\.org gave no/,
      );
      assert.ok(asked.includes('authorities of host.example.org'));
    });
  });

  describe('behind a proxy', () => {
    const resolver = { [SHOP]: ['A 45.79.0.1', 'AAAA 2600:3c00::1'] };
    const proving = (proof: Proof) => {
      const calls: string[] = [];
      const prove: DnsCheckOptions['prove'] = async (domain, addresses) => {
        calls.push(`${domain} at ${addresses.join(' ')}`);
        return proof;
      };
      return { prove, calls };
    };

    it('is right once the site has proved to be ours, and the zone is not asked', async () => {
      const { prove, calls } = proving('proven');
      const { finding, asked } = check(SHOP, BY_ADDRESS, { resolver }, { prove });
      const { verdict, addresses, problems } = await finding;
      assert.deepEqual([verdict, addresses], ['right', ['45.79.0.1', '2600:3c00::1']]);
      assert.deepEqual(
        problems.map(({ code, severity }) => [code, severity]),
        [['dns-proxied', 'note']],
      );
      assert.deepEqual(calls, ['shop.example.com at 45.79.0.1 2600:3c00::1']);
      assert.ok(!asked.some((one) => one.startsWith('authorities')));
    });

    it('is checked for CAA records as well', async () => {
      const { prove } = proving('proven');
      const withCaa = { ...resolver, 'example.com': ['CAA 0 issue ";"'] };
      const expected = 'right dns-proxied caa-forbids-issuer';
      assert.equal(await outcome(SHOP, BY_ADDRESS, { resolver: withCaa }, { prove }), expected);
    });

    it('does not matter where the zone has been changed already', async () => {
      const { prove } = proving('refuted');
      const script = { resolver, servers: { ns1: { [SHOP]: OURS } } };
      assert.equal(
        await outcome(SHOP, BY_ADDRESS, script, { prove }),
        'unknown dns-not-propagated',
      );
    });

    it('is on its way where only the servers of the zone lead to it yet', async () => {
      const calls: string[] = [];
      const prove: DnsCheckOptions['prove'] = async (_domain, [address = '']) => {
        calls.push(address);
        return address === '45.79.0.1' ? 'proven' : 'refuted';
      };
      for (const records of [['A 8.8.8.8'], []]) {
        const script = { resolver: { [SHOP]: records }, servers: { ns1: resolver, ns2: resolver } };
        const expected = 'unknown dns-not-propagated';
        assert.equal(await outcome(SHOP, BY_ADDRESS, script, { prove }), expected);
      }
      assert.deepEqual(calls, ['8.8.8.8', '45.79.0.1', '45.79.0.1']);
    });

    it('does not matter once the servers of the zone have no address at all', async () => {
      const { prove } = proving('unknown');
      const script = { resolver, servers: { ns1: {} } };
      assert.equal(await outcome(SHOP, BY_ADDRESS, script, { prove }), 'wrong dns-no-records');
    });

    it('is asked for once where all say the same', async () => {
      const { prove, calls } = proving('refuted');
      const script = { resolver, servers: { ns1: resolver, ns2: resolver } };
      assert.equal(await outcome(SHOP, BY_ADDRESS, script, { prove }), 'wrong dns-wrong-address');
      assert.equal(calls.length, 1);
    });

    for (const [proof, expected] of [
      ['refuted', 'wrong dns-wrong-address'],
      // A live site is not taken down because it was slow.
      ['unknown', 'unknown dns-wrong-address'],
    ] as const) {
      it(`is not believed in if the proof is ${proof}: ${expected}`, async () => {
        const { prove } = proving(proof);
        assert.equal(await outcome(SHOP, BY_ADDRESS, { resolver }, { prove }), expected);
      });
    }

    for (const [what, records, expected] of [
      ['is ours', ['A 34.1.1.1'], 'right'],
      ['is ours in part', ['A 34.1.1.1', 'A 45.79.0.1'], 'wrong dns-mixed-addresses'],
      ['is ours by IPv6', ['A 45.79.0.1', 'AAAA 2600::1'], 'wrong dns-wrong-address'],
      ['is inside', ['A 10.0.0.1'], 'wrong dns-private-address'],
      [
        'is inside in part',
        ['A 45.79.0.1', 'A 10.0.0.1'],
        'wrong dns-wrong-address dns-private-address',
      ],
      ['is an example', ['A 198.51.100.9'], 'wrong dns-wrong-address'],
      ['is not there', [], 'wrong dns-no-records'],
    ] as const) {
      it(`is not asked for where the address ${what}`, async () => {
        const { prove, calls } = proving('proven');
        const script = { resolver: { [SHOP]: records } };
        assert.equal(await outcome(SHOP, BY_ADDRESS, script, { prove }), expected);
        assert.deepEqual(calls, []);
      });
    }
  });

  describe('proves of the visitors of a domain', () => {
    const ELSEWHERE = ['A 8.8.8.8', 'AAAA 2001:4860::8'];
    const visitors = async (...args: Parameters<typeof check>) =>
      (await check(...args).finding).visitors;

    for (const [what, script, expected] of [
      ['that is right', { resolver: { [SHOP]: OURS } }, 'here'],
      ['with a stray A record', { resolver: { [SHOP]: [...OURS, 'A 8.8.8.8'] } }, 'here'],
      [
        'with a stray AAAA record',
        { resolver: { [SHOP]: ['A 34.1.1.1', 'AAAA 2600::9'] } },
        'here',
      ],
      [
        'with a stray A and a right AAAA',
        { resolver: { [SHOP]: ['A 8.8.8.8', 'AAAA 2600::1'] } },
        'here',
      ],
      [
        'with a private address besides',
        { resolver: { [SHOP]: ['A 34.1.1.1', 'A 10.0.0.1'] } },
        'here',
      ],
      [
        'with CAA records in the way',
        { resolver: { [SHOP]: [...OURS, 'CAA 0 issue ";"'] } },
        'here',
      ],
      ['whose name is gone', { resolver: {}, servers: { ns1: {} } }, 'elsewhere'],
      ['whose addresses are gone', { resolver: { [SHOP]: ['TXT x'] } }, 'elsewhere'],
      [
        'whose CNAME leads nowhere',
        { resolver: { [SHOP]: ['CNAME gone.example.org'] } },
        'elsewhere',
      ],
      [
        'whose CNAME is a loop',
        {
          resolver: {
            [`${SHOP} A`]: SERVFAIL,
            [`${SHOP} AAAA`]: SERVFAIL,
            [SHOP]: ['CNAME a.example.org'],
            'a.example.org': [`CNAME ${SHOP}`],
          },
        },
        'elsewhere',
      ],
      ['that only has a private address', { resolver: { [SHOP]: ['A 10.0.0.1'] } }, 'elsewhere'],
      [
        'of which one family is not told',
        { resolver: { [`${SHOP} AAAA`]: SERVFAIL, [SHOP]: ['A 8.8.8.8'] } },
        'unknown',
      ],
      ['whose servers fail', { resolver: { [SHOP]: SERVFAIL } }, 'unknown'],
      ['that our resolvers do not tell', { resolver: { [SHOP]: SILENT } }, 'unknown'],
      [
        'that only some resolvers lead elsewhere',
        {
          resolver: { [SHOP]: OURS },
          resolvers: { a: { [SHOP]: OURS }, b: { [SHOP]: ELSEWHERE } },
        },
        'unknown',
      ],
      [
        'that is on its way',
        { resolver: { [SHOP]: ELSEWHERE }, servers: { ns1: { [SHOP]: OURS } } },
        'unknown',
      ],
      [
        'that one server leads here in part',
        {
          resolver: { [SHOP]: ELSEWHERE },
          servers: { ns1: { [SHOP]: ELSEWHERE }, ns2: { [SHOP]: ['A 34.1.1.1', 'A 8.8.8.8'] } },
        },
        'here',
      ],
      [
        'that is elsewhere, without a secret to prove otherwise',
        { resolver: { [SHOP]: ELSEWHERE } },
        'elsewhere-unless-proxied',
      ],
    ] as const) {
      it(`${what}: ${expected}`, async () => {
        assert.equal(await visitors(SHOP, BY_ADDRESS, script), expected);
      });
    }

    it('whose network cannot be looked up: unknown', async () => {
      const resolver = { [NAME]: SILENT, [SHOP]: ELSEWHERE };
      assert.equal(await visitors(SHOP, BY_NAME, { resolver }), 'unknown');
      assert.equal(await visitors(SHOP, { addresses: [] }, { resolver }), 'unknown');
    });

    for (const [proof, verdict, expected] of [
      ['proven', 'right', 'here'],
      ['mixed', 'wrong', 'here'],
      ['other-secret', 'unknown', 'unknown'],
      ['unknown', 'unknown', 'unknown'],
      ['hidden', 'unknown', 'unknown'],
      ['silent', 'unknown', 'unknown'],
      ['redirected', 'right', 'here'],
      ['absent', 'wrong', 'elsewhere-unless-proxied'],
      ['refuted', 'wrong', 'elsewhere'],
    ] as const) {
      it(`that is elsewhere, the proof being ${proof}: ${expected}`, async () => {
        const script = { resolver: { [SHOP]: ELSEWHERE }, servers: { ns1: { [SHOP]: ELSEWHERE } } };
        const finding = await check(SHOP, BY_ADDRESS, script, { prove: async () => proof }).finding;
        assert.deepEqual([finding.verdict, finding.visitors], [verdict, expected]);
      });
    }

    it('that leads to a proxy where nobody can be asked, beside an address inside: unknown', async () => {
      const script = { resolver: { [SHOP]: ['A 8.8.8.8', 'A 10.0.0.1'] } };
      assert.equal(
        await visitors(SHOP, BY_ADDRESS, script, { prove: async () => 'refuted' }),
        'unknown',
      );
    });

    it('that its own servers lead to a proxy that does not let us through: unknown', async () => {
      const script = {
        resolver: { [SHOP]: ['A 8.8.8.8'] },
        servers: { ns1: { [SHOP]: ['A 45.79.0.1'] } },
      };
      const prove: DnsCheckOptions['prove'] = async (_domain, [address]) =>
        address === '8.8.8.8' ? 'refuted' : 'unknown';
      assert.equal(await visitors(SHOP, BY_ADDRESS, script, { prove }), 'unknown');
    });

    it('that its own servers lead to no address, while the proxy it had is not reached: unknown', async () => {
      const script = { resolver: { [SHOP]: ELSEWHERE }, servers: { ns1: {} } };
      assert.equal(
        await visitors(SHOP, BY_ADDRESS, script, { prove: async () => 'unknown' }),
        'unknown',
      );
      assert.equal(
        await visitors(SHOP, BY_ADDRESS, script, { prove: async () => 'refuted' }),
        'elsewhere',
      );
    });
  });

  describe('with an answer from behind the addresses that proves nothing', () => {
    const script = { resolver: { [SHOP]: ['A 45.79.0.1'] } };
    const seen = async (proof: Proof) => {
      const options = { ...optionsFor(script), prove: async () => proof };
      const { verdict, problems } = await checkDns(parseDomainName(SHOP), BY_ADDRESS, options);
      const [first] = problems;
      assert.ok(first && problems.length === 1);
      return { verdict, first, remedy: problemText(first).remedy };
    };

    it('says that the secrets differ, and what to change if it is another network', async () => {
      const { verdict, first, remedy } = await seen('other-secret');
      assert.deepEqual([verdict, first.code], ['unknown', 'proof-secret-differs']);
      assert.match(remedy, /If it is another network: set the record shop.example.com A 34.1.1.1/);
      assert.ok(!changesRecords(first.fix));
    });

    it('asks for a way through a proxy that says that it is one', async () => {
      const { verdict, first, remedy } = await seen('hidden');
      assert.deepEqual([verdict, first.code], ['unknown', 'dns-proxy-unproven']);
      assert.match(remedy, /^Have the proxy pass requests/);
      assert.ok(!changesRecords(first.fix));
    });

    it('says what to do instead if it is a proxy that does not say so', async () => {
      const { verdict, first, remedy } = await seen('unknown');
      assert.deepEqual([verdict, first.code], ['unknown', 'dns-wrong-address']);
      assert.match(
        remedy,
        /^Change the A record .*If a proxy in front of this network answers there/,
      );
      assert.ok(changesRecords(first.fix));
    });

    for (const proof of ['silent', 'absent', 'refuted', 'mixed'] as const) {
      it(`says what to change and nothing else where it is ${proof}`, async () => {
        const { first, remedy } = await seen(proof);
        assert.equal(first.code, 'dns-wrong-address');
        assert.equal(remedy, 'Change the A record of shop.example.com from 45.79.0.1 to 34.1.1.1');
      });
    }
  });

  it('finds a domain right whose proxy sends visitors on to its www twin, which is ours', async () => {
    const script = { resolver: { 'example.com': ['A 45.79.0.1'] } };
    const options = { ...optionsFor(script), prove: async () => 'redirected' as const };
    const finding = await checkDns(parseDomainName('example.com'), BY_ADDRESS, options);
    assert.deepEqual([finding.verdict, finding.visitors], ['right', 'here']);
    assert.deepEqual(
      finding.problems.map(({ code, values }) => [code, values]),
      [
        [
          'dns-proxied',
          { name: 'example.com', addresses: ['45.79.0.1'], target: 'www.example.com' },
        ],
      ],
    );
  });

  describe('uses up no try', () => {
    for (const [what, network, script, expected] of [
      ['where the network is unknown', { addresses: [] }, {}, {}],
      [
        'where our resolvers are silent',
        BY_ADDRESS,
        { resolver: { [SHOP]: SILENT, com: SILENT } },
        {},
      ],
      [
        'where the network cannot be looked up',
        BY_NAME,
        { resolver: { [NAME]: SERVFAIL, [SHOP]: ['A 8.8.8.8'] } },
        {},
      ],
      [
        'where the change is on its way',
        BY_ADDRESS,
        { resolver: { [SHOP]: ['A 8.8.8.8'] }, servers: { ns1: { [SHOP]: OURS } } },
        { ttlSeconds: 300 },
      ],
      [
        'where a server of the zone is behind, for nobody knows how long',
        BY_ADDRESS,
        {
          resolver: { [SHOP]: ['A 8.8.8.8'] },
          servers: { ns1: { [SHOP]: OURS }, ns2: { [SHOP]: ['A 8.8.8.8'] } },
        },
        {},
      ],
      ['but where its servers fail', BY_ADDRESS, { resolver: { [SHOP]: SERVFAIL } }, undefined],
      [
        'but where its servers are silent, not our resolvers',
        BY_ADDRESS,
        {
          resolver: { [SHOP]: SILENT, com: ['NS a.example'] },
          servers: { ns1: { [SHOP]: SILENT } },
        },
        undefined,
      ],
      ['but where it is elsewhere', BY_ADDRESS, { resolver: { [SHOP]: ['A 8.8.8.8'] } }, undefined],
      ['but where its name does not exist', BY_ADDRESS, { resolver: {} }, undefined],
    ] as const) {
      it(what, async () => {
        assert.deepEqual((await check(SHOP, network, script).finding).usesNoTry, expected);
      });
    }
  });

  describe('of a right domain looks further', () => {
    for (const [what, domain, script, expected] of [
      ['at CAA records', SHOP, { 'example.com': ['CAA 0 issue ";"'] }, 'right caa-forbids-issuer'],
      [
        'at servers that do not tell them',
        SHOP,
        { 'example.com': SERVFAIL },
        'right dns-server-failure',
      ],
      [
        'at the www twin',
        'example.com',
        { 'www.example.com': ['A 8.8.8.8'] },
        'right dns-www-differs',
      ],
      ['at the apex', 'www.example.com', { 'example.com': ['A 8.8.8.8'] }, 'right dns-www-differs'],
      ['at a twin that is not there', 'example.com', {}, 'right'],
      [
        'at a twin that no server answers for',
        'example.com',
        { 'www.example.com': SILENT },
        'right',
      ],
      ['not at other names', SHOP, { 'www.example.com': ['A 8.8.8.8'] }, 'right'],
    ] as const) {
      it(`${what}: ${expected}`, async () => {
        const resolver = { ...script, [domain]: OURS };
        assert.equal(await outcome(domain, BY_ADDRESS, { resolver }), expected);
      });
    }

    it('and not of a wrong one', async () => {
      const resolver = { 'example.com': ['A 8.8.8.8', 'CAA 0 issue ";"'], 'www.example.com': OURS };
      assert.equal(
        await outcome('example.com', BY_ADDRESS, { resolver }),
        'wrong dns-wrong-address',
      );
    });
  });

  it('lists its observations in order', async () => {
    const { finding } = check(
      SHOP,
      BY_ADDRESS,
      {
        resolver: { [SHOP]: ['CNAME old.example.org'], 'old.example.org': ['A 8.8.8.8'] },
        zone: 'example.com',
        servers: { 'ns1.example.com (192.0.2.1)': { [SHOP]: LAME } },
        left: ['ns2.example.com has no address'],
      },
      { prove: async () => 'refuted' },
    );
    const { observations = [] } = await finding;
    assert.deepEqual(
      observations.map(({ asked, question, answer }) => `${asked} | ${question} | ${answer}`),
      [
        '192.0.2.53 | shop.example.com A | CNAME old.example.org: 8.8.8.8, for 5 minutes',
        '192.0.2.53 | shop.example.com AAAA | CNAME old.example.org: no such record, for 5 minutes',
        '8.8.8.8 | the proof that shop.example.com is ours | not given',
        '192.0.2.53 | the name servers for shop.example.com | example.com: ns1.example.com (192.0.2.1) (ns2.example.com has no address)',
        'the zone above | the servers of example.com | example.com: ns1.example.com (192.0.2.1)',
        'ns1.example.com (192.0.2.1) | shop.example.com A | REFUSED',
        'ns1.example.com (192.0.2.1) | shop.example.com AAAA | REFUSED',
        '192.0.2.53 | *.example.com A | no such name, for 5 minutes',
      ],
    );
  });

  it('stops when it is told to, with the reason', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const { finding } = check(SHOP, BY_NAME, { resolver: { [SHOP]: 'hangs' } }, { signal });
    controller.abort(new Error('no more time'));
    await assert.rejects(finding, /no more time/);
  });

  it('fails with the error of the prover', async () => {
    const prove = async () => {
      throw new Error('a fault of our own');
    };
    const { finding } = check(SHOP, BY_ADDRESS, { resolver: { [SHOP]: ['A 8.8.8.8'] } }, { prove });
    await assert.rejects(finding, /a fault of our own/);
  });

  describe('when its time is up', () => {
    let clock: SinonFakeTimers;
    beforeEach(() => {
      clock = useFakeTimers();
    });
    afterEach(() => clock.restore());

    const never: DnsCheckOptions['prove'] = (_domain, _addresses, signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

    for (const [what, script, options, expected] of [
      ['nothing', { resolver: { [SHOP]: 'hangs' } }, {}, 'unknown dns-server-failure'],
      ['an IPv4 address', { resolver: { [`${SHOP} AAAA`]: 'hangs', [SHOP]: OURS } }, {}, 'right'],
      [
        'a part of a chain',
        {
          resolver: {
            [`${SHOP} A`]: SERVFAIL,
            [`${SHOP} AAAA`]: SERVFAIL,
            [SHOP]: ['CNAME b'],
            b: 'hangs',
          },
        },
        {},
        'unknown dns-server-failure',
      ],
      // Not a failure of the servers, and nothing that is seen to forbid.
      ['no CAA records', { resolver: { [SHOP]: OURS, 'example.com': 'hangs' } }, {}, 'right'],
      [
        'no word of the zone’s own servers',
        { resolver: { [SHOP]: ['A 8.8.8.8'] }, servers: { ns1: { [SHOP]: 'hangs' } } },
        {},
        'wrong dns-wrong-address',
      ],
      [
        'no proof',
        { resolver: { [SHOP]: ['A 8.8.8.8'] } },
        { prove: never },
        'unknown dns-wrong-address',
      ],
    ] as const) {
      it(`judges by what it has seen, with ${what}: ${expected}`, async () => {
        const judged = outcome(SHOP, BY_ADDRESS, script, options);
        await clock.tickAsync(DNS_CHECK_MS);
        assert.equal(await judged, expected);
        assert.equal(clock.countTimers(), 0);
      });
    }

    it('asks nobody any more', async () => {
      const { finding, asked } = check(SHOP, BY_ADDRESS, { resolver: { [SHOP]: 'hangs' } });
      await clock.tickAsync(DNS_CHECK_MS);
      await finding;
      assert.deepEqual(asked, [`resolver: ${SHOP} A`, `resolver: ${SHOP} AAAA`]);
    });
  });

  describe('at the addresses of a well-known proxy', () => {
    const script = { resolver: { [SHOP]: ['A 104.21.57.64', 'A 172.67.189.95'] } };
    for (const proof of [undefined, 'unknown', 'hidden', 'absent', 'refuted'] as const) {
      it(`says what they are, and to change none of them: the proof is ${proof ?? 'not asked for'}`, async () => {
        const prove = proof && (async () => proof);
        const options = { ...optionsFor(script), ...(prove ? { prove } : {}) };
        const { problems } = await checkDns(parseDomainName(SHOP), BY_ADDRESS, options);
        const [told, ...others] = problems;
        assert.deepEqual([told?.code, others], ['dns-proxy-unproven', []]);
        assert.ok(told && !changesRecords(told.fix));
        const text = problemText(told).remedy;
        assert.match(text, /^At Cloudflare, set the record shop\.example\.com A 34\.1\.1\.1/);
      });
    }

    it('that a CNAME record leads to do not keep it from having to be changed', async () => {
      const through = {
        resolver: {
          [SHOP]: ['CNAME shop.cdn.example.org'],
          'shop.cdn.example.org': ['A 104.21.57.64'],
        },
      };
      const { problems } = await checkDns(parseDomainName(SHOP), BY_ADDRESS, optionsFor(through));
      assert.deepEqual(
        problems.map(({ code, fix }) => [code, fix.remove.length]),
        [['dns-proxy-unproven', 1]],
      );
    });

    it('that stand in the zone are to be changed there', async () => {
      const through = { resolver: { [SHOP]: ['A 151.101.1.195'] } };
      const { problems } = await checkDns(parseDomainName(SHOP), BY_ADDRESS, optionsFor(through));
      const [told] = problems;
      assert.equal(told?.code, 'dns-proxy-unproven');
      assert.match(
        told ? problemText(told).remedy : '',
        /^Change the A record of shop.example.com from 151.101.1.195 to 34.1.1.1/,
      );
    });
  });

  describe('of a network behind a well-known proxy', () => {
    const behind = { domain: NAME, addresses: [] };
    const network = { [NAME]: ['A 104.16.132.229'] };

    it('has people told only about CNAME records, and ops about the missing address', async () => {
      const script = { resolver: { ...network, [SHOP]: ['A 8.8.8.8'] } };
      const { problems } = await checkDns(parseDomainName(SHOP), behind, optionsFor(script));
      assert.deepEqual(
        problems.map(({ code, fix }) => [code, fix.who, fix.create.map(({ type }) => type)]),
        [
          ['network-proxied', 'ops', []],
          ['dns-wrong-address', 'customer', ['CNAME']],
        ],
      );
    });

    it('does not matter where the address of the host is set', async () => {
      const script = { resolver: { ...network, [SHOP]: ['A 8.8.8.8'] } };
      const told = { domain: NAME, addresses: ['34.1.1.1'] };
      const { problems } = await checkDns(parseDomainName(SHOP), told, optionsFor(script));
      assert.deepEqual(
        problems.map(({ code }) => code),
        ['dns-wrong-address'],
      );
    });

    it('does not matter where the domain leads through it', async () => {
      const script = { resolver: { ...network, [SHOP]: [`CNAME ${NAME}`] } };
      const finding = await checkDns(parseDomainName(SHOP), behind, optionsFor(script));
      assert.deepEqual([finding.verdict, finding.problems], ['right', []]);
    });
  });
});

function optionsFor(script: DnsScript) {
  return {
    dns: scriptedDns(script),
    allowPrivateAddresses: false,
    certificateAuthority: 'letsencrypt.org',
    signal: new AbortController().signal,
  };
}
