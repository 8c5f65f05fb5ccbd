import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import {
  CALLING_SHARD,
  dividedShards,
  NAMED_SHARDS,
  SHARDS,
  shardByName,
  shardOf,
} from '../../../shared/lifecycle/shard.ts';
import { aRecord, shop, T0 } from '../../support/records.ts';

describe('the shard of a domain', () => {
  it('never changes: stored records rely on it', () => {
    const known: [string, number][] = [
      ['shop.example.com', 7],
      ['*.example.com', 4],
    ];
    for (const [name, shard] of known)
      assert.equal(shardByName(parseDomainName(name)), shard, name);
  });

  it('is one of 16, each with about as many domains, however alike their names are', () => {
    const counts = new Map<number, number>();
    for (let n = 0; n < 16_000; n += 1) {
      const shard = shardByName(parseDomainName(`shop-${n}.example.com`));
      counts.set(shard, (counts.get(shard) ?? 0) + 1);
    }
    assert.equal(counts.size, SHARDS);
    for (const [shard, count] of counts)
      assert.ok(count > 850 && count < 1150, `${shard}: ${count}`);
  });
});

describe('the shard of a record', () => {
  const rows: [what: string, change: Partial<DomainRecord>, calls: boolean][] = [
    ['is to be looked at', {}, false],
    ['is to be reported', { stage: 'done', writtenStage: 'done' }, false],
    ['is never due', { nextCheckAt: null }, false],
    ['is to be added', { alias: { state: 'pending', retry: { failures: 0, at: T0 } } }, true],
    [
      'is to be removed',
      { alias: { state: 'removing', retry: { failures: 0, at: T0 }, forgetAt: T0 + 1 } },
      true,
    ],
    [
      'has a stage to be written, and a look later',
      { writtenStage: null, nextCheckAt: T0 + 1 },
      true,
    ],
    [
      'has a look to be taken, and a stage to be written later',
      { writtenStage: null, write: { failures: 1, at: T0 + 1 } },
      false,
    ],
  ];
  for (const [what, change, calls] of rows) {
    it(`that ${what} is ${calls ? 'that of those that need a call' : 'by its name'}`, () => {
      assert.equal(shardOf(aRecord(change)), calls ? CALLING_SHARD : shardByName(shop));
    });
  }
});

describe('the shards, divided', () => {
  for (const parts of [1, 2, 3, 4, 5, 8, 15, 16]) {
    it(`among ${parts}, are each in one part, and no part has two more than another`, () => {
      const divided = dividedShards(parts);
      assert.equal(divided.length, parts);
      assert.deepEqual(divided.flat(), NAMED_SHARDS);
      const sizes = divided.map(({ length }) => length);
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, String(sizes));
    });
  }

  it('are never in more than 16 parts, nor in fewer than one', () => {
    assert.equal(dividedShards(40).length, 16);
    assert.equal(dividedShards(0).length, 1);
  });
});
