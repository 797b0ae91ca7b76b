import { formatBytes } from '../../console/format-bytes.ts';
import { formatCount } from '../../console/format-count.ts';
import { formatRatio } from '../../console/format-ratio.ts';
import { formatSeconds } from '../../console/format-seconds.ts';
import type { BusyStatement } from '../../console/live/busy-statements.ts';
import { numberColumn, type RowColumn } from '../../console/row-column.ts';
import { sortRows } from '../../console/sort-rows.ts';
import type { LiveView, Pane } from './live-view.ts';
import { tableLines } from './table-lines.ts';

const SORTS: Readonly<Record<string, (row: BusyStatement) => number>> = {
  load: ({ load }) => load,
  calls: ({ callsPerSecond }) => callsPerSecond,
  mean: ({ meanSeconds }) => meanSeconds,
  rows: ({ callsPerSecond, rowsPerCall }) => callsPerSecond * rowsPerCall,
  temp: ({ tempBlocksPerSecond }) => tempBlocksPerSecond,
  wal: ({ walBytesPerSecond }) => walBytesPerSecond,
};

/** Statements that take the time now. */
export const QUERIES_PANE: Pane = {
  name: 'queries',
  sorts: Object.keys(SORTS),
  lines: (view, how) =>
    tableLines(COLUMNS, listed(view, how.sort), how, {
      nothing: 'No statement ended in this interval.',
      full: ({ queryid, text }) => [`pgvitals explain-query ${queryid}`, text],
    }),
  json: (view) =>
    listed(view, 'load')
      .slice(0, 50)
      .map(({ key, ...row }) => row),
};

/** Statements of the live view that need their text, by what it sorts by. */
export function busiest(
  busy: readonly BusyStatement[],
  sort: string,
  limit: number,
): readonly BusyStatement[] {
  return sortRows(busy, SORTS[sort] ?? (({ load }) => load)).slice(0, limit);
}

type Listed = BusyStatement & { readonly text: string };

function listed({ busy, texts }: LiveView, sort: string): readonly Listed[] {
  return busiest(busy, sort, MOST)
    .map((row) => ({ ...row, text: texts.get(row.key) ?? '' }))
    .filter(({ text }) => !OWN.test(text));
}

/** What pgvitals itself asks is not what one wants to see. */
const OWN = /\/\* pgvitals:/;

const MOST = 200;

const COLUMNS: readonly RowColumn<Listed>[] = [
  numberColumn(
    'load',
    'load',
    (row) => row.load,
    (load) => (load ?? 0).toFixed((load ?? 0) < 1 ? 3 : 2),
  ),
  numberColumn('calls', 'calls/s', (row) => row.callsPerSecond, formatCount),
  numberColumn('mean', 'mean', (row) => row.meanSeconds, formatSeconds),
  numberColumn('rows', 'rows/call', (row) => row.rowsPerCall, formatCount, 2),
  numberColumn('hit', 'hit %', (row) => row.cacheHit, formatRatio, 1),
  numberColumn(
    'temp',
    'temp/s',
    ({ tempBlocksPerSecond: blocks }) => blocks * 8192,
    formatBytes,
    5,
  ),
  numberColumn('wal', 'WAL/s', (row) => row.walBytesPerSecond, formatBytes, 6),
  { key: 'database', title: 'database', value: (row) => row.database, least: 8, optional: 3 },
  { key: 'user', title: 'user', value: (row) => row.user, least: 8, optional: 4 },
  { key: 'query', title: 'query', value: (row) => row.text, least: 24, room: 44 },
];
