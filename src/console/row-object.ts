import type { CellValue, RowColumn } from './row-column.ts';

/** A row as programs take it: each column under its key, in base units. */
export function rowObject<Row>(columns: readonly RowColumn<Row>[]) {
  return (row: Row): Readonly<Record<string, CellValue>> =>
    Object.fromEntries(columns.map(({ key, value }) => [key, value(row)]));
}
