import assert from 'node:assert/strict';
import {
  isWithin,
  namesAbove,
  normalName,
} from '../../../../../shared/verification/dns/client/wire-name.ts';

describe('the text of a name', () => {
  for (const [text, normal] of [
    ['Shop.Example.COM.', 'shop.example.com'],
    ['.', '.'],
    ['not a name', 'not\\032a\\032name'],
    ['a\\.b.c', 'a\\.b.c'],
    ['a\\\\.', 'a\\\\'],
    ['', undefined],
    ['a..b', undefined],
    ['.a', undefined],
    ['müller.example', undefined],
    ['a\\999', undefined],
    [`${'x'.repeat(64)}.example.com`, undefined],
    [`${'x'.repeat(60)}.`.repeat(5), undefined],
  ] as const) {
    it(`${JSON.stringify(text)} is ${normal ?? 'no name that can be asked for'}`, () => {
      assert.equal(normalName(text), normal);
    });
  }

  it('has names above it, up to the root', () => {
    assert.deepEqual(namesAbove('a\\.b.example.com'), ['example.com', 'com', '.']);
    assert.deepEqual(namesAbove('.'), []);
  });

  for (const [name, zone, within] of [
    ['shop.example.com', 'example.com', true],
    ['example.com', 'example.com', true],
    ['example.com', '.', true],
    ['badexample.com', 'example.com', false],
    ['bad\\.example.com', 'example.com', false],
    ['bad\\\\.example.com', 'example.com', true],
    ['bad\\\\\\.example.com', 'example.com', false],
    ['com', 'example.com', false],
  ] as const) {
    it(`${name} is ${within ? '' : 'not '}within ${zone}`, () => {
      assert.equal(isWithin(name, zone), within);
    });
  }
});
