import assert from 'node:assert/strict';
import { withPart } from '../../../infra/generate/page-part.ts';

describe('a part of a page', () => {
  const part = { path: 'docs/costs.md', name: 'a month', command: 'npm run generate' };
  const begin = '<!-- a month: written by npm run generate -->\n';
  const page = (text: string) => `# Costs\n\n${begin}${text}<!-- end -->\n\nMore.\n`;

  it('is written in its place on the page, and everything else is unchanged', () => {
    assert.equal(withPart(page(''), part, 'one\n'), page('\none\n\n'));
  });

  it('replaces its earlier version', () => {
    assert.equal(withPart(page('\none\n\n'), part, 'two\n'), page('\ntwo\n\n'));
  });

  it('is written before the next end marker, although there are others before and after', () => {
    const others = (text: string) => `<!-- end -->\n${page(text)}<!-- end -->\n`;
    assert.equal(withPart(others('\none\n\n'), part, 'two\n'), others('\ntwo\n\n'));
  });

  for (const [what, without] of [
    ['has no place for it', '# Costs\n'],
    ['has a place for another', page('').replace('a month', 'a year')],
    ['has a place for it that does not end', `# Costs\n\n${begin}`],
  ] as const) {
    it(`is refused by a page that ${what}`, () => {
      assert.throws(() => withPart(without, part, ''), /docs\/costs\.md has no place for a month$/);
    });
  }
});
