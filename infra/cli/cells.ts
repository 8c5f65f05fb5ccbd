import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter();

/**
 * How many cells of a terminal a visible text takes: a Chinese character takes two, and a combining mark takes none. A
 * character that fonts draw in either width counts as narrow, as it does in terminals.
 */
export function cellsOf(text: string): number {
  return stringWidth(text);
}

/** The longest beginning of a visible text that fits into this many cells; no character is split. */
export function beginningWithin(text: string, cells: number): string {
  let beginning = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += cellsOf(segment);
    if (used > cells) return beginning;
    beginning += segment;
  }
  return beginning;
}
