import { cleanText } from '../console/clean-text.ts';
import type { RowColumn } from '../console/row-column.ts';
import { textWidth } from '../console/text-width.ts';
import { type TextColumn, textTable } from './text-table.ts';

/** Lines of a table that fits `width` as well as its columns allow: optional ones give way first. */
export function rowTable<Row>(
  columns: readonly RowColumn<Row>[],
  rows: readonly Row[],
  width: number,
): readonly string[] {
  const cells = new Map(
    columns.map((column) => [column.key, rows.map((row) => cleanText(textOf(column, row)))]),
  );
  const shown = fitting(columns, cells, width);
  return textTable(
    shown.map(textColumn),
    rows.map((_, index) => shown.map(({ key }) => cells.get(key)?.[index] ?? '')),
    width,
  );
}

function textOf<Row>({ text, value }: RowColumn<Row>, row: Row): string {
  return text === undefined ? String(value(row) ?? '') : text(row);
}

type Cells = ReadonlyMap<string, readonly string[]>;

const GAP = 2;

function fitting<Row>(
  columns: readonly RowColumn<Row>[],
  cells: Cells,
  width: number,
): readonly RowColumn<Row>[] {
  // Where nothing stands in a column that may be left out, it only takes room.
  let shown = columns.filter(
    ({ key, optional }) => optional === undefined || cells.get(key)?.some((cell) => cell !== ''),
  );
  for (;;) {
    const needed = shown.reduce((sum, column) => sum + leastWidth(column, cells) + GAP, -GAP);
    const last = Math.max(...shown.map(({ optional }) => optional ?? 0));
    if (needed <= width || last <= 0) return shown;
    shown = shown.filter(({ optional = 0 }) => optional !== last);
  }
}

function leastWidth<Row>(
  { key, least, room = least, title }: RowColumn<Row>,
  cells: Cells,
): number {
  const lengths = (cells.get(key) ?? []).map(textWidth);
  const natural = Math.max(title.length, ...lengths);
  return room === undefined ? natural : Math.min(natural, Math.max(room, title.length));
}

function textColumn<Row>({ align = 'left', least, title }: RowColumn<Row>): TextColumn {
  return { title, align, ...(least === undefined ? {} : { least: Math.max(least, title.length) }) };
}
