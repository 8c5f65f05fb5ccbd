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
  cell(row: Row): Text;
}

/** A line for each row, under a line of headings. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Line[] {
  return aligned([
    columns.map(({ heading }) => styled('bold', heading)),
    ...rows.map((row) => columns.map(({ cell }) => cell(row))),
  ]);
}
