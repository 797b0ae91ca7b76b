import type { Column } from '../catalog/query.ts';
import type { HistogramValue } from '../metrics/family.ts';
import type { TextResult } from '../target/connection.ts';
import { readHistogram } from './histogram-column.ts';
import { valueReader } from './value-reader.ts';

/** One metric of a result: how to read it from a row, and what was read so far. */
export interface ValueColumn {
  readonly column: Column;
  /** null: no sample; undefined: not a number. */
  readonly read: (row: readonly (string | null)[]) => Cell | undefined;
  readonly out: Cell[];
}

export type Cell = string | HistogramValue | null;

/** The declared metrics that this result has; a column that a version lacks is no metric. */
export function valueColumns(
  columns: readonly Column[],
  found: TextResult['columns'],
  index: ReadonlyMap<string, number>,
): readonly ValueColumn[] {
  return columns.flatMap((column): readonly ValueColumn[] => {
    const { constant } = column;
    if (constant !== undefined) return [{ column, out: [], read: () => constant }];
    const position = index.get(column.column);
    if (position === undefined || !METRICS.has(column.usage)) return [];
    if (column.bounds !== undefined) return [];
    if (column.usage === 'HISTOGRAM') {
      return [{ column, out: [], read: (row) => readHistogram(column.column, index, row) }];
    }
    const read = valueReader(found[position]?.typeOid ?? 0, column);
    return [{ column, out: [], read: (row) => read(row[position] ?? null) }];
  });
}

const METRICS: ReadonlySet<string> = new Set(['GAUGE', 'COUNTER', 'UNTYPED', 'HISTOGRAM']);
