import type { ClassifiedStatement } from './class-columns.ts';
import { formatCount } from './format-count.ts';
import { formatSeconds } from './format-seconds.ts';
import { numberColumn, type RowColumn } from './row-column.ts';

export interface ClassTotal {
  readonly class: string;
  /** Seconds; null: nothing is promised. */
  readonly target: number | null;
  readonly statements: number;
  readonly calls: number;
  readonly seconds: number;
  /** Null where there are no calls. */
  readonly mean: number | null;
}

/** What each class has, classes without statements included. */
export function classTotals(
  classes: readonly { readonly name: string; readonly targetSeconds?: number }[],
  statements: readonly ClassifiedStatement[],
): readonly ClassTotal[] {
  return classes.map(({ name, targetSeconds }) => {
    const own = statements.filter((row) => row.class === name);
    const calls = own.reduce((sum, row) => sum + row.calls, 0);
    const seconds = own.reduce((sum, row) => sum + row.seconds, 0);
    return {
      class: name,
      target: targetSeconds ?? null,
      statements: own.length,
      calls,
      seconds,
      mean: calls > 0 ? seconds / calls : null,
    };
  });
}

export const TOTAL_COLUMNS: readonly RowColumn<ClassTotal>[] = [
  { key: 'class', title: 'class', value: (row) => row.class },
  numberColumn('target_seconds', 'target', (row) => row.target, formatSeconds),
  numberColumn('statements', 'statements', (row) => row.statements, formatCount),
  numberColumn('calls', 'calls', (row) => row.calls, formatCount),
  numberColumn('total_seconds', 'total', (row) => row.seconds, formatSeconds),
  numberColumn('mean_seconds', 'mean', (row) => row.mean, formatSeconds),
];
