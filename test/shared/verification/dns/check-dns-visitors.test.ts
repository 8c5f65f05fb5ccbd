import assert from 'node:assert/strict';
import type { DnsCheckOptions } from '../../../../shared/verification/dns/check-dns.ts';
import { BY_ADDRESS, BY_NAME, check, NAME, OURS, SERVFAIL, SHOP, SILENT } from './dns-checks.ts';

describe('the DNS check proves of the visitors of a domain', () => {
  const ELSEWHERE = ['A 8.8.8.8', 'AAAA 2001:4860::8'];
  const visitors = async (...args: Parameters<typeof check>) =>
    (await check(...args).finding).visitors;

  for (const [what, script, expected] of [
    ['that is right', { resolver: { [SHOP]: OURS } }, 'here'],
    ['with a stray A record', { resolver: { [SHOP]: [...OURS, 'A 8.8.8.8'] } }, 'here'],
    ['with a stray AAAA record', { resolver: { [SHOP]: ['A 34.1.1.1', 'AAAA 2600::9'] } }, 'here'],
    [
      'with a stray A and a right AAAA',
      { resolver: { [SHOP]: ['A 8.8.8.8', 'AAAA 2600::1'] } },
      'here',
    ],
    [
      'with an additional private address',
      { resolver: { [SHOP]: ['A 34.1.1.1', 'A 10.0.0.1'] } },
      'here',
    ],
    ['with CAA records in the way', { resolver: { [SHOP]: [...OURS, 'CAA 0 issue ";"'] } }, 'here'],
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
      'with one family that cannot be looked up',
      { resolver: { [`${SHOP} AAAA`]: SERVFAIL, [SHOP]: ['A 8.8.8.8'] } },
      'unknown',
    ],
    [
      'whose CNAME leads to a name that is denied for one family and fails for the other',
      {
        resolver: {
          [SHOP]: ['CNAME balancer.example.org'],
          'balancer.example.org A': SERVFAIL,
        },
      },
      'unknown',
    ],
    ['whose servers fail', { resolver: { [SHOP]: SERVFAIL } }, 'unknown'],
    ['for which our resolvers are silent', { resolver: { [SHOP]: SILENT } }, 'unknown'],
    [
      'that only some resolvers lead elsewhere',
      {
        resolver: { [SHOP]: OURS },
        resolvers: { a: { [SHOP]: OURS }, b: { [SHOP]: ELSEWHERE } },
      },
      'unknown',
    ],
    [
      'whose change is spreading',
      { resolver: { [SHOP]: ELSEWHERE }, servers: { ns1: { [SHOP]: OURS } } },
      'unknown',
    ],
    [
      'that one server leads partly here',
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
    it(`that is elsewhere, with the proof ${proof}: ${expected}`, async () => {
      const script = { resolver: { [SHOP]: ELSEWHERE }, servers: { ns1: { [SHOP]: ELSEWHERE } } };
      const finding = await check(SHOP, BY_ADDRESS, script, { prove: async () => proof }).finding;
      assert.deepEqual([finding.verdict, finding.visitors], [verdict, expected]);
    });
  }

  describe('that has moved behind a well-known proxy', () => {
    const behind = (...addresses: string[]) => ({
      resolver: { [SHOP]: addresses.map((address) => `A ${address}`) },
    });
    const CLOUDFLARE = behind('104.21.57.64', '172.67.189.95');
    for (const [what, proof, expected] of [
      ['which has no such page', 'absent', 'unknown'],
      ['which shows another page', 'refuted', 'elsewhere-unless-proxied'],
      ['without a secret to prove anything', undefined, 'unknown'],
    ] as const) {
      it(`${what}: ${expected}`, async () => {
        const options = proof ? { prove: async () => proof } : {};
        assert.equal(await visitors(SHOP, BY_ADDRESS, CLOUDFLARE, options), expected);
      });
    }

    it('beside an address elsewhere: elsewhere-unless-proxied', async () => {
      const script = behind('104.21.57.64', '8.8.8.8');
      assert.equal(await visitors(SHOP, BY_ADDRESS, script), 'elsewhere-unless-proxied');
    });
  });

  it('that leads to a possible proxy beside a private address: unknown', async () => {
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

  it('to which its own servers give no address, while its former proxy cannot be reached: unknown', async () => {
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
