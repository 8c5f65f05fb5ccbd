import assert from 'node:assert/strict';
import {
  failureIn,
  fromAuthority,
  fromResolver,
  zoneIn,
} from '../../../../../shared/verification/dns/client/interpret.ts';
import type { DnsResponse } from '../../../../../shared/verification/dns/client/message.ts';
import type { ResourceRecord } from '../../../../../shared/verification/dns/client/resource-record.ts';
import type { RecordType } from '../../../../../shared/verification/dns/lookup.ts';
import { spoken } from '../../../../support/told.ts';

function reply(some: Partial<DnsResponse> = {}): DnsResponse {
  return {
    kind: 'response',
    code: 0,
    authoritative: false,
    recursionAvailable: true,
    truncated: false,
    answers: [],
    authority: [],
    additional: [],
    ...some,
  };
}

function record(
  name: string,
  type: Exclude<RecordType, 'CAA'>,
  value: string,
  ttlSeconds = 300,
): ResourceRecord {
  return { name, type, value, ttlSeconds };
}

const soa = record('example.com', 'SOA', 'example.com', 60);

describe('the reply of a resolver', () => {
  const name = 'shop.example.com';
  const rules: readonly (readonly [string, Partial<DnsResponse>, object])[] = [
    [
      'records',
      { answers: [record(name, 'A', '203.0.113.7', 40), record(name, 'A', '203.0.113.8', 30)] },
      {
        kind: 'records',
        values: ['203.0.113.7', '203.0.113.8'],
        ttlSeconds: 30,
        cnames: [],
      },
    ],
    [
      'a record twice',
      { answers: [record(name, 'A', '203.0.113.7'), record(name, 'A', '203.0.113.7')] },
      { kind: 'records', values: ['203.0.113.7'], ttlSeconds: 300, cnames: [] },
    ],
    [
      'cnames in any order',
      {
        answers: [
          record('b.example.net', 'A', '203.0.113.7', 99),
          record('a.example.net', 'CNAME', 'b.example.net', 20),
          record(name, 'CNAME', 'a.example.net', 50),
        ],
      },
      {
        kind: 'records',
        values: ['203.0.113.7'],
        ttlSeconds: 20,
        steps: [50, 20, 99],
        cnames: ['a.example.net', 'b.example.net'],
      },
    ],
    [
      'records of names that were not asked for',
      {
        answers: [
          record('other.example.com', 'A', '203.0.113.9'),
          record('x.example.net', 'CNAME', 'y.example.net'),
          record(name, 'AAAA', '2001:db8::7'),
        ],
      },
      { kind: 'no-data', cnames: [] },
    ],
    [
      'nothing',
      { authority: [soa] },
      { kind: 'no-data', cnames: [], ttlSeconds: 60, zone: 'example.com' },
    ],
    [
      'nothing, with the SOA record of an unrelated zone',
      { authority: [record('example.org', 'SOA', 'example.org')] },
      { kind: 'no-data', cnames: [] },
    ],
    [
      'NXDOMAIN',
      { code: 3, authority: [soa] },
      { kind: 'no-name', cnames: [], ttlSeconds: 60, zone: 'example.com' },
    ],
    [
      'NXDOMAIN at the target of a CNAME',
      {
        code: 3,
        answers: [record(name, 'CNAME', 'gone.example.com')],
        authority: [soa],
      },
      {
        kind: 'no-name',
        cnames: ['gone.example.com'],
        ttlSeconds: 60,
        steps: [300, 60],
        zone: 'example.com',
      },
    ],
    [
      'a CNAME that leads back to itself',
      { answers: [record(name, 'CNAME', name)] },
      { kind: 'no-data', cnames: [name] },
    ],
    [
      'a loop of cnames',
      {
        answers: [record(name, 'CNAME', 'a.example.net'), record('a.example.net', 'CNAME', name)],
      },
      { kind: 'no-data', cnames: ['a.example.net', name] },
    ],
    ['SERVFAIL', { code: 2 }, { kind: 'failure', cause: 'broken', reason: 'SERVFAIL' }],
    ['REFUSED', { code: 5 }, { kind: 'failure', cause: 'refused', reason: 'REFUSED' }],
    ['NOTIMP', { code: 4 }, { kind: 'failure', cause: 'refused', reason: 'NOTIMP' }],
    [
      'an unknown code',
      { code: 77 },
      { kind: 'failure', cause: 'refused', reason: 'the response code 77' },
    ],
    [
      'a referral',
      { recursionAvailable: false, authority: [record('com', 'NS', 'a.gtld-servers.net')] },
      { kind: 'failure', cause: 'refused', reason: 'it does not resolve names for others' },
    ],
  ];
  for (const [what, said, answer] of rules) {
    it(`that is ${what} means ${JSON.stringify(answer)}`, () => {
      assert.deepEqual(spoken(fromResolver(reply(said), name, 'A')), answer);
    });
  }

  it('to a question for CNAME is that one CNAME', () => {
    const answers = [record(name, 'CNAME', 'a.example.net'), record('a.example.net', 'CNAME', 'b')];
    assert.deepEqual(fromResolver(reply({ answers }), name, 'CNAME'), {
      kind: 'records',
      values: ['a.example.net'],
      ttlSeconds: 300,
      cnames: [],
    });
  });

  it('is followed for a limited number of cnames', () => {
    const answers = Array.from({ length: 1000 }, (_, i) => record(`${i}.a`, 'CNAME', `${i + 1}.a`));
    const answer = fromResolver(reply({ answers }), '0.a', 'A');
    assert.equal(answer.kind === 'no-data' && answer.cnames.length, 32);
  });

  it('is an answer or the reason why there is none', () => {
    assert.equal(failureIn(reply()), undefined);
    assert.equal(failureIn(reply({ code: 3 })), undefined);
    assert.equal(failureIn(reply({ code: 5 }))?.cause, 'refused');
  });
});

describe('the reply of a server that the zone is delegated to', () => {
  const name = 'shop.example.com';
  const answers = [record(name, 'A', '203.0.113.7')];
  for (const [what, said, kind, cause] of [
    ['records with authority', { authoritative: true, answers }, 'records', undefined],
    ['NXDOMAIN with authority', { authoritative: true, code: 3 }, 'no-name', undefined],
    ['records without authority', { answers }, 'failure', 'lame'],
    ['NXDOMAIN without authority', { code: 3 }, 'failure', 'lame'],
    ['REFUSED', { code: 5 }, 'failure', 'lame'],
    ['NOTAUTH', { code: 9 }, 'failure', 'lame'],
    ['SERVFAIL', { code: 2 }, 'failure', 'broken'],
    ['NOTIMP', { code: 4 }, 'failure', 'refused'],
  ] as const) {
    it(`that is ${what} means ${cause ?? kind}`, () => {
      const answer = fromAuthority(reply(said), name, 'A');
      assert.equal(answer.kind, kind);
      assert.equal(answer.kind === 'failure' ? answer.cause : undefined, cause);
    });
  }
});

describe('the zone of a name', () => {
  const name = 'www.example.com';
  for (const [what, said, zone] of [
    ['begins at it if it has an SOA record', { answers: [record(name, 'SOA', name)] }, name],
    ['is what the SOA record beside no answer says', { authority: [soa] }, 'example.com'],
    [
      'is not that of its CNAME target',
      { answers: [record(name, 'CNAME', 'a.example.com')], authority: [soa] },
      undefined,
    ],
    [
      'is never one that does not contain it',
      { authority: [record('example.org', 'SOA', 'example.org')] },
      undefined,
    ],
    ['is unknown from an empty reply', {}, undefined],
  ] as const) {
    it(what, () => {
      assert.equal(zoneIn(reply(said), name), zone);
    });
  }
});
