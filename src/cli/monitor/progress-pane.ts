import { formatCount } from '../../console/format-count.ts';
import { formatRatio } from '../../console/format-ratio.ts';
import { formatSeconds } from '../../console/format-seconds.ts';
import { numberColumn, type RowColumn } from '../../console/row-column.ts';
import type { LiveView, Pane } from './live-view.ts';
import { tableLines } from './table-lines.ts';

/** Long commands and how far they have come. */
export const PROGRESS_PANE: Pane = {
  name: 'progress',
  sorts: ['as it is'],
  lines: (view, how) =>
    tableLines(COLUMNS, rows(view), how, {
      nothing: 'No VACUUM, ANALYZE, CREATE INDEX, CLUSTER, COPY or base backup runs.',
    }),
  json: rows,
};

type Progress = ReturnType<typeof rows>[number];

function rows({ interval }: LiveView) {
  return interval.now.progress.map((row) => {
    const [done, total] = [numberOf(row.done), numberOf(row.total)];
    return {
      command: row.command ?? '',
      pid: Number(row.pid),
      database: row.datname ?? '',
      relation: row.relation ?? '',
      phase: row.phase ?? '',
      done,
      total,
      ratio: done !== null && total !== null && total > 0 ? done / total : null,
      seconds: numberOf(row.seconds),
    };
  });
}

function numberOf(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text);
}

const COLUMNS: readonly RowColumn<Progress>[] = [
  { key: 'command', title: 'command', value: (row) => row.command, least: 10 },
  { key: 'pid', title: 'pid', value: (row) => row.pid, align: 'right' },
  { key: 'database', title: 'database', value: (row) => row.database, least: 8, optional: 2 },
  { key: 'relation', title: 'table', value: (row) => row.relation, least: 14 },
  { key: 'phase', title: 'phase', value: (row) => row.phase, least: 16 },
  numberColumn('ratio', 'done', (row) => row.ratio, formatRatio),
  numberColumn('blocks', 'of', (row) => row.total, formatCount, 1),
  numberColumn('seconds', 'since', (row) => row.seconds, formatSeconds),
];
