import assert from 'node:assert/strict';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import { changesRecords } from '../../../../shared/problems/fix.ts';
import { problemText } from '../../../../shared/problems/recorded-problem.ts';
import { checkDns, type DnsCheckOptions } from '../../../../shared/verification/dns/check-dns.ts';
import type { Proof } from '../../../../shared/verification/proof/answers.ts';
import { BY_ADDRESS, check, NAME, OURS, optionsFor, outcome, SHOP } from './dns-checks.ts';

describe('the DNS check', () => {
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

    it('is right once the site has proved to be ours, without asking the zone', async () => {
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

    it('does not matter if the zone has already been changed', async () => {
      const { prove } = proving('refuted');
      const script = { resolver, servers: { ns1: { [SHOP]: OURS } } };
      assert.equal(
        await outcome(SHOP, BY_ADDRESS, script, { prove }),
        'unknown dns-not-propagated',
      );
    });

    it('counts as a spreading change if only the servers of the zone lead to it so far', async () => {
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

    it('is asked for the proof once if all servers agree', async () => {
      const { prove, calls } = proving('refuted');
      const script = { resolver, servers: { ns1: resolver, ns2: resolver } };
      assert.equal(await outcome(SHOP, BY_ADDRESS, script, { prove }), 'wrong dns-wrong-address');
      assert.equal(calls.length, 1);
    });

    for (const [proof, expected] of [
      ['refuted', 'wrong dns-wrong-address'],
      // A slow site is not taken down.
      ['unknown', 'unknown dns-wrong-address'],
    ] as const) {
      it(`is not assumed if the proof is ${proof}: ${expected}`, async () => {
        const { prove } = proving(proof);
        assert.equal(await outcome(SHOP, BY_ADDRESS, { resolver }, { prove }), expected);
      });
    }

    for (const [what, records, expected] of [
      ['is ours', ['A 34.1.1.1'], 'right'],
      ['is partly ours', ['A 34.1.1.1', 'A 45.79.0.1'], 'wrong dns-mixed-addresses'],
      ['is ours by IPv6', ['A 45.79.0.1', 'AAAA 2600::1'], 'wrong dns-wrong-address'],
      ['is private', ['A 10.0.0.1'], 'wrong dns-private-address'],
      [
        'is partly private',
        ['A 45.79.0.1', 'A 10.0.0.1'],
        'wrong dns-wrong-address dns-private-address',
      ],
      ['is for documentation', ['A 198.51.100.9'], 'wrong dns-wrong-address'],
      ['does not exist', [], 'wrong dns-no-records'],
    ] as const) {
      it(`is not asked for a proof if the address ${what}`, async () => {
        const { prove, calls } = proving('proven');
        const script = { resolver: { [SHOP]: records } };
        assert.equal(await outcome(SHOP, BY_ADDRESS, script, { prove }), expected);
        assert.deepEqual(calls, []);
      });
    }
  });

  describe('with an answer from the addresses that proves nothing', () => {
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

    it('asks for a way through a proxy that is recognizable as one', async () => {
      const { verdict, first, remedy } = await seen('hidden');
      assert.deepEqual([verdict, first.code], ['unknown', 'dns-proxy-unproven']);
      assert.match(remedy, /^Have the proxy pass requests/);
      assert.ok(!changesRecords(first.fix));
    });

    it('adds what to do if it is a proxy that cannot be recognized', async () => {
      const { verdict, first, remedy } = await seen('unknown');
      assert.deepEqual([verdict, first.code], ['unknown', 'dns-wrong-address']);
      assert.match(
        remedy,
        /^Change the A record .*If a proxy in front of this network answers there/,
      );
      assert.ok(changesRecords(first.fix));
    });

    for (const proof of ['silent', 'absent', 'refuted', 'mixed'] as const) {
      it(`says only what to change if the proof is ${proof}`, async () => {
        const { first, remedy } = await seen(proof);
        assert.equal(first.code, 'dns-wrong-address');
        assert.equal(remedy, 'Change the A record of shop.example.com from 45.79.0.1 to 34.1.1.1');
      });
    }
  });

  it('finds a domain right whose proxy redirects visitors to its www twin, which is ours', async () => {
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

  describe('at the addresses of a well-known proxy', () => {
    const script = { resolver: { [SHOP]: ['A 104.21.57.64', 'A 172.67.189.95'] } };
    for (const proof of [undefined, 'unknown', 'hidden', 'absent', 'refuted'] as const) {
      it(`names the proxy, and asks to change no address: the proof is ${proof ?? 'not asked for'}`, async () => {
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

    it('behind a CNAME record still require a change of that record', async () => {
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

    it('in the zone itself are to be changed there', async () => {
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

    it('tells customers only about CNAME records, and ops about the missing address', async () => {
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

    it('has no such problem if the address of the host is set', async () => {
      const script = { resolver: { ...network, [SHOP]: ['A 8.8.8.8'] } };
      const told = { domain: NAME, addresses: ['34.1.1.1'] };
      const { problems } = await checkDns(parseDomainName(SHOP), told, optionsFor(script));
      assert.deepEqual(
        problems.map(({ code }) => code),
        ['dns-wrong-address'],
      );
    });

    it('is told of a domain that leads through the same proxy, and is right', async () => {
      const script = { resolver: { ...network, [SHOP]: [`CNAME ${NAME}`] } };
      const finding = await checkDns(parseDomainName(SHOP), behind, optionsFor(script));
      const codes = finding.problems.map(({ code }) => code);
      assert.deepEqual([finding.verdict, codes], ['right', ['network-proxied']]);
    });
  });
});
