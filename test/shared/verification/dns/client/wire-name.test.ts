import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  encodeName,
  isWithin,
  namesAbove,
  normalName,
  readName,
} from '../../../../../shared/verification/dns/client/wire-name.ts';

describe('a name in a message', () => {
  for (const [what, bytes, text] of [
    ['of one label', '\x03com\x00', 'com'],
    ['in capitals', '\x04Shop\x07eXample\x00', 'shop.example'],
    ['that is the root', '\x00', '.'],
    ['with a dot in a label', '\x03a.b\x01c\x00', 'a\\.b.c'],
    ['with a backslash', '\x03a\\b\x00', 'a\\\\b'],
    ['with control characters', '\x03a\x07b\x00', 'a\\007b'],
    ['with a space and a byte that is no ASCII', '\x03a \xff\x00', 'a\\032\\255'],
    ['with an asterisk and an underscore', '\x01*\x02_x\x00', '*._x'],
  ] as const) {
    it(`${what} is read as ${text}, and written back`, () => {
      const message = Buffer.from(bytes, 'latin1');
      assert.deepEqual(readName(message, 0), { name: text, end: message.length });
      const written = encodeName(text);
      assert.equal(written?.toString('latin1'), bytes.toLowerCase());
    });
  }

  it('is read through pointers, and ends where the first one does', () => {
    const message = Buffer.from('\x03com\x00\x07example\xc0\x00\x04shop\xc0\x05', 'latin1');
    assert.deepEqual(readName(message, 15), { name: 'shop.example.com', end: 22 });
  });

  for (const [what, bytes, start] of [
    ['points at itself', '\xc0\x00', 0],
    ['points at a pointer back to it', '\x01a\xc0\x00', 0],
    ['points ahead', '\xc0\x02\x00', 0],
    ['ends in the middle of a label', '\x05ab', 0],
    ['ends before it should', '\x01a', 0],
    ['has a label of an unknown kind', `\x40${'a'.repeat(64)}\x00`, 0],
    ['is longer than 255 bytes', `${`\x3f${'a'.repeat(63)}`.repeat(4)}\x00`, 0],
    ['begins behind the message', '\x00', 1],
  ] as const) {
    it(`is none if it ${what}`, () => {
      assert.throws(() => readName(Buffer.from(bytes, 'latin1'), start), RangeError);
    });
  }

  it('takes no longer the more pointers there are', () => {
    const pointers = Buffer.alloc(16_000);
    for (let at = 2; at < pointers.length; at += 2) pointers.writeUInt16BE(0xc000 | (at - 2), at);
    assert.throws(() => readName(pointers, pointers.length - 2), RangeError);
  });

  it('is the same after any bytes have become text and bytes again', () => {
    const label = fc.uint8Array({ minLength: 1, maxLength: 63 });
    fc.assert(
      fc.property(fc.array(label, { maxLength: 3 }), (labels) => {
        const bytes = Buffer.concat([
          ...labels.flatMap((one) => [Buffer.from([one.length]), Buffer.from(one)]),
          Buffer.alloc(1),
        ]);
        const { name } = readName(bytes, 0);
        assert.match(name, /^[\x21-\x7e]+$/);
        const again = encodeName(name);
        assert.deepEqual(again && readName(again, 0).name, name);
        assert.equal(again?.length, bytes.length);
      }),
    );
  });
});

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
    it(`${JSON.stringify(text)} is ${normal ?? 'none that can be asked for'}`, () => {
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
    ['com', 'example.com', false],
  ] as const) {
    it(`${name} is ${within ? '' : 'not '}within ${zone}`, () => {
      assert.equal(isWithin(name, zone), within);
    });
  }
});
