import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** A piece of text, and how it looks on a terminal that shows colours. */
export interface Styled {
  readonly text: string;
  readonly style: Style;
}

export type Text = string | Styled;

/** Texts that stand on one line. */
export type Line = readonly Text[];

export const styled = (style: Style, text: string): Styled => ({ text, style });

export const EMPTY_LINE: Line = [];

/**
 * The line as it is written out. Texts from outside cannot steer the terminal: what is no visible
 * character is left out of them.
 */
export function rendered(line: Line, inColour: boolean): string {
  return line
    .map((text) => {
      const visible = visibleOf(text);
      if (typeof text === 'string' || !inColour) return visible;
      return styleText(text.style, visible, { validateStream: false });
    })
    .join('')
    .trimEnd();
}

/** Lines for a reader without a terminal, as one text. */
export function plain(lines: readonly Line[]): string {
  return lines.map((line) => rendered(line, false)).join('\n');
}

/** How many columns it takes; all that is shown in tables is ASCII. */
export function widthOf(text: Text): number {
  return visibleOf(text).length;
}

function visibleOf(text: Text): string {
  const plain = typeof text === 'string' ? text : text.text;
  return plain.replace(/[\p{Zl}\p{Zp}\t\r\n]+/gu, ' ').replace(/[\p{Cc}\p{Cf}]+/gu, '');
}
