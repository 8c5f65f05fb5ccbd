import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Diagnosis } from '../../../infra/cli/diagnosis.ts';
import { recordsToCreate } from '../../../infra/cli/records-to-create.ts';
import { exampleProblem, type ProblemCode, problem } from '../../../shared/problems/catalogue.ts';
import { describeWith } from '../deploy/tools.ts';
import { diagnosisOf } from './diagnosis.ts';

const run = promisify(execFile);

describe('the records to create', () => {
  const recordsFor = (domain: string, code: ProblemCode, seen: Partial<Diagnosis> = {}) =>
    recordsToCreate(
      diagnosisOf(domain, {
        dns: { verdict: 'wrong', addresses: [], problems: [exampleProblem(code)] },
        ...seen,
      }),
    );

  const pointing = [
    'shop.example.com. CNAME network.example.net.',
    'shop.example.com. A 203.0.113.7',
  ];
  for (const [code, expected] of [
    ['dns-no-records', pointing],
    ['dns-wrong-address', pointing],
    ['dns-cname-broken', pointing],
    ['dns-private-address', pointing],
    ['caa-forbids-issuer', ['example.com. CAA 0 issue "letsencrypt.org"']],
    ['dns-mixed-addresses', []],
    ['dns-ipv6-elsewhere', []],
    ['dns-not-propagated', []],
    ['dns-server-failure', []],
    ['dns-proxied', []],
    ['network-unknown', []],
  ] as const) {
    it(`are ${expected.length > 0 ? expected.join(' and ') : 'none'} for ${code}`, () => {
      assert.deepEqual(recordsFor('shop.example.com', code), expected);
    });
  }

  it('are none if all is right', () => {
    assert.deepEqual(recordsToCreate(diagnosisOf('shop.example.com')), []);
  });

  it('are all that would make it right', () => {
    const wanted = ['A 203.0.113.7', 'A 203.0.113.8', 'AAAA 2001:db8::7'] as const;
    assert.deepEqual(recordsFor('example.com', 'dns-no-records', { wanted }), [
      'example.com. A 203.0.113.7',
      'example.com. A 203.0.113.8',
      'example.com. AAAA 2001:db8::7',
    ]);
  });

  it('stand under the wildcard itself', () => {
    assert.deepEqual(recordsFor('*.example.com', 'dns-no-records'), [
      '*.example.com. CNAME network.example.net.',
      '*.example.com. A 203.0.113.7',
    ]);
  });

  it('are none where a CAA record has to go', () => {
    const cause = problem('caa-forbids-issuer', {
      name: 'shop.example.com',
      at: 'example.com',
      records: ['128 tbs "?"'],
      authority: 'letsencrypt.org',
      remove: '128 tbs "?"',
    });
    const dns = { verdict: 'wrong', addresses: [], problems: [cause] } as const;
    assert.deepEqual(recordsToCreate(diagnosisOf('shop.example.com', { dns })), []);
  });

  describeWith(['named-checkzone'], 'in a zone file', () => {
    for (const [code, domain, expected] of [
      [
        'dns-no-records',
        'shop.example.com',
        /^shop\.example\.com\.\s+300 IN CNAME\s+network\.example\.net\.$/m,
      ],
      [
        'dns-wrong-address',
        '*.example.com',
        /^\*\.example\.com\.\s+300 IN CNAME\s+network\.example\.net\.$/m,
      ],
      [
        'caa-forbids-issuer',
        'shop.example.com',
        /^example\.com\.\s+300 IN CAA\s+0 issue "letsencrypt\.org"$/m,
      ],
    ] as const) {
      it(`are read as they stand for ${code} of ${domain}`, async () => {
        await using folder = await mkdtempDisposable(join(tmpdir(), 'records-to-create-'));
        const zone = join(folder.path, 'zone');
        const [best = ''] = recordsFor(domain, code);
        const others = ['$TTL 300', '@ SOA ns1 host 1 2 3 4 5', '@ NS ns1', 'ns1 A 192.0.2.53'];
        await writeFile(zone, `${[...others, best].join('\n')}\n`);
        const { stdout } = await run('named-checkzone', ['-D', 'example.com', zone]);
        assert.match(stdout, expected);
      });
    }
  });
});
