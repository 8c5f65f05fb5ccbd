/**
 * Domain names as messages have them (RFC 1035, 3.1 and 4.1.4), and as text: in lower case, without
 * the last dot, a byte that is no visible character as `\DDD`, a dot or backslash inside a label
 * after a backslash (RFC 1035, 5.1), so that no two names are one text. The root is `.`.
 */

const MAX_NAME_BYTES = 255;
const MAX_LABEL_BYTES = 63;
/** No honest name has more: that is how many labels fit. */
const MAX_POINTERS = 127;

/** Undefined for a text that no message can ask for: too long, empty labels, not ASCII. */
export function encodeName(text: string): Buffer | undefined {
  const labels: Buffer[] = [];
  for (const label of text === '.' ? [] : labelsOf(text)) {
    const bytes = bytesOf(label);
    if (!bytes || bytes.length === 0 || bytes.length > MAX_LABEL_BYTES) return undefined;
    labels.push(Buffer.from([bytes.length, ...bytes]));
  }
  const name = Buffer.concat([...labels, Buffer.alloc(1)]);
  return name.length > MAX_NAME_BYTES ? undefined : name;
}

/** The names above, from the nearest to the root: `b.c`, `c`, `.` for `a.b.c`. */
export function namesAbove(name: string): string[] {
  const labels = name === '.' ? [] : labelsOf(name);
  return labels.map((_, i) => labels.slice(i + 1).join('.') || '.');
}

/** Whether it is `zone`, or below it. */
export function isWithin(name: string, zone: string): boolean {
  return name === zone || namesAbove(name).includes(zone);
}

/** As {@link readName} spells it; undefined if no message can ask for it. */
export function normalName(text: string): string | undefined {
  const bytes = encodeName(text);
  return bytes && readName(bytes, 0).name;
}

export interface NameRead {
  readonly name: string;
  /** Where in the message the name ends. */
  readonly end: number;
}

/** @throws {RangeError} if there is no name, or none that ends */
export function readName(message: Buffer, start: number): NameRead {
  const labels: string[] = [];
  let end: number | undefined;
  let length = 1;
  let pointers = 0;
  for (let at = start; ; ) {
    const size = message.readUInt8(at);
    if (size === 0) return { name: labels.join('.') || '.', end: end ?? at + 1 };
    if (size >= 0xc0) {
      const target = message.readUInt16BE(at) & 0x3fff;
      end ??= at + 2;
      pointers++;
      if (target >= at || pointers > MAX_POINTERS) throw new RangeError('a pointer in a circle');
      at = target;
      continue;
    }
    length += 1 + size;
    if (size > MAX_LABEL_BYTES || length > MAX_NAME_BYTES || at + 1 + size > message.length) {
      throw new RangeError('a label that is too long');
    }
    labels.push(textOf(message.subarray(at + 1, at + 1 + size)));
    at += 1 + size;
  }
}

function textOf(label: Uint8Array): string {
  return Array.from(label, (byte) => {
    if (byte <= 0x20 || byte >= 0x7f) return `\\${String(byte).padStart(3, '0')}`;
    const character = String.fromCharCode(byte).toLowerCase();
    return character === '.' || character === '\\' ? `\\${character}` : character;
  }).join('');
}

/** At the dots that no backslash stands before. */
function labelsOf(text: string): string[] {
  const parts = text.match(/(?:[^.\\]|\\[\s\S]?)+|\./g) ?? [];
  const labels = [''];
  for (const part of parts) {
    if (part === '.') labels.push('');
    else labels[labels.length - 1] += part;
  }
  if (labels.length > 1 && labels.at(-1) === '') labels.pop();
  return labels;
}

function bytesOf(label: string): number[] | undefined {
  const bytes: number[] = [];
  for (const [, decimal, escaped, plain] of label.matchAll(/\\(\d{3})|\\([\s\S])|([\s\S])/g)) {
    const byte = decimal ? Number(decimal) : (escaped ?? plain ?? '').charCodeAt(0);
    if (byte > (decimal ? 0xff : 0x7f)) return undefined;
    bytes.push(byte);
  }
  return bytes;
}
