import assert from 'node:assert/strict';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import { checkCaa } from '../../../../shared/verification/dns/check-caa.ts';
import { type Script, scriptedDns } from '../../../support/scripted-dns.ts';

const OTHER = 'CAA 0 issue "ca.example.net"';
const OURS = 'CAA 0 issue "letsencrypt.org"';
const SERVFAIL = { kind: 'failure', cause: 'broken', reason: 'SERVFAIL' } as const;
const NAME = 'shop.example.com';
const NS1 = 'ns1 (192.0.2.1)';
const NS2 = 'ns2 (192.0.2.2)';

async function check(resolver: Script, servers: Readonly<Record<string, Script>>) {
  const domain = parseDomainName(NAME);
  const dns = scriptedDns({ resolver, zone: 'example.com', servers });
  const { signal } = new AbortController();
  const context = { domain, name: NAME, goal: undefined, dns, allowPrivateAddresses: false };
  const a = { kind: 'records', values: ['34.1.1.1'], cnames: [], ttlSeconds: 300 } as const;
  const resolution = { a, aaaa: a, chain: { names: [NAME], end: { kind: 'host' } } } as const;
  const problems = await checkCaa(
    { ...context, signal, time: signal },
    resolution,
    { addresses: ['34.1.1.1'] },
    'letsencrypt.org',
  );
  const asked = dns.asked.filter((one) => !one.startsWith('resolver'));
  return { codes: problems.map(({ code }) => code), asked };
}

describe('CAA records that forbid, as a resolver has them', () => {
  for (const [what, resolver, servers, codes] of [
    [
      'are so at the zone, too',
      { [NAME]: [OTHER] },
      { [NS1]: { [NAME]: [OTHER] } },
      ['caa-forbids-issuer'],
    ],
    ['allow it there', { [NAME]: [OTHER] }, { [NS1]: { [NAME]: [OURS] } }, []],
    ['are gone there', { [NAME]: [OTHER] }, { [NS1]: {} }, []],
    [
      'are gone there, while some above them forbid',
      { [NAME]: [OTHER], 'example.com': [OTHER] },
      { [NS1]: { 'example.com': [OTHER] } },
      ['caa-forbids-issuer'],
    ],
    [
      'allow it there, by the second server, since the first one fails',
      { [NAME]: [OTHER] },
      { [NS1]: { [NAME]: SERVFAIL }, [NS2]: { [NAME]: [OURS] } },
      [],
    ],
    [
      'count if no server of the zone answers',
      { [NAME]: [OTHER] },
      { [NS1]: { [NAME]: SERVFAIL }, [NS2]: { [NAME]: SERVFAIL } },
      ['caa-forbids-issuer'],
    ],
    ['count if there is no server to ask', { [NAME]: [OTHER] }, {}, ['caa-forbids-issuer']],
  ] as const) {
    it(`${what}: ${codes.join() || 'no problem'}`, async () => {
      const seen = await check(resolver, servers);
      assert.deepEqual(seen.codes, codes);
    });
  }

  it('are looked for at the zone only where they forbid', async () => {
    const { asked } = await check({ [NAME]: [OURS] }, { [NS1]: { [NAME]: [OURS] } });
    assert.deepEqual(asked, []);
  });
});
