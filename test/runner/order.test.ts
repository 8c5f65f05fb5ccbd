import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { LONGEST, longestFirst } from './order.ts';

describe('the order of the test files', () => {
  it('puts the longest first, and keeps the order of all others', () => {
    const files = ['a', 'b', 'c', 'd'];
    assert.deepEqual(longestFirst(files, ['c', 'none of them', 'b']), ['c', 'b', 'a', 'd']);
  });

  it('names only files that exist', () => {
    assert.deepEqual(
      LONGEST.filter((file) => !existsSync(file)),
      [],
    );
  });
});
