import assert from 'node:assert/strict';
import { aligned, table } from '../../../infra/cli/table.ts';
import { plain, rendered, styled } from '../../../infra/cli/text.ts';

describe('text for a terminal', () => {
  it('has colours only if they are wanted', () => {
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

  it('is aligned in columns, whatever its colours, without trailing spaces', () => {
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

  it('stands in columns of the terminal, however many cells its characters take', () => {
    const names = [
      ['shop', 4],
      ['日本語', 6],
      ['ﾊﾝｶｸ', 4],
      ['Ｆｕｌｌ', 8],
      ['한국', 4],
      ['cafe\u0301', 4],
      ['💩x', 3],
      ['❤️x', 3],
      ['हिन्दी', 5],
      ['a\u200bb\u2060c', 3],
      ['אבג', 3],
    ] as const;
    const widest = 8;
    const lines = plain(aligned(names.map(([name]) => [name, '|']))).split('\n');
    for (const [n, [name, cells]] of names.entries()) {
      const shown = name.replace(/[\u200b\u2060]/gu, '');
      assert.equal(lines[n], `${shown}${' '.repeat(widest - cells)}  |`, name);
    }
  });

  for (const [text, least, shown] of [
    ['日本語の名前', 5, '日本…'],
    ['日本語の名前', 6, '日本…'],
    ['cafe\u0301s', 5, 'cafe\u0301s'],
    ['cafe\u0301 noir', 5, 'cafe\u0301…'],
    ['👍🏽👍🏽👍🏽', 4, '👍🏽…'],
  ] as const) {
    it(`is cut between characters: ${text} to ${least} columns`, () => {
      const column = { heading: 'N', least, cell: () => text };
      assert.equal(plain(table([column], [{}], least)).split('\n')[1], shown);
    });
  }

  const columns = [
    { heading: 'ID', cell: () => '0123456789' },
    { heading: 'AT', rank: 1, cell: () => '2026-11-26' },
    { heading: 'DOMAIN', least: 8, cell: () => 'long-name.example.com' },
    { heading: 'WHY', isProse: true as const, cell: () => `${'why '.repeat(20)}ever` },
  ];
  const widths: [width: number, shown: RegExp][] = [
    [80, /^0123456789 {2}2026-11-26 {2}long-name\.example\.com {2}why .* ever$/m],
    [71, /^0123456789 {2}2026-11-26 {2}long-name\.example\.com {2}why .* ever$/m],
    [70, /^0123456789 {2}long-name\.example\.com {2}why .* ever$/m],
    [58, /^0123456789 {2}long-name\.example\.c… {2}why .* ever$/m],
    [40, /^0123456789 {2}long-na… {2}why .* ever$/m],
  ];
  for (const [width, shown] of widths) {
    it(`has fewer and shorter columns, but room for prose, if it is only ${width} columns wide`, () => {
      assert.match(plain(table(columns, [{}], width)), shown);
    });
  }

  it('gives the space of a column whose heading does not fit to the others', () => {
    const named = [
      { heading: 'NAME', usual: 8, cell: (name: string) => name },
      { heading: 'AT', rank: 1, cell: () => 'today' },
    ];
    const long = 'a-name-that-is-long.example.com';
    assert.equal(
      plain(table(named, ['x.example', long], 20)),
      `NAME           AT\nx.example      today\n${long}  today`,
    );
    assert.match(plain(table(named, ['x.example', long], 40)), /^x\.example {24}today$/m);
  });

  it('may have no rows', () => {
    assert.deepEqual(aligned([]), []);
  });
});
