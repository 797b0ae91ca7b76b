import { formatBytes } from './format-bytes.ts';
import { formatCount } from './format-count.ts';
import { formatRatio } from './format-ratio.ts';
import { numberColumn, type RowColumn } from './row-column.ts';

/** A column of a table, with what the planner knows of it. */
export interface ColumnRow {
  readonly database: string;
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly required: boolean;
  readonly nulls: number | null;
  readonly width: number | null;
  readonly distinct: number | null;
  readonly indexes: string;
}

/** Out of a row of the console query console_columns. */
export function columnRow(row: Readonly<Record<string, string | null>>): ColumnRow {
  const number = (name: string) => (row[name] == null ? null : Number(row[name]));
  return {
    database: row.datname ?? '',
    schema: row.schemaname ?? '',
    table: row.relname ?? '',
    column: row.column ?? '',
    type: row.type ?? '',
    required: row.required === 't',
    nulls: number('nulls'),
    width: number('width'),
    distinct: number('distinct_values'),
    indexes: row.indexes ?? '',
  };
}

export const COLUMN_COLUMNS: readonly RowColumn<ColumnRow>[] = [
  { key: 'column', title: 'column', value: (row) => row.column, least: 12 },
  { key: 'type', title: 'type', value: (row) => row.type, least: 10 },
  {
    key: 'required',
    title: 'not null',
    value: (row) => row.required,
    text: (row) => (row.required ? 'yes' : ''),
    optional: 4,
  },
  numberColumn('null_ratio', 'nulls', (row) => row.nulls, formatRatio, 2),
  numberColumn('distinct_values', 'distinct', (row) => row.distinct, formatCount, 1),
  numberColumn('width_bytes', 'width', (row) => row.width, formatBytes, 3),
  { key: 'indexes', title: 'place in indexes', value: (row) => row.indexes, least: 16, room: 34 },
];
