import assert from 'node:assert/strict';
import {
  extended,
  followCnames,
  isTooLong,
} from '../../../../shared/verification/dns/cname-chain.ts';
import { type Script, scriptedDns } from '../../../support/scripted-dns.ts';

const SERVFAIL = { kind: 'failure', cause: 'broken', reason: 'SERVFAIL' } as const;

/** Targets by name, or another answer; `[]` for a host. Other names do not exist. */
function follow(name: string, script: Script, goal?: string) {
  const { resolve } = scriptedDns({ resolver: script });
  return followCnames(name, goal, resolve, new AbortController().signal);
}

const to = (target: string) => [`CNAME ${target}`];

/** `hop1` to `hop<count>` from `hop0`, which is a host of its own. */
function chainOf(count: number): Script {
  const hops = Array.from({ length: count }, (_, i) => [`hop${i + 1}`, to(`hop${i}`)]);
  return { ...Object.fromEntries(hops), hop0: [] };
}

describe('a CNAME chain', () => {
  for (const [what, script, goal, names, end] of [
    ['may have no link at all', { a: [] }, undefined, ['a'], 'host'],
    ['ends at a host', { a: to('b'), b: [] }, undefined, ['a', 'b'], 'host'],
    ['ends at a name that is missing', { a: to('b') }, undefined, ['a', 'b'], 'no-name'],
    ['ends where servers fail', { a: to('b'), b: SERVFAIL }, undefined, ['a', 'b'], 'failure'],
    ['may fail at once', { a: SERVFAIL }, undefined, ['a'], 'failure'],
    ['may be a loop', { a: to('b'), b: to('a') }, undefined, ['a', 'b', 'a'], 'circle'],
    ['may point at itself', { a: to('a') }, undefined, ['a', 'a'], 'circle'],
    [
      'may enter a loop',
      { a: to('b'), b: to('c'), c: to('b') },
      undefined,
      ['a', 'b', 'c', 'b'],
      'circle',
    ],
    ['is followed only up to its goal', { a: to('b'), b: to('c') }, 'b', ['a', 'b'], 'goal'],
    ['does not start at its goal', { a: [] }, 'a', ['a'], 'host'],
  ] as const) {
    it(what, async () => {
      const chain = await follow('a', script, goal);
      assert.deepEqual([chain.names, chain.end.kind], [names, end]);
    });
  }

  it('reports why it could not be followed', async () => {
    const { end } = await follow('a', { a: to('b'), b: SERVFAIL });
    assert.deepEqual(end, SERVFAIL);
  });

  it('is followed for 11 hops', async () => {
    const chain = await follow('hop11', chainOf(11));
    assert.deepEqual(
      [chain.names.length, chain.names.at(-1), chain.end.kind],
      [12, 'hop0', 'host'],
    );
    assert.ok(!isTooLong(chain));
  });

  it('is too long with a twelfth', async () => {
    const chain = await follow('hop20', chainOf(20));
    assert.deepEqual(
      [chain.names.length, chain.names.at(-1), chain.end.kind],
      [13, 'hop8', 'too-long'],
    );
    assert.ok(isTooLong(chain));
  });

  for (const [names, targets, goal, expected, end] of [
    [['a'], [], undefined, ['a'], undefined],
    [['a'], ['b', 'c'], undefined, ['a', 'b', 'c'], undefined],
    [['a'], ['b', 'c', 'd'], 'c', ['a', 'b', 'c'], 'goal'],
    [['a', 'b'], ['c', 'a', 'd'], undefined, ['a', 'b', 'c', 'a'], 'circle'],
    [['a'], [...'bcdefghijklmn'], undefined, [...'abcdefghijklm'], 'too-long'],
  ] as const) {
    it(`with ${targets.join(' ')} after ${names.join(' ')}: ${end ?? 'open'}`, () => {
      const chain = extended(names, targets, goal);
      assert.deepEqual([chain.names, chain.end?.kind], [expected, end]);
    });
  }
});
