import type { RowColumn } from '../../console/row-column.ts';
import { rowTable } from '../row-table.ts';
import { type Line, line, type Tone } from './line.ts';

/** The lines of a table under its heading, each row in its tone; one line where there are no rows. */
export function tableLines<Row>(
  columns: readonly RowColumn<Row>[],
  rows: readonly Row[],
  width: number,
  { nothing, tone }: { readonly nothing: string; readonly tone?: (row: Row) => Tone | undefined },
): readonly Line[] {
  if (rows.length === 0) return [line(nothing, 'dim')];
  const [head = '', ...body] = rowTable(columns, rows, width);
  return [
    line(head, 'head'),
    ...body.map((text, index) => {
      const row = rows[index];
      return line(text, row === undefined ? undefined : tone?.(row));
    }),
  ];
}
