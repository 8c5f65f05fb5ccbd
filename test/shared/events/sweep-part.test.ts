import assert from 'node:assert/strict';
import { readSweepPart, sweepPartMessage } from '../../../shared/events/sweep-part.ts';
import { T0 } from '../../support/records.ts';

describe('the message of a part of a sweep', () => {
  const part = { shards: [4, 5, 6, 7], until: T0 };
  const message = sweepPartMessage(part);

  it('contains the shards, and the time until which it counts', () => {
    assert.deepEqual(message, {
      version: 1,
      type: 'sweep.part',
      shards: [4, 5, 6, 7],
      until: '2026-11-22T10:00:00.000Z',
    });
    assert.deepEqual(readSweepPart(JSON.stringify(message)), part);
  });

  it('names each shard once, however often a message does', () => {
    const twice = JSON.stringify({ ...message, shards: [...part.shards, ...part.shards] });
    assert.deepEqual(readSweepPart(twice), part);
  });

  const refused: [what: string, data: string][] = [
    ['nothing', ''],
    ['no JSON', '{'],
    ['no object', '7'],
    ['another version', JSON.stringify({ ...message, version: 2 })],
    ['another type', JSON.stringify({ ...message, type: 'domain.check' })],
    ['no shard', JSON.stringify({ ...message, shards: [] })],
    ['the shard of domains that need a call', JSON.stringify({ ...message, shards: [16] })],
    ['an end that is not a time', JSON.stringify({ ...message, until: 'soon' })],
    ['shards as texts', JSON.stringify({ ...message, shards: ['4'] })],
    ['shards that are no whole numbers', JSON.stringify({ ...message, shards: [4.5] })],
    ['a shard below the first', JSON.stringify({ ...message, shards: [-1] })],
    ['shards in an object', JSON.stringify({ ...message, shards: { 0: 4, length: 1 } })],
    ['fields of a prototype', JSON.stringify({ ['__proto__']: message })],
    ['a list of parts', JSON.stringify([message])],
  ];
  for (const [what, data] of refused) {
    it(`is invalid with ${what}`, () => assert.equal(readSweepPart(data), undefined));
  }
});
