import type { ScalarFamily } from '../metrics/family.ts';
import { numberText } from '../metrics/make-family.ts';
import { type CounterName, counterIndex } from './entry-row.ts';

/** A counter of pg_stat_statements as a metric. */
export interface CounterColumn {
  /** Without the prefix. */
  readonly name: string;
  readonly column: CounterName;
  readonly help: string;
  /** What the metric's unit is of the column's. */
  readonly scale?: number;
}

/** `labels[i]` are those of the counters `totals[i]`. */
export function counterFamily(
  prefix: string,
  { column, help, name, scale = 1 }: CounterColumn,
  labels: readonly string[],
  totals: readonly ArrayLike<number>[],
): ScalarFamily {
  const index = counterIndex(column);
  const values = totals.map((counters) => numberText((counters[index] ?? 0) * scale));
  return { name: `${prefix}_${name}`, help, type: 'counter', blocks: [{ labels, values }] };
}
