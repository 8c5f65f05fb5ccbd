import { styleText } from 'node:util';
import { cellsOf } from './cells.ts';

type Style = Parameters<typeof styleText>[0];

/** A piece of text, and how it looks on a terminal that shows colours. */
export interface Styled {
  readonly text: string;
  readonly style?: Style;
  /** Whether it is never broken into lines, since people copy it. */
  readonly whole?: true;
}

export type Text = string | Styled;

/** Texts that stand on one line. */
export type Line = readonly Text[];

export const styled = (style: Style, text: string): Styled => ({ text, style });

/** A text that is never broken into lines, since a person copies it, as a command, or reads it in one piece. */
export const whole = (text: string): Styled => ({ text, whole: true });

export const EMPTY_LINE: Line = [];

/**
 * The line as it is printed. Texts from outside cannot control the terminal: invisible characters
 * are left out of them.
 */
export function rendered(line: Line, inColour: boolean): string {
  return line
    .map((text) => {
      const visible = visibleOf(text);
      const style = typeof text === 'string' ? undefined : text.style;
      return inColour && style ? styleText(style, visible, { validateStream: false }) : visible;
    })
    .join('')
    .trimEnd();
}

/** Lines for a reader without a terminal, as one text. */
export function plain(lines: readonly Line[]): string {
  return lines.map((line) => rendered(line, false)).join('\n');
}

/** How many columns of a terminal the text takes. */
export function widthOf(text: Text): number {
  return cellsOf(visibleOf(text));
}

export function widthOfLine(line: Line): number {
  return line.reduce((sum, text) => sum + widthOf(text), 0);
}

export function textOf(text: Text): string {
  return typeof text === 'string' ? text : text.text;
}

/** The text without what controls a terminal, on one line. */
export function visibleOf(text: Text): string {
  return textOf(text)
    .replace(/[\p{Zl}\p{Zp}\t\r\n]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}]+/gu, '');
}
