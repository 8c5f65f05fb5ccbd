import assert from 'node:assert/strict';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import { caaProblems } from '../../../../shared/verification/dns/caa.ts';
import { climbToCaa } from '../../../../shared/verification/dns/caa-lookup.ts';
import { type Script, scriptedDns } from '../../../support/scripted-dns.ts';
import { told } from '../../../support/told.ts';

const AUTHORITY = 'letsencrypt.org';
const OTHER = 'CAA 0 issue "ca.example.net"';
const OURS = 'CAA 0 issue "letsencrypt.org"';

async function check(domain: string, resolver: Script) {
  const name = parseDomainName(domain);
  const dns = scriptedDns({ resolver });
  const resolution = await climbToCaa(name, dns, new AbortController().signal);
  const asked = dns.asked.map((one) => one.replace(/^resolver: (.*) CAA$/, '$1'));
  return { problems: caaProblems(name, resolution, AUTHORITY), asked };
}

describe('the CAA records of a domain', () => {
  for (const [domain, script, codes, asked] of [
    // Climbing, RFC 8659, 3.
    ['shop.example.com', {}, [], ['shop.example.com', 'example.com', 'com']],
    [
      'shop.example.com',
      { 'shop.example.com': ['A 34.1.1.1'] },
      [],
      ['shop.example.com', 'example.com', 'com'],
    ],
    [
      'shop.example.com',
      { 'example.com': [OTHER] },
      ['caa-forbids-issuer'],
      ['shop.example.com', 'example.com'],
    ],
    ['shop.example.com', { 'example.com': [OURS] }, [], ['shop.example.com', 'example.com']],
    [
      'shop.example.com',
      { com: [OTHER] },
      ['caa-forbids-issuer'],
      ['shop.example.com', 'example.com', 'com'],
    ],
    // The closest alone counts.
    [
      'shop.example.com',
      { 'shop.example.com': [OURS], 'example.com': [OTHER] },
      [],
      ['shop.example.com'],
    ],
    [
      'shop.example.com',
      { 'shop.example.com': [OTHER], 'example.com': [OURS] },
      ['caa-forbids-issuer'],
      ['shop.example.com'],
    ],
    [
      'shop.example.com',
      { 'shop.example.com': ['CAA 0 iodef "mailto:a@example.com"'], 'example.com': [OTHER] },
      [],
      ['shop.example.com'],
    ],
    // A wildcard begins at the name below its asterisk.
    ['*.example.com', { 'example.com': [OTHER] }, ['caa-forbids-issuer'], ['example.com']],
    [
      '*.example.com',
      { 'closte-domain-sync-probe.example.com': [OTHER] },
      [],
      ['example.com', 'com'],
    ],
    [
      '*.example.com',
      { 'example.com': [OURS, 'CAA 0 issuewild ";"'] },
      ['caa-forbids-issuer'],
      ['example.com'],
    ],
    ['example.com', { 'example.com': [OURS, 'CAA 0 issuewild ";"'] }, [], ['example.com']],
    // CNAME records are followed, the names above their target are not climbed.
    [
      'shop.example.com',
      { 'shop.example.com': ['CNAME shops.example.net'], 'shops.example.net': [OTHER] },
      ['caa-forbids-issuer'],
      ['shop.example.com'],
    ],
    [
      'shop.example.com',
      {
        'shop.example.com': ['CNAME shops.example.net'],
        'shops.example.net': ['A 34.1.1.1'],
        'example.net': [OTHER],
      },
      [],
      ['shop.example.com', 'example.com', 'com'],
    ],
    // An authority that cannot look must not issue.
    [
      'shop.example.com',
      { 'example.com': { kind: 'failure', cause: 'broken', reason: 'SERVFAIL' } },
      ['dns-server-failure'],
      ['shop.example.com', 'example.com', 'authorities of example.com'],
    ],
    [
      'shop.example.com',
      { 'shop.example.com': { kind: 'failure', cause: 'dnssec', reason: 'SERVFAIL' } },
      ['dns-dnssec-broken'],
      ['shop.example.com', 'authorities of shop.example.com'],
    ],
  ] as const) {
    it(`of ${domain} where ${JSON.stringify(script)}: ${codes.join(' ') || 'no problem'}`, async () => {
      const seen = await check(domain, script);
      assert.deepEqual([seen.problems.map(({ code }) => code), seen.asked], [codes, asked]);
    });
  }

  for (const [domain, script, message, remedy] of [
    [
      'shop.example.com',
      { 'example.com': [OTHER] },
      'The CAA record example.com CAA 0 issue "ca.example.net" does not let letsencrypt.org issue a certificate for shop.example.com.',
      'Add the record example.com CAA 0 issue "letsencrypt.org"',
    ],
    [
      '*.example.com',
      { 'example.com': [OURS, 'CAA 0 issuewild ";"'] },
      'The CAA record example.com CAA 0 issuewild ";" does not let letsencrypt.org issue a certificate for *.example.com.',
      'Add the record example.com CAA 0 issuewild "letsencrypt.org"',
    ],
    [
      'shop.example.com',
      { 'shop.example.com': ['CNAME shops.example.net'], 'shops.example.net': [OTHER] },
      'The CAA record shops.example.net CAA 0 issue "ca.example.net" does not let letsencrypt.org issue a certificate for shop.example.com.',
      'These records belong to the owner of shops.example.net, who has to change them. Add the record shops.example.net CAA 0 issue "letsencrypt.org"',
    ],
    [
      'shop.example.com',
      { 'example.com': ['CAA 128 tbs "Unknown"', OTHER] },
      'The CAA records example.com CAA 128 tbs "Unknown", 0 issue "ca.example.net" do not let letsencrypt.org issue a certificate for shop.example.com.',
      'Remove the record example.com CAA 128 tbs "Unknown". Add the record example.com CAA 0 issue "letsencrypt.org"',
    ],
    [
      'shop.example.com',
      { 'example.com': ['CAA 0 issue "letsencrypt.org; validationmethods=dns-01"'] },
      'The CAA record example.com CAA 0 issue "letsencrypt.org; validationmethods=dns-01" does not let letsencrypt.org issue a certificate for shop.example.com: it does so only on a condition that the host does not meet (validationmethods=dns-01).',
      'Add the record example.com CAA 0 issue "letsencrypt.org"',
    ],
    [
      'shop.example.com',
      { 'example.com': ['CAA 0 issue "LetsEncrypt.org"'] },
      'The CAA record example.com CAA 0 issue "LetsEncrypt.org" does not let letsencrypt.org issue a certificate for shop.example.com: with capital letters, its name counts as that of another authority.',
      'Add the record example.com CAA 0 issue "letsencrypt.org"',
    ],
    [
      'shop.example.com',
      { 'example.com': { kind: 'failure', cause: 'broken', reason: 'SERVFAIL' } },
      'The name servers of example.com gave no answer: SERVFAIL for its CAA records, without which no certificate is issued.',
      'Add the record shop.example.com CAA 0 issue "letsencrypt.org": with it, nobody looks up the CAA records that these name servers should have. Or ask the DNS provider of example.com to have its name servers answer look-ups of CAA records',
    ],
    [
      'example.com',
      { 'example.com': { kind: 'failure', cause: 'broken', reason: 'SERVFAIL' } },
      'The name servers of example.com gave no answer: SERVFAIL for its CAA records, without which no certificate is issued.',
      'Ask the DNS provider of example.com to have its name servers answer look-ups of CAA records: until they do, no certificate is issued or renewed.',
    ],
    [
      'shop.example.com',
      { 'example.com': { kind: 'failure', cause: 'dnssec', reason: 'SERVFAIL' } },
      'The DNSSEC signatures of example.com are broken: resolvers that check them refuse its CAA records, without which no certificate is issued.',
      'Have the DNS provider sign the zone again, or remove its DS record at the registrar.',
    ],
  ] as const) {
    it(`tells: ${message}`, async () => {
      const { problems } = await check(domain, script);
      const texts = told(problems).map((one) => [one.severity, one.message, one.remedy]);
      assert.deepEqual(texts, [['error', message, remedy]]);
    });
  }

  for (const cause of ['silent', 'refused'] as const) {
    const unsaid = { kind: 'failure', cause, reason: 'no reply, or REFUSED' } as const;
    const failing = { kind: 'failure', cause: 'refused', reason: 'NOTIMP' } as const;
    const dropped = { kind: 'failure', cause: 'silent', reason: 'no reply' } as const;
    const there = { 'example.com A': ['A 34.1.1.1'] };
    for (const [what, servers, codes] of [
      ['nobody else is there to ask', {}, []],
      [
        'its own servers do not either',
        { 'ns1 (192.0.2.1)': { ...there, 'example.com CAA': failing } },
        ['dns-server-failure'],
      ],
      [
        'its own servers drop the question, and answer others',
        { 'ns1 (192.0.2.1)': { ...there, 'example.com CAA': dropped } },
        ['dns-server-failure'],
      ],
      [
        'its own servers cannot be reached from here at all',
        { 'ns1 (192.0.2.1)': { 'example.com': dropped } },
        [],
      ],
      [
        'one of its own servers says that another may',
        {
          'ns1 (192.0.2.1)': { ...there, 'example.com CAA': dropped },
          'ns2 (192.0.2.2)': { ...there, 'example.com CAA': [OTHER] },
        },
        ['caa-forbids-issuer'],
      ],
      [
        'its own servers say that there are none',
        { 'ns1 (192.0.2.1)': { 'example.com': ['A 34.1.1.1'] } },
        [],
      ],
    ] as const) {
      it(`where the resolver is ${cause}, and ${what}: ${codes.join(' ') || 'no problem'}`, async () => {
        const dns = scriptedDns({
          resolver: { 'example.com': unsaid, com: [] },
          zone: 'example.com',
          servers,
        });
        const name = parseDomainName('example.com');
        const found = await climbToCaa(name, dns, new AbortController().signal);
        const problems = caaProblems(name, found, AUTHORITY);
        assert.deepEqual(
          problems.map(({ code }) => code),
          codes,
        );
      });
    }
  }

  for (const cause of ['broken', 'dnssec'] as const) {
    it(`are none of the customer’s where the registry’s look-up is ${cause}`, async () => {
      const { problems } = await check('shop.example.com', {
        com: { kind: 'failure', cause, reason: 'SERVFAIL' },
      });
      assert.deepEqual(
        told(problems).map(({ code, severity }) => [code, severity]),
        [['caa-registry-failure', 'note']],
      );
    });
  }

  it('are asked of three zones at most', async () => {
    const chain = Array.from({ length: 9 }, (_, i) => [`h${i}.com`, [`CNAME h${i + 1}.com`]]);
    const dns = scriptedDns({
      resolver: { 'h0.com': { kind: 'failure', cause: 'silent', reason: 'no reply' } },
      servers: { 'ns1 (192.0.2.1)': Object.fromEntries(chain.map(([name, to]) => [name, to])) },
    });
    await climbToCaa(parseDomainName('h0.com'), dns, new AbortController().signal);
    assert.ok(dns.asked.filter((one) => one.startsWith('authorities')).length <= 3);
  });
});
