import { beginningWithin } from './cells.ts';
import { type Line, styled, type Text, visibleOf, widthOf } from './text.ts';
import { ROOM_FOR_PROSE } from './wrapped.ts';

const GAP = '  ';

/**
 * Rows of cells, aligned in columns.
 *
 * @param most the greatest width of each column: if a cell is wider, the cells after it in the same row move right
 */
export function aligned(
  rows: readonly (readonly Text[])[],
  most: readonly (number | undefined)[] = [],
): Line[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.min(most[column] ?? Infinity, Math.max(...rows.map((row) => widthOf(row[column] ?? '')))),
  );
  return rows.map((row) =>
    row.flatMap((cell, column) => {
      const isLast = column === row.length - 1;
      return isLast
        ? [cell]
        : [cell, ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))), GAP];
    }),
  );
}

/** A column of a table: its heading, and its cell for each row. */
export interface Column<Row> {
  readonly heading: string;
  /** If there is no room for all columns, those of the highest rank are left out first. Default: 0, never left out. */
  readonly rank?: number;
  /** If there still is no room, the cells are cut, but never to fewer columns of the terminal than this. Default: never cut. */
  readonly least?: number;
  /** If there is no room, the column is at least as wide as this, and a longer cell puts its row out of line. */
  readonly usual?: number;
  /** Whether the cells are prose, which needs little room, since it is broken into lines. Only the last column can be. */
  readonly isProse?: true;
  cell(row: Row): Text;
}

/**
 * A line for each row, under a line of headings.
 *
 * @param width how many columns the terminal has; unlimited by default
 */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width = Infinity,
): Line[] {
  const cells = columns.map(({ heading, cell }) => [styled('bold', heading), ...rows.map(cell)]);
  const widths = cells.map((column, n) => {
    const widest = Math.max(...column.map(widthOf));
    const { isProse, usual = Infinity } = columns[n] ?? {};
    return Math.min(widest, isProse ? ROOM_FOR_PROSE : usual);
  });
  const missing = sumOf(widths) + GAP.length * (columns.length - 1) - width;
  const rank = Math.max(0, ...columns.map((column) => column.rank ?? 0));
  if (missing > 0 && rank > 0) {
    const fewer = columns.filter((column) => (column.rank ?? 0) < rank);
    return table(fewer, rows, width);
  }
  const room = cutTo(columns, widths, Math.max(missing, 0));
  const shown = cells.map((column, n) => column.map((cell) => cut(cell, room[n] ?? Infinity)));
  const most = columns.map(({ usual }, n) =>
    usual === undefined ? undefined : (widths[n] ?? 0) + Math.max(-missing, 0),
  );
  return aligned(
    [-1, ...rows.keys()].map((n) => shown.map((column) => column[n + 1] ?? '')),
    most,
  );
}

/** The widths of the columns once they are narrower by the missing room, as far as they can be. */
function cutTo<Row>(
  columns: readonly Column<Row>[],
  widths: readonly number[],
  missing: number,
): number[] {
  let left = missing;
  return columns.map(({ least, heading }, n) => {
    if (least === undefined) return Infinity;
    const width = widths[n] ?? 0;
    const narrower = Math.max(width - left, Math.min(width, Math.max(least, widthOf(heading))));
    left -= width - narrower;
    return narrower;
  });
}

function cut(cell: Text, width: number): Text {
  if (widthOf(cell) <= width) return cell;
  const text = `${beginningWithin(visibleOf(cell), width - 1)}…`;
  return typeof cell === 'string' ? text : { ...cell, text };
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);
