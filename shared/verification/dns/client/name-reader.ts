/** Domain names in messages (RFC 1035, 3.1 and 4.1.4): labels, and pointers to others. */

export const MAX_NAME_BYTES = 255;
export const MAX_LABEL_BYTES = 63;
/** No honest name has more, since no more labels fit into a name. */
const MAX_POINTERS = 127;
/** Labels and pointers together. */
const MAX_PARTS = 2 * MAX_POINTERS;
/** A pointer reaches no further. */
const MAX_TARGET = 0x3fff;

/** A name that was read from a message. */
export interface NameRead {
  readonly name: string;
  /** Where in the message the name ends. */
  readonly end: number;
}

/**
 * Reads the name that begins at a place in its message.
 *
 * @throws {RangeError} if there is no name, or one that does not end
 */
export type NameReader = (start: number) => NameRead;

/** The part of a name from some label on, at its place in the message. */
interface NameFrom extends NameRead {
  readonly bytes: number;
  readonly pointers: number;
}

/**
 * Reads the names of one message. Each place is read once, however many names lead there: a record of 14
 * bytes can have two names of 255.
 */
export function nameReader(message: Buffer): NameReader {
  const known = new Map<number, NameFrom>();

  /** The label or pointer at `at`. */
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
    const passed: { readonly at: number; readonly label?: string; readonly bytes: number }[] = [];
    let at = start;
    let rest: NameFrom | undefined;
    while (!rest) {
      const part = partAt(at);
      if (typeof part === 'number') {
        // Nearly every name is a pointer to one that has been read, or a few labels and such a pointer.
        const target = known.get(part);
        if (target) rest = pointed(at, target);
        else passed.push({ at, bytes: 0 });
        at = part;
      } else if (part.label === '') {
        rest = { name: '.', end: at + 1, bytes: 1, pointers: 0 };
      } else {
        passed.push({ at, ...part });
        at += part.bytes;
        rest = known.get(at);
      }
      if (passed.length > MAX_PARTS) throw new RangeError('a name that is too long');
    }
    for (const { at, label, bytes } of passed.reverse()) {
      rest = label === undefined ? pointed(at, rest) : extended(label, bytes, rest);
      if (at <= MAX_TARGET) known.set(at, rest);
    }
    return { name: rest.name, end: rest.end };
  };
}

/** @throws {RangeError} if there is no name, or one that does not end */
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

/** A label of visible characters without a dot or backslash, as nearly all are. */
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
