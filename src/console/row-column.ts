export type CellValue = string | number | boolean | null;

/** A column of what a command lists: raw for programs, short for people. */
export interface RowColumn<Row> {
  /** Name in JSON and CSV; seconds, bytes and shares of 1 there. */
  readonly key: string;
  readonly title: string;
  readonly value: (row: Row) => CellValue;
  /** In a table for people; the value itself when absent. */
  readonly text?: (row: Row) => string;
  /** Default: right for numbers. */
  readonly align?: 'left' | 'right';
  /** Longer cells may be cut down to this. */
  readonly least?: number;
  /** What it should have before there is room for optional ones; `least` when absent. */
  readonly room?: number;
  /** Left out of a table for which there is no room, the highest first; never when absent. */
  readonly optional?: number;
}

/** A column of numbers, which are written by `format` for people. */
export function numberColumn<Row>(
  key: string,
  title: string,
  value: (row: Row) => number | null,
  format: (value: number | null) => string,
  optional?: number,
): RowColumn<Row> {
  return {
    key,
    title,
    value,
    text: (row) => format(value(row)),
    align: 'right',
    ...(optional === undefined ? {} : { optional }),
  };
}
