import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quote } from '../../../shared/closte/quote.ts';

const KEY = 'k3y/With+odd=chars &é';

describe('a quotation of Closte', () => {
  it('repeats Closte’s words', () => {
    assert.equal(
      quote('Invalid or empty domain: münchen.example', KEY),
      'Invalid or empty domain: münchen.example',
    );
  });

  it('is one line without control and format characters', () => {
    const said = ' a\r\nb\tc\u0000\u001b[31md\u202ee\u2028f\u200b ';
    assert.equal(quote(said, KEY), 'a b c[31mde f');
  });

  it('has at most 200 characters, and says so if there were more', () => {
    assert.equal(quote('x'.repeat(200), KEY), 'x'.repeat(200));
    assert.equal(quote('x'.repeat(201), KEY), `${'x'.repeat(199)}…`);
  });

  it('is never cut in the middle of a character', () => {
    assert.ok(quote('😀'.repeat(150), KEY).isWellFormed());
  });

  const spellings: Readonly<Record<string, string>> = {
    'as it is': KEY,
    'in capitals': KEY.toUpperCase(),
    'url-encoded': encodeURIComponent(KEY),
    'url-encoded in lower case': encodeURIComponent(KEY).toLowerCase(),
    'url-encoded twice': encodeURIComponent(encodeURIComponent(KEY)),
    'url-encoded nine times': Array.from({ length: 9 }).reduce<string>(encodeURIComponent, KEY),
    'encoded as in a form': new URLSearchParams({ k: KEY }).toString().slice(2),
    'with every byte encoded': [...Buffer.from(KEY)]
      .map((byte) => `%${byte.toString(16)}`)
      .join(''),
    'with its slashes escaped': KEY.replaceAll('/', '\\/'),
    'wrapped over lines': `${KEY.slice(0, 5)}\r\n${KEY.slice(5)}`,
    'with control characters in between': [...KEY].join('\u0000'),
  };
  for (const [how, spelling] of Object.entries(spellings)) {
    it(`does not contain the API key ${how}`, () => {
      assert.equal(quote(`bad key "${spelling}"!`, KEY), 'bad key "[API key]"!');
    });
  }

  it('does not contain the beginning of an API key in which it is cut', () => {
    const said = quote(`${'x'.repeat(190)}${KEY}`, KEY);
    assert.equal(said, `${'x'.repeat(190)}[API key]`);
  });

  it('does not contain a key that was stored with white space around it', () => {
    assert.equal(quote('bad key abcdef', ' abcdef\n'), 'bad key [API key]');
  });

  it('does not contain a key with a line break that Closte escapes as JSON', () => {
    const key = 'first line\nsecond line\r\nthird';
    const said = `bad key ${JSON.stringify(key)}`;
    assert.equal(quote(said, key), 'bad key "[API key]"');
  });

  for (const length of [501, 8000, 64 * 1024]) {
    it(`contains nothing if the key has ${length} characters, so that it can hardly be searched for`, () => {
      const key = 'k3y/'.repeat(length).slice(0, length);
      assert.equal(
        quote(`bad key ${key.slice(0, 100)}`, key),
        '(left out, since it may repeat the API key)',
      );
    });
  }

  it('is whole if there is no key', () => {
    assert.equal(quote('API key is empty', ''), 'API key is empty');
  });

  it('never contains the key, whatever the key and its surroundings are', () => {
    const key = fc
      .string({ unit: 'grapheme-ascii', minLength: 12, maxLength: 64 })
      .filter((k) => k.trim().length > 11);
    fc.assert(
      fc.property(key, fc.string(), fc.string(), (apiKey, before, after) => {
        const said = quote(`${before}${apiKey}${after}`, apiKey);
        assert.ok(!said.includes(apiKey.trim()));
        assert.ok(said.length <= 200);
      }),
    );
  });
});
