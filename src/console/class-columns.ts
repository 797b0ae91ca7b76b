import { formatCount } from './format-count.ts';
import { formatSeconds } from './format-seconds.ts';
import { numberColumn, type RowColumn } from './row-column.ts';
import type { StatementRow } from './statement-row.ts';

/** A statement with its class and the reason for it. */
export interface ClassifiedStatement extends StatementRow {
  readonly class: string;
  /** '' with the default class. */
  readonly rule: string;
  /** The part of the statement that the rule found. */
  readonly matched: string;
  readonly text: string;
}

export const CLASS_COLUMNS: readonly RowColumn<ClassifiedStatement>[] = [
  { key: 'class', title: 'class', value: (row) => row.class },
  { key: 'queryid', title: 'queryid', value: (row) => row.queryid, align: 'right', optional: 5 },
  numberColumn('calls', 'calls', (row) => row.calls, formatCount),
  numberColumn('total_seconds', 'total', (row) => row.seconds, formatSeconds),
  numberColumn('mean_seconds', 'mean', (row) => row.mean, formatSeconds),
  { key: 'user', title: 'user', value: (row) => row.user, least: 8, optional: 4 },
  { key: 'database', title: 'database', value: (row) => row.database, least: 8, optional: 6 },
  { key: 'rule', title: 'rule', value: (row) => row.rule, least: 12, optional: 2 },
  {
    key: 'matched',
    title: 'matched',
    value: (row) => row.matched,
    least: 16,
    room: 30,
    optional: 1,
  },
  { key: 'query', title: 'query', value: (row) => row.text, least: 24, room: 50 },
];
