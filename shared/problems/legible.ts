/**
 * What a stranger's server says, fit for a message: one line, without characters that are invisible
 * or reorder the others, and never longer than `maxLength` characters.
 */
export function legible(text: string, maxLength = 253): string {
  // Cut first, since what comes may be huge; what is stripped cannot make it longer.
  const line = text
    .slice(0, maxLength * 4)
    .toWellFormed()
    .replace(/[\s\p{Z}]+/gu, ' ')
    .replace(/\p{C}+/gu, '')
    .trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1).toWellFormed()}…` : line;
}

/** At most `most` of the values, and how many more there are. */
export function few(values: readonly string[], most: number): readonly string[] {
  const left = values.length - most;
  return left > 0 ? [...values.slice(0, most), `${left} more`] : values;
}
