import { type Line, type Text, textOf, widthOf, widthOfLine } from './text.ts';

/** The columns that prose needs to be easy to read. */
export const ROOM_FOR_PROSE = 24;

/** If the hanging indent leaves fewer columns than this, continuation lines begin further left. */
const LEAST_ROOM = 16;

/** The extra indent of a continuation line, in columns, so that nobody takes it for another row. */
const STEP = 2;

/**
 * The line broken between words into as many lines as it needs. The continuation lines stand
 * below the last column of the first line, or if that is too far right, a step further in than the first line.
 *
 * @param width how many columns there are
 */
export function wrapped(line: Line, width: number): Line[] {
  if (widthOfLine(line) <= width) return [line];
  const indent = indentOf(line, width);
  const lines: Text[][] = [];
  let current: Text[] = [];
  let used = 0;
  let gap: Text[] = [];
  for (const word of line.flatMap(wordsIn)) {
    if (textOf(word).trim() === '') {
      gap.push(word);
      continue;
    }
    const gapWidth = widthOfLine(gap);
    const isFull = used + gapWidth + widthOf(word) > width;
    if (isFull && gap.length > 0 && used > indent) {
      lines.push(current);
      current = [' '.repeat(indent), word];
      used = indent + widthOf(word);
    } else {
      current.push(...gap, word);
      used += gapWidth + widthOf(word);
    }
    gap = [];
  }
  return [...lines, current];
}

/** Columns are two spaces apart. */
function indentOf(line: Line, width: number): number {
  const text = line.map(textOf).join('').trimEnd();
  const beginning = text.length - text.trimStart().length;
  const lastGap = text.lastIndexOf('  ');
  if (lastGap < beginning) return beginning;
  const last = text.slice(lastGap + 2);
  const column = widthOf(text.slice(0, lastGap)) + 2;
  const room = width - column;
  const longest = Math.max(...last.split(' ').map(widthOf));
  const isEnough = room >= ROOM_FOR_PROSE || (room >= LEAST_ROOM && room >= longest);
  return isEnough ? column : beginning + STEP;
}

/** The words of a text and the spaces between them, each in the style of the whole. */
function wordsIn(text: Text): Text[] {
  if (typeof text !== 'string' && text.whole === true) return [text];
  const words = textOf(text).match(/\s+|\S+/g) ?? [];
  return typeof text === 'string' ? words : words.map((word) => ({ ...text, text: word }));
}
