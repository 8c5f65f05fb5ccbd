import assert from 'node:assert/strict';
import { followCnames } from '../../../../shared/verification/dns/cname-chain.ts';
import type { DnsAnswer, Resolver } from '../../../../shared/verification/dns/resolver.ts';

const NO_DATA: DnsAnswer = { kind: 'no-data' };
const NO_NAME: DnsAnswer = { kind: 'no-name' };
const SERVFAIL: DnsAnswer = { kind: 'failure', reason: 'SERVFAIL', replied: true };

/** A table of CNAME records; names that are not in it do not exist. */
type Cnames = Readonly<Record<string, string | DnsAnswer>>;

function follow(name: string, cnames: Cnames, goal?: string) {
  const resolver: Resolver = async (asked, type) => {
    assert.equal(type, 'CNAME');
    const entry = cnames[asked] ?? NO_NAME;
    return typeof entry === 'string' ? { kind: 'records', values: [entry] } : entry;
  };
  return followCnames(name, goal, resolver, new AbortController().signal);
}

/** `hop1` to `hop<count>` from `hop0`, which is a host of its own. */
function chainOf(count: number): Cnames {
  const hops = Array.from({ length: count }, (_, i) => [`hop${i + 1}`, `hop${i}`]);
  return { ...Object.fromEntries(hops), hop0: NO_DATA };
}

describe('a CNAME chain', () => {
  for (const [what, cnames, goal, names, end] of [
    ['may have no link at all', { a: NO_DATA }, undefined, ['a'], { kind: 'host' }],
    ['ends at a host', { a: 'b', b: NO_DATA }, undefined, ['a', 'b'], { kind: 'host' }],
    ['ends at a name that is missing', { a: 'b' }, undefined, ['a', 'b'], { kind: 'no-name' }],
    ['ends where servers fail', { a: 'b', b: SERVFAIL }, undefined, ['a', 'b'], SERVFAIL],
    ['may fail at once', { a: SERVFAIL }, undefined, ['a'], SERVFAIL],
    ['may be a circle', { a: 'b', b: 'a' }, undefined, ['a', 'b', 'a'], { kind: 'circle' }],
    ['may point at itself', { a: 'A' }, undefined, ['a', 'A'], { kind: 'circle' }],
    [
      'may enter a circle',
      { a: 'b', b: 'c', c: 'B.' },
      undefined,
      ['a', 'b', 'c', 'B.'],
      { kind: 'circle' },
    ],
    [
      'is followed no further than to its goal',
      { a: 'b', b: 'c' },
      'b',
      ['a', 'b'],
      { kind: 'goal' },
    ],
    [
      'knows its goal in any spelling',
      { a: 'Net.Example.' },
      'nEt.example',
      ['a', 'Net.Example.'],
      { kind: 'goal' },
    ],
    ['does not start at its goal', { a: NO_DATA }, 'a', ['a'], { kind: 'host' }],
  ] as const) {
    it(what, async () =>
      assert.deepEqual(partOf(await follow('a', cnames, goal)), partOf({ names, end })),
    );
  }

  it('is followed for 8 hops', async () => {
    const { names, end } = await follow('hop8', chainOf(8));
    assert.deepEqual([names.length, names.at(-1), end.kind], [9, 'hop0', 'host']);
  });

  it('is too long with a ninth', async () => {
    const { names, end } = await follow('hop9', chainOf(9));
    assert.deepEqual([names.length, names.at(-1), end.kind], [9, 'hop1', 'too-long']);
  });
});

function partOf({
  names,
  end,
}: {
  names: readonly string[];
  end: { kind: string; reason?: string };
}) {
  return { names, kind: end.kind, reason: end.reason };
}
