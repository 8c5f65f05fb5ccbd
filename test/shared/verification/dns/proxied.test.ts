import assert from 'node:assert/strict';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import { problem, recordProblem } from '../../../../shared/problems/catalogue.ts';
import type { DnsFinding } from '../../../../shared/problems/findings.ts';
import { recordsFix } from '../../../../shared/problems/record-changes.ts';
import type { LookupResult } from '../../../../shared/verification/dns/lookup.ts';
import { addressesOfProxy, findingWithProof } from '../../../../shared/verification/dns/proxied.ts';

const NAME = 'shop.example.com';
const network = { addresses: ['34.1.1.1'] };
const elsewhere = recordProblem(
  'dns-wrong-address',
  { name: NAME, addresses: ['8.8.8.8'] },
  recordsFix({ found: [], wanted: [{ name: NAME, type: 'A', value: '34.1.1.1' }] }),
);
const noServer = problem('dns-server-failure', { name: NAME, reason: 'they timed out' });

const records = (...values: string[]): LookupResult<string> =>
  values.length === 0
    ? { kind: 'no-data', cnames: [] }
    : { kind: 'records', values, ttlSeconds: 300, cnames: [] };

/** The addresses that a name has, and the finding about those that may be connected to. */
const found = (
  a: readonly string[],
  aaaa: readonly string[] = [],
  finding: Partial<DnsFinding> = {},
) =>
  addressesOfProxy(
    {
      a: records(...a),
      aaaa: records(...aaaa),
      chain: { names: [NAME], end: { kind: 'host' } },
    },
    {
      verdict: 'wrong',
      visitors: 'elsewhere',
      addresses: [...a, ...aaaa],
      problems: [elsewhere],
      ...finding,
    },
    network,
  );

describe('a proxy may be in front of our site', () => {
  it('at all addresses of a domain if all of them are elsewhere', () => {
    assert.deepEqual(found(['8.8.8.8'], ['2600::9']), ['8.8.8.8', '2600::9']);
  });

  for (const [what, addresses] of [
    ['one of them is the network’s own', found(['8.8.8.8', '34.1.1.1'])],
    [
      'one of them is never connected to',
      found(['8.8.8.8', '10.0.0.1'], [], { addresses: ['8.8.8.8'] }),
    ],
    ['the domain is right', found(['8.8.8.8'], [], { verdict: 'right' })],
    [
      'something else is wrong as well',
      found(['8.8.8.8'], [], { problems: [elsewhere, noServer] }),
    ],
  ] as const) {
    it(`at none if ${what}`, () => assert.deepEqual(addresses, []));
  }
});

describe('a domain with all addresses elsewhere and an inconclusive proof', () => {
  const judged = (problems: DnsFinding['problems']) =>
    findingWithProof(
      parseDomainName(NAME),
      ['8.8.8.8'],
      { verdict: 'wrong', visitors: 'elsewhere', addresses: ['8.8.8.8'], problems },
      'unknown',
    );

  it('may be behind a proxy, as the problem of its addresses says, and no other problem', () => {
    const { verdict, problems } = judged([noServer, elsewhere]);
    assert.equal(verdict, 'unknown');
    assert.deepEqual(
      problems.map(({ code, values }) => [code, 'mayBeProxy' in values && values.mayBeProxy]),
      [
        ['dns-server-failure', false],
        ['dns-wrong-address', true],
      ],
    );
    assert.deepEqual(problems[0], noServer);
  });

  it('is judged as before if no address is the problem', () => {
    const { verdict, problems } = judged([noServer]);
    assert.deepEqual([verdict, problems], ['wrong', [noServer]]);
  });
});
