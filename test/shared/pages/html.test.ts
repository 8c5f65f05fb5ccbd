import assert from 'node:assert/strict';
import { type HtmlValue, html, rendered } from '../../../shared/pages/html.ts';

describe('a template of markup', () => {
  const rules: [what: string, value: HtmlValue, markup: string][] = [
    ['a text unchanged', 'Größe 5', 'Größe 5'],
    [
      'markup in a text as text',
      '<script>alert(1)</script>',
      '&lt;script&gt;alert(1)&lt;/script&gt;',
    ],
    ['quotes escaped, so that they end no attribute', `"'`, '&quot;&#39;'],
    ['an entity as it was written', '&lt;', '&amp;lt;'],
    ['a text without characters that reorder it', 'a\u202Eb\u0000c\u2066d\u001Be', 'abcde'],
    ['a tab and the end of a line', 'a\tb\nc', 'a\tb\nc'],
    ['a number', 7, '7'],
    ['nothing for false', false, ''],
    ['nothing for undefined', undefined, ''],
    ['all of a list, one after the other', ['<', [1, html`<b>`]], '&lt;1<b>'],
    ['markup of another template', html`<i>${'<'}</i>`, '<i>&lt;</i>'],
  ];
  for (const [what, value, markup] of rules) {
    it(`has ${what}`, () => {
      assert.equal(rendered(html`<p>${value}</p>`), `<p>${markup}</p>`);
    });
  }

  it('never treats an object of a stranger as markup, whatever its shape', () => {
    const stolen = JSON.parse(JSON.stringify(html`<b>`));
    assert.equal(rendered(html`${stolen}`), '');
    assert.equal(rendered(html`${Object.assign(stolen, { markup: '<b>' })}`), '');
  });
});
