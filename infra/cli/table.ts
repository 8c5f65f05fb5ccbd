import { type Line, styled, type Text, widthOf } from './text.ts';

const GAP = '  ';

/** Rows of cells, the cells of a column one below the other. */
export function aligned(rows: readonly (readonly Text[])[]): Line[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  return rows.map((row) =>
    row.flatMap((cell, column) => {
      const isLast = column === row.length - 1;
      return isLast ? [cell] : [cell, ' '.repeat((widths[column] ?? 0) - widthOf(cell)), GAP];
    }),
  );
}

/** A column of a table: what stands above it, and what it shows of each row. */
export interface Column<Row> {
  readonly heading: string;
  /** Where there is not room for all columns, those of the highest rank are left out first. Default: 0, never. */
  readonly rank?: number;
  cell(row: Row): Text;
}

/**
 * A line for each row, under a line of headings.
 *
 * @param width how many characters of a line are seen; all of them if it is not given
 */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width = Infinity,
): Line[] {
  const shown = aligned([
    columns.map(({ heading }) => styled('bold', heading)),
    ...rows.map((row) => columns.map(({ cell }) => cell(row))),
  ]);
  const rank = Math.max(0, ...columns.map((column) => column.rank ?? 0));
  const isTooWide = shown.some((line) => lineWidth(line) > width);
  if (!isTooWide || rank === 0) return shown;
  return table(
    columns.filter((column) => (column.rank ?? 0) < rank),
    rows,
    width,
  );
}

function lineWidth(line: Line): number {
  return line.reduce((sum, text) => sum + widthOf(text), 0);
}
