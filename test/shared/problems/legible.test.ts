import assert from 'node:assert/strict';
import fc from 'fast-check';
import { few, legible } from '../../../shared/problems/legible.ts';

describe('text from strangers', () => {
  for (const [what, text, expected] of [
    ['is unchanged if it is harmless', "Let's Encrypt – São Paulo", "Let's Encrypt – São Paulo"],
    ['loses characters that move the cursor', 'a\u001b[2J\u0007\u0000b\u007f', 'a[2Jb'],
    ['is one line', ' a\r\n\tb\u2028c ', 'a b c'],
    ['loses characters that hide or reorder it', 'evil\u202egpj\u200b.exe\ufeff', 'evilgpj.exe'],
    ['has lone surrogates replaced', 'a\ud800b', 'a\ufffdb'],
  ] as const) {
    it(what, () => assert.equal(legible(text), expected));
  }

  it('is cut, visibly', () => {
    assert.equal(legible('abcdefgh', 5), 'abcd…');
    assert.equal(legible('abcde', 5), 'abcde');
  });

  it('is always one short and well-formed line', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 1, max: 80 }),
        (text, most) => {
          const line = legible(text, most);
          assert.ok(line.length <= most);
          assert.ok(line.isWellFormed());
          assert.doesNotMatch(line, /[\p{C}\p{Zl}\p{Zp}]/u);
        },
      ),
    );
  });
});

describe('a list that may be long', () => {
  it('is shown in full if it is short', () => assert.deepEqual(few(['a', 'b'], 2), ['a', 'b']));
  it('is shown in part, with the number left out', () =>
    assert.deepEqual(few(['a', 'b', 'c', 'd'], 2), ['a', 'b', '2 more']));
});
