import assert from 'node:assert/strict';
import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import type { Network } from '../../../../shared/problems/findings.ts';
import {
  DNS_CHECK_MS,
  type DnsCheckOptions,
} from '../../../../shared/verification/dns/check-dns.ts';
import type { Script } from '../../../support/scripted-dns.ts';
import { messagesOf } from '../../../support/told.ts';
import {
  BOGUS,
  BY_ADDRESS,
  BY_BOTH,
  BY_NAME,
  check,
  LAME,
  LEFT,
  NAME,
  OURS,
  outcome,
  SERVFAIL,
  SHOP,
  SILENT,
  verdictAndTexts,
} from './dns-checks.ts';

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
      'the given addresses, and those of the network’s domain as well',
      BY_BOTH,
      { [NAME]: ['A 34.9.9.9'], [SHOP]: ['A 34.9.9.9', 'A 34.1.1.1'] },
      'right',
    ],
    [
      'further addresses of the network',
      { domain: NAME, addresses: [], alsoRight: ['34.1.1.3'] },
      { [NAME]: ['A 34.9.9.9'], [SHOP]: ['A 34.9.9.9', 'A 34.1.1.3'] },
      'right',
    ],
    [
      'an address that the network has left recently',
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
      'an address that it may have left, while its domain cannot be looked up',
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
      'given addresses while the network’s domain, which may have others, cannot be looked up',
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

  it('looks up a wildcard by a name under it', async () => {
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
      'otherwise those of its domain',
      { domain: NAME, addresses: [], alsoRight: ['34.7.7.7'] },
      '34.6.6.6',
    ],
    [
      'what the multisite reports as its own if nothing else is known',
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

  it('reports that the network is unknown, and asks no server', async () => {
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
    it(`blames the network’s own domain if that ${what}`, async () => {
      const resolver = { [NAME]: of, [SHOP]: ['A 34.1.1.1'] };
      const [verdict, message] = await verdictAndTexts(SHOP, BY_NAME, { resolver });
      assert.deepEqual([verdict, message], ['unknown', gaveNone]);
    });
  }

  it('asks for few DNAME records, however many labels two names share', async () => {
    const labels = 'a.b.c.d.e.f.g.h';
    const name = `${labels}.example.com`;
    const target = `${labels}.example.org`;
    const resolver = { [name]: [`CNAME ${target}`], [target]: ['A 34.9.9.9'] };
    const { finding, asked } = check(name, BY_NAME, { resolver });
    await finding;
    assert.equal(asked.filter((one) => one.endsWith(' DNAME')).length, 3, asked.join('\n'));
  });

  describe('asks no more than necessary', () => {
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
      // Also asks whether the zone's own servers say so, whether its wildcard record answers, and twice for the
      // zone, which is remembered: whether it is on hold, and where to change it.
      ['a wrong domain', SHOP, BY_ADDRESS, { [SHOP]: ['A 8.8.8.8'] }, 8],
      ['a silent server', SHOP, BY_ADDRESS, { [SHOP]: SILENT }, 6],
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

    it('what the zone’s own servers say now, if that is wrong as well', async () => {
      const script = { resolver: old, servers: { ns1: { [SHOP]: ['A 8.8.8.8'] } } };
      assert.deepEqual(await verdictAndTexts(SHOP, BY_ADDRESS, script), [
        'wrong',
        'shop.example.com points at 8.8.8.8, which is not this network.',
        'Change the A record of shop.example.com from 8.8.8.8 to 34.1.1.1',
      ]);
    });

    it('what the resolver says, if the zone’s own servers cannot be asked', async () => {
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
        'servers that cannot be found, if the resolver is silent only about them',
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

    it('a target outside the zone, even if only the zone’s own servers name it', async () => {
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
        'where the change is spreading',
        BY_ADDRESS,
        { resolver: { [SHOP]: ['A 8.8.8.8'] }, servers: { ns1: { [SHOP]: OURS } } },
        { ttlSeconds: 300 },
      ],
      [
        'where a server of the zone is behind for an unknown time',
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
        'at servers that do not answer for CAA',
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
      ['at a twin that does not exist', 'example.com', {}, 'right'],
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

  it('stops when it is aborted, with the reason', async () => {
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
      // Neither a failure of the servers nor a record that forbids.
      ['no CAA records', { resolver: { [SHOP]: OURS, 'example.com': 'hangs' } }, {}, 'right'],
      [
        'no answer of the zone’s own servers',
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
      it(`judges by the answers so far, with ${what}: ${expected}`, async () => {
        const judged = outcome(SHOP, BY_ADDRESS, script, options);
        await clock.tickAsync(DNS_CHECK_MS);
        assert.equal(await judged, expected);
        assert.equal(clock.countTimers(), 0);
      });
    }

    it('asks no more questions', async () => {
      const { finding, asked } = check(SHOP, BY_ADDRESS, { resolver: { [SHOP]: 'hangs' } });
      await clock.tickAsync(DNS_CHECK_MS);
      await finding;
      assert.deepEqual(asked, [`resolver: ${SHOP} A`, `resolver: ${SHOP} AAAA`]);
    });
  });
});
