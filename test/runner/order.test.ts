import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { LONGEST, longestFirst } from './order.ts';

describe('the order of the test files', () => {
  it('has the longest first, and all others as they were', () => {
    const files = ['a', 'b', 'c', 'd'];
    assert.deepEqual(longestFirst(files, ['c', 'none of them', 'b']), ['c', 'b', 'a', 'd']);
  });

  it('knows no file that is gone', () => {
    assert.deepEqual(
      LONGEST.filter((file) => !existsSync(file)),
      [],
    );
  });
});
