/** Domain names as messages have them (RFC 1035, 3.1 and 4.1.4): labels, and pointers to others. */

export const MAX_NAME_BYTES = 255;
export const MAX_LABEL_BYTES = 63;
/** No honest name has more: that is how many labels fit. */
const MAX_POINTERS = 127;
/** Labels and pointers. */
const MAX_PARTS = 2 * MAX_POINTERS;
/** Pointers reach no further. */
const MAX_TARGET = 0x3fff;

export interface NameRead {
  readonly name: string;
  /** Where in the message the name ends. */
  readonly end: number;
}

/**
 * Reads the name that begins at a place in the message it is for.
 *
 * @throws {RangeError} if there is no name, or none that ends
 */
export type NameReader = (start: number) => NameRead;

/** A name from some label on, as it is at its place in the message. */
interface NameFrom extends NameRead {
  readonly bytes: number;
  readonly pointers: number;
}

/**
 * Reads the names of one message. What is at any place of it is read once, however many names lead
 * there: a record that takes 14 bytes can have two names of 255.
 */
export function nameReader(message: Buffer): NameReader {
  const known = new Map<number, NameFrom>();

  /** What stands at `at`, before what it leads to. */
  const partAt = (at: number): { readonly label: string; readonly bytes: number } | number => {
    const size = message.readUInt8(at);
    if (size >= 0xc0) {
      const target = message.readUInt16BE(at) & MAX_TARGET;
      if (target >= at) throw new RangeError('a pointer in a circle');
      return target;
    }
    if (size > MAX_LABEL_BYTES || at + 1 + size > message.length) {
      throw new RangeError('a label that is too long');
    }
    return { label: textOf(message.subarray(at + 1, at + 1 + size)), bytes: 1 + size };
  };

  return (start) => {
    const first = partAt(start);
    // As nearly every record begins: what it points to has been read.
    const target = typeof first === 'number' ? known.get(first) : undefined;
    if (target && target.pointers < MAX_POINTERS) return { name: target.name, end: start + 2 };

    const passed: { readonly at: number; readonly label?: string; readonly bytes: number }[] = [];
    let at = start;
    let rest: NameFrom | undefined;
    for (let part = first; ; part = partAt(at)) {
      if (typeof part === 'number') {
        passed.push({ at, bytes: 0 });
        at = part;
      } else if (part.label === '') {
        rest = { name: '.', end: at + 1, bytes: 1, pointers: 0 };
      } else {
        passed.push({ at, ...part });
        at += part.bytes;
      }
      rest ??= known.get(at);
      if (rest) break;
      if (passed.length > MAX_PARTS) throw new RangeError('a name that is too long');
    }
    for (const { at, label, bytes } of passed.reverse()) {
      rest = label === undefined ? pointed(at, rest) : extended(label, bytes, rest);
      if (at <= MAX_TARGET) known.set(at, rest);
    }
    return { name: rest.name, end: rest.end };
  };
}

/** @throws {RangeError} if there is no name, or none that ends */
export function readName(message: Buffer, start: number): NameRead {
  return nameReader(message)(start);
}

function pointed(at: number, target: NameFrom): NameFrom {
  const pointers = target.pointers + 1;
  if (pointers > MAX_POINTERS) throw new RangeError('a pointer in a circle');
  return { ...target, end: at + 2, pointers };
}

function extended(label: string, size: number, above: NameFrom): NameFrom {
  const bytes = size + above.bytes;
  if (bytes > MAX_NAME_BYTES) throw new RangeError('a label that is too long');
  return { ...above, name: above.name === '.' ? label : `${label}.${above.name}`, bytes };
}

/** All visible, without a dot or backslash: as nearly every label is. */
const PLAIN = /^[!-\-/-[\]-~]*$/;

function textOf(label: Buffer): string {
  const plain = label.toString('latin1');
  if (PLAIN.test(plain)) return plain.toLowerCase();
  return Array.from(label, (byte) => {
    if (byte <= 0x20 || byte >= 0x7f) return `\\${String(byte).padStart(3, '0')}`;
    const character = String.fromCharCode(byte).toLowerCase();
    return character === '.' || character === '\\' ? `\\${character}` : character;
  }).join('');
}
