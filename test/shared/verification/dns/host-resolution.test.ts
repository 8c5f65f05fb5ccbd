import assert from 'node:assert/strict';
import { addressesIn, resolveHost } from '../../../../shared/verification/dns/host-resolution.ts';
import type { LookupFailure } from '../../../../shared/verification/dns/lookup.ts';
import { type Script, scriptedDns } from '../../../support/scripted-dns.ts';

const NAME = 'shop.example.com';
const GOAL = 'network.example.net';
const failing = (cause: LookupFailure['cause']): LookupFailure => ({
  kind: 'failure',
  cause,
  reason: cause,
});
const hops = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`hop${i + 1}`, [`CNAME hop${i}`]] as const),
  );

async function look(resolver: Script, own?: Script) {
  const dns = scriptedDns({ resolver, servers: { ns1: own ?? {} } });
  const { servers } = await dns.authorities(NAME, new AbortController().signal);
  const lookup = own ? servers[0]?.lookup : dns.resolve;
  assert.ok(lookup);
  const ask = { lookup, resolve: dns.resolve };
  const resolution = await resolveHost(NAME, GOAL, ask, new AbortController().signal);
  return { ...resolution, asked: dns.asked.slice(1) };
}

describe('a look at where a name leads', () => {
  for (const [what, script, addresses, names, end, queries] of [
    [
      'has addresses',
      { [NAME]: ['A 34.1.1.1', 'AAAA 2600::1'] },
      '34.1.1.1 2600::1',
      [],
      'host',
      2,
    ],
    ['has nothing', { [NAME]: [] }, '', [], 'host', 2],
    ['is not there', {}, '', [], 'no-name', 2],
    [
      'leads to addresses',
      { [NAME]: ['CNAME b'], b: ['CNAME c'], c: ['A 34.1.1.1'] },
      '34.1.1.1',
      ['b', 'c'],
      'host',
      2,
    ],
    [
      'leads through the network’s name',
      { [NAME]: ['CNAME b'], b: [`CNAME ${GOAL}`], [GOAL]: ['CNAME c'], c: ['A 34.1.1.1'] },
      '34.1.1.1',
      ['b', GOAL, 'c'],
      'goal',
      2,
    ],
    [
      'leads to the network’s name, which has nothing',
      { [NAME]: [`CNAME ${GOAL}`], [GOAL]: [] },
      '',
      [GOAL],
      'goal',
      4,
    ],
    ['leads nowhere', { [NAME]: ['CNAME gone'] }, '', ['gone'], 'no-name', 2],
    ['leads to a name with nothing', { [NAME]: ['CNAME b'], b: [] }, '', ['b'], 'host', 4],
    [
      'leads in a loop, which is SERVFAIL',
      { [NAME]: ['CNAME b'], b: [`CNAME ${NAME}`] },
      '',
      ['b', NAME],
      'circle',
      4,
    ],
    [
      'leads on and on, which is SERVFAIL',
      { [NAME]: ['CNAME hop20'], ...hops(20) },
      '',
      Array.from({ length: 12 }, (_, i) => `hop${20 - i}`),
      'too-long',
      14,
    ],
    [
      'leads to servers that fail',
      {
        [`${NAME} A`]: failing('broken'),
        [`${NAME} AAAA`]: failing('broken'),
        [NAME]: ['CNAME b'],
        b: failing('broken'),
      },
      '',
      ['b'],
      'failure',
      4,
    ],
    ['has servers that fail', { [NAME]: failing('broken') }, '', [], 'failure', 3],
    ['has servers that refuse', { [NAME]: failing('refused') }, '', [], 'failure', 3],
    ['is signed wrongly', { [NAME]: failing('dnssec') }, '', [], 'failure', 3],
    [
      'leads to a zone that is signed wrongly',
      {
        [`${NAME} A`]: failing('dnssec'),
        [`${NAME} AAAA`]: failing('dnssec'),
        [NAME]: ['CNAME b'],
        b: failing('dnssec'),
      },
      '',
      ['b'],
      'failure',
      4,
    ],
    // These reveal no more.
    ['has silent servers', { [NAME]: failing('silent') }, '', [], 'host', 2],
    [
      'fails for one family',
      { [NAME]: ['A 34.1.1.1'], [`${NAME} AAAA`]: failing('broken') },
      '34.1.1.1',
      [],
      'host',
      2,
    ],
  ] as const) {
    it(`that ${what}: ${end}, in ${queries} questions`, async () => {
      const { a, aaaa, chain, asked } = await look(script);
      assert.equal([...addressesIn(a), ...addressesIn(aaaa)].join(' '), addresses);
      assert.deepEqual([chain.names, chain.end.kind], [[NAME, ...names], end]);
      assert.equal(asked.length, queries);
    });
  }

  it('keeps the whole chain that a resolver has followed, however long', async () => {
    const { chain } = await look({ [NAME]: ['CNAME hop12'], ...hops(12), hop0: ['A 34.1.1.1'] });
    assert.deepEqual([chain.names.length, chain.end.kind], [14, 'host']);
  });

  it('asks the resolver about targets outside the zone', async () => {
    const only = { kind: 'no-data', cnames: ['www.example.org'] } as const;
    const dns = scriptedDns({ resolver: { 'www.example.org': ['A 34.1.1.1'] } });
    const ask = { lookup: async () => only, resolve: dns.resolve };
    const resolution = await resolveHost(NAME, GOAL, ask, new AbortController().signal);
    assert.deepEqual(addressesIn(resolution.a), ['34.1.1.1']);
    assert.deepEqual(resolution.chain, { names: [NAME, 'www.example.org'], end: { kind: 'host' } });
  });

  it('does not substitute a resolver’s answer for that of a failing server', async () => {
    const dns = scriptedDns({ resolver: { [NAME]: ['CNAME b'], b: ['A 34.1.1.1'] } });
    const ask = { lookup: async () => failing('refused'), resolve: dns.resolve };
    const resolution = await resolveHost(NAME, GOAL, ask, new AbortController().signal);
    assert.deepEqual(
      [resolution.a, resolution.chain.names, dns.asked],
      [failing('refused'), [NAME], []],
    );
  });

  it('leaves hundreds of addresses in the order in which they were read', async () => {
    const descending = (count: number) =>
      Array.from({ length: count }, (_, i) => count - i).map((n) => `34.1.${n >> 8}.${n & 255}`);
    const found = async (addresses: readonly string[]) => {
      const { a } = await look({ [NAME]: addresses.map((address) => `A ${address}`) });
      return addressesIn(a);
    };
    assert.deepEqual(await found(descending(256)), descending(256).reverse());
    assert.deepEqual(await found(descending(257)), descending(257));
  });

  it('sorts addresses, which servers rotate', async () => {
    const { a } = await look({ [NAME]: ['A 34.1.1.10', 'A 34.1.1.9', 'A 8.8.8.8'] });
    assert.deepEqual(addressesIn(a), ['8.8.8.8', '34.1.1.9', '34.1.1.10']);
  });
});
