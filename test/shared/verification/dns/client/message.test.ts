import assert from 'node:assert/strict';
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, type Packet } from 'dns-packet';
import fc from 'fast-check';
import {
  encodeQuery,
  type Query,
  readResponse,
} from '../../../../../shared/verification/dns/client/message.ts';

const query: Query = {
  id: 0x1234,
  name: 'shop.example.com',
  type: 'A',
  recursion: true,
  unchecked: false,
  edns: true,
};
const question = { name: 'Shop.EXAMPLE.com', type: 'A' } as const;

/** Encoded by another implementation, so that a mistake would have to be in both. */
function reply(packet: Packet = {}): Buffer {
  return encode({ id: query.id, type: 'response', questions: [question], ...packet });
}

function read(message: Buffer) {
  const found = readResponse(message, query);
  assert.ok(typeof found === 'object', String(found));
  return found;
}

describe('a query', () => {
  it('encodes the question, and offers 1232 bytes', () => {
    const told = decode(encodeQuery(query));
    assert.equal(told.id, 0x1234);
    assert.equal(told.type, 'query');
    assert.deepEqual([told.flag_rd, told.flag_cd], [true, false]);
    assert.deepEqual(told.questions, [{ name: 'shop.example.com', type: 'A', class: 'IN' }]);
    const [opt] = told.additionals ?? [];
    assert.ok(opt?.type === 'OPT');
    assert.deepEqual([opt.udpPayloadSize, opt.ednsVersion, opt.flags], [1232, 0, 0]);
  });

  it('to a name server asks for no recursion, and without EDNS offers no size', () => {
    const told = decode(encodeQuery({ ...query, recursion: false, unchecked: true, edns: false }));
    assert.deepEqual([told.flag_rd, told.flag_cd, told.additionals], [false, true, []]);
  });

  it('can ask for every type', () => {
    for (const type of ['A', 'AAAA', 'CNAME', 'NS', 'SOA', 'CAA'] as const) {
      assert.equal(decode(encodeQuery({ ...query, type })).questions?.[0]?.type, type);
    }
  });
});

describe('a reply', () => {
  const name = 'Shop.example.com';
  const ttl = 50;
  const soa = { mname: 'ns1.example.com', rname: 'a.example.com', minimum: 60 };
  const records: readonly (readonly [Answer, unknown])[] = [
    [{ name, ttl, type: 'A', data: '203.0.113.7' }, '203.0.113.7'],
    [{ name, ttl, type: 'AAAA', data: '2001:DB8:0:0:0::7' }, '2001:db8::7'],
    [{ name, ttl, type: 'AAAA', data: '::ffff:10.0.0.1' }, '::ffff:10.0.0.1'],
    [{ name, ttl, type: 'CNAME', data: 'WWW.Example.com.' }, 'www.example.com'],
    [{ name, ttl, type: 'NS', data: 'ns1.example.com' }, 'ns1.example.com'],
    [{ name, ttl, type: 'SOA', data: soa }, 'shop.example.com'],
    [
      { name, ttl, type: 'CAA', data: { flags: 128, tag: 'issue', value: 'ca.example; a=b' } },
      { flags: 128, tag: 'issue', value: 'ca.example; a=b' },
    ],
    [
      {
        name,
        ttl,
        type: 'DS',
        data: { keyTag: 60485, algorithm: 5, digestType: 1, digest: Buffer.from('2bb183', 'hex') },
      },
      '60485 5 1 2bb183',
    ],
  ];
  for (const [record, value] of records) {
    it(`reads ${record.type} ${JSON.stringify(value)}`, () => {
      assert.deepEqual(read(reply({ answers: [record] })).answers, [
        { name: 'shop.example.com', type: record.type, ttlSeconds: ttl, value },
      ]);
    });
  }

  it('reads unknown CAA tags, in lower case', () => {
    const message = withRecord(257, Buffer.from('\x00\x04OddX"v\xe9', 'latin1'));
    const [record] = read(message).answers;
    assert.deepEqual(record?.value, { flags: 0, tag: 'oddx', value: '"v\xe9' });
  });

  it('says how long the absence of a record may be cached', () => {
    const authority: Answer = { name, ttl: 300, type: 'SOA', data: soa };
    assert.equal(read(reply({ authorities: [authority] })).authority[0]?.ttlSeconds, 60);
  });

  it('has a time to live of zero if that in the record is negative', () => {
    const record: Answer = { name, ttl: 0x8000_0000, type: 'A', data: '203.0.113.7' };
    assert.equal(read(reply({ answers: [record] })).answers[0]?.ttlSeconds, 0);
  });

  it('may have records of other types and classes, which are ignored', () => {
    const answers: Answer[] = [
      { name, type: 'TXT', data: 'hello' },
      { name, type: 'A', class: 'CH', data: '203.0.113.9' },
      { name, type: 'A', data: '203.0.113.7' },
    ];
    assert.deepEqual(
      read(reply({ answers })).answers.map(({ value }) => value),
      ['203.0.113.7'],
    );
  });

  it('has its code, its authority, and the extension of the code by EDNS', () => {
    const opt: Answer = {
      type: 'OPT',
      name: '.',
      udpPayloadSize: 1232,
      extendedRcode: 1,
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
      options: [],
    };
    const told = read(reply({ flags: AUTHORITATIVE_ANSWER | 3, additionals: [opt] }));
    assert.deepEqual([told.code, told.authoritative, told.truncated], [16 + 3, true, false]);
  });

  it('that is truncated is read no further than its header', () => {
    const message = reply({ flags: 0x0200, answers: [{ name, type: 'A', data: '203.0.113.7' }] });
    const { truncated, answers } = read(message.subarray(0, -3));
    assert.deepEqual([truncated, answers], [true, []]);
  });

  it('may announce more additional records than it has', () => {
    const message = reply({ answers: [{ name, type: 'A', data: '203.0.113.7' }] });
    message.writeUInt16BE(7, 10);
    assert.equal(read(message).answers.length, 1);
  });

  for (const [what, packet] of [
    ['another id', { id: 0x1235 }],
    ['another name', { questions: [{ name: 'shop.example.org', type: 'A' }] }],
    ['another type', { questions: [{ name, type: 'AAAA' }] }],
    ['two questions', { questions: [question, question] }],
    ['no question', { questions: [] }],
    ['a query', { type: 'query' }],
  ] as const satisfies readonly (readonly [string, unknown])[]) {
    it(`does not answer this query if it has ${what}`, () => {
      const questions = 'questions' in packet ? [...packet.questions] : [question];
      assert.equal(readResponse(reply({ ...packet, questions }), query), undefined);
    });
  }

  it('need not repeat a question that it does not understand', () => {
    assert.equal(read(reply({ flags: 1, questions: [] })).code, 1);
  });

  for (const [what, type, data] of [
    ['an A record of three bytes', 1, '\x01\x02\x03'],
    ['an AAAA record of four', 28, '\x01\x02\x03\x04'],
    ['a CNAME record that ends early', 5, '\x05ab'],
    ['a CNAME record with something behind', 5, '\x01a\x00\x00'],
    ['a CNAME record that points at itself', 5, '\xc0\x2e'],
    ['an SOA record without its numbers', 6, '\x00\x00'],
    ['a CAA record without a tag', 257, '\x00\x00'],
    ['a CAA record whose tag is longer than it', 257, '\x00\x09is'],
    ['an empty CAA record', 257, ''],
  ] as const) {
    it(`is malformed with ${what}`, () => {
      assert.equal(readResponse(withRecord(type, Buffer.from(data, 'latin1')), query), 'malformed');
    });
  }

  it('is malformed if it ends within its records', () => {
    const message = reply({ answers: [{ name, type: 'A', data: '203.0.113.7' }] });
    assert.equal(readResponse(message.subarray(0, -1), query), 'malformed');
  });

  for (const [what, counts] of [
    ['answers', [501, 0]],
    ['answers and authority together', [250, 251]],
  ] as const) {
    it(`is not read with more than 500 records as ${what}`, () => {
      assert.equal(readResponse(withCounts(counts[0], counts[1]), query), 'too many records');
    });
  }

  it('is read with 500 records', () => {
    assert.equal(read(withCounts(500, 0)).answers.length, 500);
  });

  it('is read with more additional records than 500, but no further', () => {
    assert.equal(read(withCounts(0, 0, 600)).additional.length, 500);
  });

  it('may be any bytes, and reading it never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(300), (bytes, keep) => {
        const start = reply({ answers: [{ name, type: 'CNAME', data: 'a.example.com' }] });
        const message = Buffer.concat([start.subarray(0, keep), bytes]);
        const found = readResponse(message, query);
        assert.ok(typeof found !== 'object' || found.kind === 'response');
      }),
      { numRuns: 2000 },
    );
  });
});

/** A reply with as many A records in each section. */
function withCounts(answers: number, authorities: number, additionals = 0): Buffer {
  const a = { name: query.name, type: 'A', data: '203.0.113.7' } as const;
  const [some, others, more] = [answers, authorities, additionals].map((count) =>
    Array(count).fill(a),
  );
  return reply({ answers: some, authorities: others, additionals: more });
}

/** A reply with one record in the answer section, of any data. */
function withRecord(type: number, data: Buffer): Buffer {
  const message = reply();
  message.writeUInt16BE(1, 6);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([message, head, data]);
}
