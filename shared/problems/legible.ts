/**
 * A stranger's text, made fit for a message: one line, without characters that are invisible or reorder
 * others, and at most `maxLength` characters long.
 */
export function legible(text: string, maxLength = 253): string {
  // Cut first, since the text may be huge; removing characters never makes it longer.
  const line = text
    .slice(0, maxLength * 4)
    .toWellFormed()
    .replace(/[\s\p{Z}]+/gu, ' ')
    .replace(/\p{C}+/gu, '')
    .trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1).toWellFormed()}…` : line;
}

/** At most `most` of the values, and the number of the others. */
export function few(values: readonly string[], most: number): readonly string[] {
  const left = values.length - most;
  return left > 0 ? [...values.slice(0, most), `${left} more`] : values;
}
