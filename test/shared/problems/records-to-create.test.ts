import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exampleProblem, type Problem, recordProblem } from '../../../shared/problems/catalogue.ts';
import { type DnsRecord, zoneLine } from '../../../shared/problems/dns-record.ts';
import { recordsFix } from '../../../shared/problems/record-changes.ts';
import { recordsToCreate } from '../../../shared/problems/records-to-create.ts';
import { describeWith } from '../../infra/deploy/tools.ts';

const run = promisify(execFile);

const linesFor = (...problems: readonly Problem[]) => {
  const { records, orElse } = recordsToCreate(problems);
  return { records: records.map(zoneLine), orElse: orElse.map(zoneLine) };
};

const missing = (name: string, wanted: readonly Omit<DnsRecord, 'name'>[]) =>
  recordProblem(
    'dns-no-records',
    { name, missing: 'name' },
    recordsFix({ wanted: wanted.map((record) => ({ name, ...record })), found: [] }),
  );

const CNAME = { type: 'CNAME', value: 'network.example.net' } as const;
const A = { type: 'A', value: '203.0.113.7' } as const;

describe('the records to create', () => {
  for (const [code, records, orElse] of [
    [
      'dns-no-records',
      ['shop.example.com. CNAME network.example.net.'],
      ['shop.example.com. A 203.0.113.7'],
    ],
    // A CNAME record could not stand beside the A record that is changed.
    ['dns-wrong-address', ['shop.example.com. A 203.0.113.7'], []],
    ['dns-cname-broken', ['shop.example.com. CNAME network.example.net.'], []],
    ['dns-private-address', ['shop.example.com. A 203.0.113.7'], []],
    ['caa-forbids-issuer', ['example.com. CAA 0 issue "letsencrypt.org"'], []],
    ['dns-mixed-addresses', [], []],
    ['dns-ipv6-elsewhere', [], []],
    ['dns-not-propagated', [], []],
    ['dns-server-failure', [], []],
    ['dns-proxied', [], []],
    ['network-unknown', [], []],
    // Not needed for the domain itself.
    ['dns-www-differs', [], []],
  ] as const) {
    it(`are ${records.join(' and ') || 'none'} for ${code}`, () => {
      assert.deepEqual(linesFor(exampleProblem(code)), { records, orElse });
    });
  }

  it('are none if everything is right', () => {
    assert.deepEqual(linesFor(), { records: [], orElse: [] });
  });

  it('are all the records that would make it right', () => {
    const wanted = [
      A,
      { type: 'A', value: '203.0.113.8' },
      { type: 'AAAA', value: '2001:db8::7' },
    ] as const;
    assert.deepEqual(linesFor(missing('example.com', wanted)).records, [
      'example.com. A 203.0.113.7',
      'example.com. A 203.0.113.8',
      'example.com. AAAA 2001:db8::7',
    ]);
  });

  it('stand under the wildcard itself', () => {
    assert.deepEqual(linesFor(missing('*.example.com', [CNAME, A])), {
      records: ['*.example.com. CNAME network.example.net.'],
      orElse: ['*.example.com. A 203.0.113.7'],
    });
  });

  it('are none if a CAA record has to be removed', () => {
    const values = {
      name: 'shop.example.com',
      at: 'example.com',
      records: ['128 tbs "?"'],
      authority: 'letsencrypt.org',
    };
    const remove: DnsRecord[] = [{ name: 'example.com', type: 'CAA', value: '128 tbs "?"' }];
    const fix = { who: 'customer', create: [], remove, replace: [] } as const;
    assert.deepEqual(linesFor(recordProblem('caa-forbids-issuer', values, fix)).records, []);
  });

  it('are listed once, however many problems they fix', () => {
    const problem = exampleProblem('dns-wrong-address');
    assert.deepEqual(linesFor(problem, problem).records, ['shop.example.com. A 203.0.113.7']);
  });

  describeWith(['named-checkzone'], 'in a zone file', () => {
    for (const [problem, expected] of [
      [
        exampleProblem('dns-no-records'),
        /^shop\.example\.com\.\s+300 IN CNAME\s+network\.example\.net\.$/m,
      ],
      [
        missing('*.example.com', [CNAME]),
        /^\*\.example\.com\.\s+300 IN CNAME\s+network\.example\.net\.$/m,
      ],
      [
        exampleProblem('caa-forbids-issuer'),
        /^example\.com\.\s+300 IN CAA\s+0 issue "letsencrypt\.org"$/m,
      ],
    ] as const) {
      it(`are parsed as valid for ${problem.code}: ${expected.source}`, async () => {
        await using folder = await mkdtempDisposable(join(tmpdir(), 'records-to-create-'));
        const zone = join(folder.path, 'zone');
        const others = ['$TTL 300', '@ SOA ns1 host 1 2 3 4 5', '@ NS ns1', 'ns1 A 192.0.2.53'];
        await writeFile(zone, `${[...others, ...linesFor(problem).records].join('\n')}\n`);
        const { stdout } = await run('named-checkzone', ['-D', 'example.com', zone]);
        assert.match(stdout, expected);
      });
    }
  });
});
