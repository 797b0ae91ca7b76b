import type { CellValue, RowColumn } from '../console/row-column.ts';

/** As RFC 4180 has it, with a line of names and nothing for what is not known. */
export function rowCsv<Row>(columns: readonly RowColumn<Row>[], rows: readonly Row[]): string {
  const lines = [
    columns.map(({ key }) => key),
    ...rows.map((row) => columns.map(({ value }) => field(value(row)))),
  ];
  return lines.map((fields) => `${fields.join(',')}\r\n`).join('');
}

function field(value: CellValue): string {
  if (typeof value !== 'string') return String(value ?? '');
  // A spreadsheet takes a text that begins so for a formula.
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
