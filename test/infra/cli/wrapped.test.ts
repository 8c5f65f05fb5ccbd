import assert from 'node:assert/strict';
import { plain, styled, type Text, whole } from '../../../infra/cli/text.ts';
import { wrapped } from '../../../infra/cli/wrapped.ts';

describe('a line on a terminal', () => {
  const rows: [what: string, line: Text[], width: number, lines: string[]][] = [
    ['that fits is as it was', ['one two'], 7, ['one two']],
    ['is broken between words', ['one two three'], 8, ['one two', 'three']],
    ['goes on below its beginning', ['  one two three'], 11, ['  one two', '  three']],
    [
      'goes on below its last column',
      ['a  ', styled('red', 'bb'), '  one two three four five six seven'],
      31,
      ['a  bb  one two three four five', '       six seven'],
    ],
    [
      'goes on further left where a word is wider than the last column, which is narrow',
      ['first-column  one two three-four-five-six'],
      30,
      ['first-column  one two', '  three-four-five-six'],
    ],
    [
      'goes on further left where the last column has little room',
      ['a-long-first-column  one two three'],
      30,
      ['a-long-first-column  one two', '  three'],
    ],
    [
      'goes on below its last column, although another one has wide characters',
      ['日本語  one two three four five six'],
      32,
      ['日本語  one two three four five', '        six'],
    ],
    ['is broken where its cells end, not its characters', ['日本 語 x'], 7, ['日本 語', 'x']],
    ['has words that are wider', ['one aaaaaaaaaa two'], 6, ['one', 'aaaaaaaaaa', 'two']],
    [
      'has what is copied in one piece',
      ['run ', whole('npm ci --all')],
      8,
      ['run', 'npm ci --all'],
    ],
    [
      'is not broken within a word of two styles',
      ['one ', styled('bold', 'two'), ', three'],
      8,
      ['one two,', 'three'],
    ],
  ];
  for (const [what, line, width, lines] of rows) {
    it(what, () => {
      assert.deepEqual(plain(wrapped(line, width)).split('\n'), lines);
    });
  }
});
