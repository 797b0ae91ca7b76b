import type { TextRow } from '../target/connection.ts';
import type { ResultShaper } from './shape-result.ts';

/** The rows of a feed as they came. */
export interface RowTable {
  readonly columns: readonly string[];
  readonly rows: readonly TextRow[];
}

/** Keeps the rows for whom they are meant for instead of making families of them. */
export function collectRows(): ResultShaper {
  let columns: readonly string[] = [];
  const rows: TextRow[] = [];
  return {
    sink(found) {
      columns = found.map(({ name }) => name);
      return (row) => rows.push(row);
    },
    finish: (truncated) => ({
      families: [],
      rows: rows.length + truncated,
      series: 0,
      dropped: truncated > 0 ? new Map([['budget', truncated]]) : new Map(),
      table: { columns, rows },
    }),
  };
}
