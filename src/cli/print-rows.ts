import type { RowColumn } from '../console/row-column.ts';
import { rowObject } from '../console/row-object.ts';
import type { Io } from './io.ts';
import { rowCsv } from './row-csv.ts';
import { rowTable } from './row-table.ts';
import { terminalWidth } from './terminal-width.ts';

export interface OutputFlags {
  readonly json: boolean;
  readonly csv: boolean;
}

export interface Listing<Row> {
  readonly columns: readonly RowColumn<Row>[];
  readonly rows: readonly Row[];
  /** In place of a table without rows. */
  readonly nothing: string;
}

/** Prints rows in the way that the flags ask for. */
export function printRows<Row>(
  { columns, nothing, rows }: Listing<Row>,
  flags: OutputFlags,
  io: Io,
): void {
  if (flags.json) io.stdout.write(`${JSON.stringify(rows.map(rowObject(columns)), null, 2)}\n`);
  else if (flags.csv) io.stdout.write(rowCsv(columns, rows));
  else if (rows.length === 0) io.stdout.write(`${nothing}\n`);
  else io.stdout.write(`${rowTable(columns, rows, terminalWidth(io)).join('\n')}\n`);
}
