/**
 * Domain names as text: in lower case, without the last dot. A byte that is not a visible character is
 * written as `\DDD`, and a dot or backslash inside a label with a backslash before it (RFC 1035, 5.1), so
 * that different names never have the same text. The root is `.`.
 */

import { MAX_LABEL_BYTES, MAX_NAME_BYTES, readName } from './name-reader.ts';

/** Undefined for a text that no message can ask for: too long, with empty labels, or not ASCII. */
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

/** Whether the name is `zone`, or below it. */
export function isWithin(name: string, zone: string): boolean {
  if (name === zone || zone === '.') return true;
  if (!name.endsWith(`.${zone}`)) return false;
  // A dot inside a label has a backslash before it, and a backslash another one.
  let from = name.length - zone.length - 1;
  const dot = from;
  while (name[from - 1] === '\\') from--;
  return (dot - from) % 2 === 0;
}

/** The name in the spelling of {@link readName}; undefined if no message can ask for it. */
export function normalName(text: string): string | undefined {
  const bytes = encodeName(text);
  return bytes && readName(bytes, 0).name;
}

/** Splits at dots without a backslash before them. */
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
