import { cleanText } from '../../console/clean-text.ts';
import type { RowColumn } from '../../console/row-column.ts';
import { rowTable } from '../row-table.ts';
import { foldText } from './fold-text.ts';
import { type Line, line, type Tone } from './line.ts';
import type { PaneView } from './live-view.ts';

export interface TableTexts<Row> {
  readonly nothing: string;
  readonly tone?: (row: Row) => Tone | undefined;
  /** What stands below a row where whole texts are wanted. */
  readonly full?: (row: Row) => readonly string[];
}

/** The lines of a table under its heading, each row in its tone; one line where there are no rows. */
export function tableLines<Row>(
  columns: readonly RowColumn<Row>[],
  rows: readonly Row[],
  { filter, full: whole, width }: PaneView,
  { full, nothing, tone }: TableTexts<Row>,
): readonly Line[] {
  const shown = rows.filter((row) => has(columns, row, filter));
  if (shown.length === 0) {
    return [line(rows.length === 0 ? nothing : `Nothing here has "${filter}" in it.`, 'dim')];
  }
  const [head = '', ...body] = rowTable(columns, shown, width);
  return [
    line(head, 'head'),
    ...body.flatMap((text, index) => {
      const row = shown[index];
      if (row === undefined) return [line(text)];
      const below = whole ? (full?.(row) ?? []) : [];
      return [
        line(text, tone?.(row)),
        ...below.flatMap((one) => foldText(cleanText(one), width, INDENT)).map((one) => line(one)),
      ];
    }),
  ];
}

const INDENT = '    ';

function has<Row>(columns: readonly RowColumn<Row>[], row: Row, filter: string): boolean {
  if (filter === '') return true;
  const text = columns.map(({ value }) => String(value(row) ?? '')).join(' ');
  return text.toLowerCase().includes(filter.toLowerCase());
}
