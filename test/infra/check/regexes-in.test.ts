import assert from 'node:assert/strict';
import { regexesIn } from '../../../infra/check/regexes-in.ts';

describe('the regular expressions in a source', () => {
  it('are found with their lines, also between types', () => {
    const source = `#!/usr/bin/env node
interface Shape {
  readonly words: RegExp; // no /comment/
}
const text = 'no /text/';
export const shape: Shape = { words: /a+/iu };
const quotient = (6 as number) / 2 / 1;
const isOdd = (given: string): boolean =>
  /[/]b/.test(given);
`;
    assert.deepEqual(regexesIn(source), {
      regexes: [
        { pattern: 'a+', flags: 'iu', line: 6, isRepeated: false },
        { pattern: '[/]b', flags: '', line: 9, isRepeated: false },
      ],
      builtLate: [],
    });
  });

  it('include those that are built from constants', () => {
    const source = `
export const LETTER = '[a-z]';
const WORD = \`\${LETTER}+\`;
const words = new RegExp(\`^\${WORD}( \${WORD})*$\`, 'i');
const word = RegExp(WORD);
`;
    assert.deepEqual(regexesIn(source), {
      regexes: [
        { pattern: '^[a-z]+( [a-z]+)*$', flags: 'i', line: 4, isRepeated: false },
        { pattern: '[a-z]+', flags: '', line: 5, isRepeated: false },
      ],
      builtLate: [],
    });
  });

  const LATE: Readonly<Record<string, string>> = {
    'of an argument': 'const of = (text: string) => new RegExp(text);',
    'of an argument in part': `const of = (text: string) => new RegExp(\`^\${text}$\`, 'u');`,
    'with flags that are an argument': "const of = (flags: string) => new RegExp('a', flags);",
    'of a variable': "let text = 'a'; const regex = new RegExp(text);",
    'of a constant that is not the module’s':
      "const TEXT = 'a'; const of = () => { const other = 'b'; return new RegExp(other); };",
    'of nothing': 'const regex = new RegExp();',
    'by another name': "const Regex = RegExp; const regex = new Regex('a');",
    'by a function that is given the class': "const regex = Reflect.construct(RegExp, ['a']);",
  };
  for (const [how, source] of Object.entries(LATE)) {
    it(`count as built at run time if they are built ${how}`, () => {
      assert.deepEqual(regexesIn(`\n${source}`), { regexes: [], builtLate: [2] });
    });
  }

  it('do not include the class in a comparison', () => {
    const source = 'const isRegex = (value: unknown) => value instanceof RegExp;';
    assert.deepEqual(regexesIn(source), { regexes: [], builtLate: [] });
  });

  it('count as matched repeatedly with the flags g and y, and in a split', () => {
    const source = "text.match(/a/); text.matchAll(/b/g); text.replace(/c/y, ''); text.split(/d/);";
    assert.deepEqual(
      regexesIn(source).regexes.map(({ pattern, isRepeated }) => [pattern, isRepeated]),
      [
        ['a', false],
        ['b', true],
        ['c', true],
        ['d', true],
      ],
    );
  });
});
