import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nameReader, readName } from '../../../../../shared/verification/dns/client/name-reader.ts';
import { encodeName } from '../../../../../shared/verification/dns/client/wire-name.ts';

describe('a name in a message', () => {
  for (const [what, bytes, text] of [
    ['of one label', '\x03com\x00', 'com'],
    ['in capitals', '\x04Shop\x07eXample\x00', 'shop.example'],
    ['that is the root', '\x00', '.'],
    ['with a dot in a label', '\x03a.b\x01c\x00', 'a\\.b.c'],
    ['with a backslash', '\x03a\\b\x00', 'a\\\\b'],
    ['with control characters', '\x03a\x07b\x00', 'a\\007b'],
    ['with a space and a non-ASCII byte', '\x03a \xff\x00', 'a\\032\\255'],
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
    ['begins beyond the message', '\x00', 1],
  ] as const) {
    it(`is malformed if it ${what}`, () => {
      assert.throws(() => readName(Buffer.from(bytes, 'latin1'), start), RangeError);
    });
  }

  it('is the same where it stands and through pointers', () => {
    const message = Buffer.from('\x01b\x01c\x00\x01a\xc0\x00\xc0\x05\xc0\x02\xc0\x09', 'latin1');
    const nameAt = nameReader(message);
    for (let time = 0; time < 2; time++) {
      assert.deepEqual(nameAt(9), { name: 'a.b.c', end: 11 });
      assert.deepEqual(nameAt(5), { name: 'a.b.c', end: 9 });
      assert.deepEqual(nameAt(13), { name: 'a.b.c', end: 15 });
      assert.deepEqual(nameAt(11), { name: 'c', end: 13 });
      assert.deepEqual(nameAt(0), { name: 'b.c', end: 5 });
      assert.deepEqual(nameAt(4), { name: '.', end: 5 });
    }
  });

  it('reads the same from any bytes, whatever was read from them before', () => {
    const byte = fc.oneof(fc.constantFrom(0, 1, 2, 3, 0x3f, 0xc0), fc.nat(255));
    const tried = (read: () => unknown) => {
      try {
        return read();
      } catch (error) {
        return error instanceof RangeError ? 'none' : error;
      }
    };
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 60 }), (bytes) => {
        const message = Buffer.from(bytes);
        const nameAt = nameReader(message);
        for (let at = 0; at < message.length; at++) {
          assert.deepEqual(
            tried(() => nameAt(at)),
            tried(() => readName(message, at)),
          );
        }
      }),
    );
  });

  it('takes no longer with more pointers', () => {
    const pointers = Buffer.alloc(16_000);
    for (let at = 2; at < pointers.length; at += 2) pointers.writeUInt16BE(0xc000 | (at - 2), at);
    assert.throws(() => readName(pointers, pointers.length - 2), RangeError);
  });

  it('is the same after a round trip from bytes to text and back', () => {
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
