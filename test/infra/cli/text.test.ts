import assert from 'node:assert/strict';
import { aligned, table } from '../../../infra/cli/table.ts';
import { plain, rendered, styled } from '../../../infra/cli/text.ts';

describe('text for a terminal', () => {
  it('has its colours only where they are wanted', () => {
    const line = ['stage ', styled('red', 'failed')];
    assert.equal(rendered(line, false), 'stage failed');
    assert.equal(rendered(line, true), 'stage \u001b[31mfailed\u001b[39m');
  });

  const hostile: [text: string, shown: string][] = [
    ['\u001b[2J\u001b]0;owned\u0007x', '[2J]0;ownedx'],
    ['\u009b31mred', '31mred'],
    ['one\r\ntwo\tthree\u2028four', 'one two three four'],
    ['evil\u202egnp.exe', 'evilgnp.exe'],
    ['日本語 and ü', '日本語 and ü'],
  ];
  for (const [text, shown] of hostile) {
    it(`shows ${JSON.stringify(text)} as "${shown}", coloured or not`, () => {
      assert.equal(rendered([text], true), shown);
      assert.equal(rendered([styled('red', text)], true), `\u001b[31m${shown}\u001b[39m`);
    });
  }

  it('stands in columns, whatever its colours, without spaces at the ends of lines', () => {
    const rows = [['a', styled('red', 'long one'), 'x'], ['bcd', 'short', ''], ['e']];
    assert.deepEqual(plain(aligned(rows)).split('\n'), ['a    long one  x', 'bcd  short', 'e']);
  });

  it('stands under headings', () => {
    const columns = [
      { heading: 'NAME', cell: ({ name }: { name: string }) => name },
      { heading: 'N', cell: () => '1' },
    ];
    assert.equal(plain(table(columns, [{ name: 'x' }])), 'NAME  N\nx     1');
  });

  it('may be no rows at all', () => {
    assert.deepEqual(aligned([]), []);
  });
});
