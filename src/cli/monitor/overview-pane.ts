import { formatBytes } from '../../console/format-bytes.ts';
import { formatCount } from '../../console/format-count.ts';
import { formatRatio } from '../../console/format-ratio.ts';
import { formatSeconds } from '../../console/format-seconds.ts';
import { type ClassLatency, classLatencies } from '../../console/live/class-latency.ts';
import { databaseRates } from '../../console/live/database-rates.ts';
import { type Overview, overview } from '../../console/live/overview.ts';
import { numberColumn, type RowColumn } from '../../console/row-column.ts';
import { factLines } from './fact-lines.ts';
import { type Line, line } from './line.ts';
import type { Pane, PaneView } from './live-view.ts';
import { tableLines } from './table-lines.ts';

/** The server at a glance: rates, sessions, latency by class, databases. */
export const OVERVIEW_PANE: Pane = {
  name: 'overview',
  sorts: ['as it is'],
  lines: ({ interval }, how) => [
    ...factLines(facts(overview(interval)), how.width),
    line(''),
    ...classLines(classLatencies(interval), how),
    line(''),
    ...tableLines(DATABASE_COLUMNS, databaseRates(interval), how, { nothing: '' }),
  ],
  json: ({ interval }) => ({
    ...overview(interval),
    classes: classLatencies(interval),
    databases: databaseRates(interval),
  }),
};

function facts(now: Overview): readonly (readonly [string, string])[] {
  const perSecond = (value: number | null) => (value === null ? '' : `${formatCount(value)}/s`);
  const bytes = (value: number | null) => (value === null ? '' : `${formatBytes(value)}/s`);
  return [
    ['commits', perSecond(now.commitsPerSecond)],
    ['rollbacks', perSecond(now.rollbacksPerSecond)],
    ['cache hits', formatRatio(now.cacheHit)],
    ['rows read', perSecond(now.rowsReadPerSecond)],
    ['rows written', perSecond(now.rowsWrittenPerSecond)],
    ['temp files', bytes(now.tempBytesPerSecond)],
    ['WAL', bytes(now.walBytesPerSecond)],
    ['connections', `${formatCount(now.connections)} of ${formatCount(now.maxConnections)}`],
    ['longest tx', formatSeconds(now.longestTransactionSeconds)],
    ['active', String(now.active)],
    ['idle', String(now.idle)],
    ['idle in tx', String(now.idleInTransaction)],
    ['lock waits', String(now.waitingForLock)],
    ['deadlocks', formatCount(now.deadlocks)],
    ['xmin age', formatCount(now.xminHorizonAge)],
  ];
}

function classLines(classes: readonly ClassLatency[], how: PaneView): readonly Line[] {
  return tableLines(CLASS_COLUMNS, classes, how, {
    nothing: 'No latency by class: pg_stat_statements is not there, or nothing ran yet.',
    tone: ({ p95Seconds, targetSeconds }) =>
      p95Seconds !== null && targetSeconds !== null && p95Seconds > targetSeconds
        ? 'warn'
        : undefined,
  });
}

const CLASS_COLUMNS: readonly RowColumn<ClassLatency>[] = [
  { key: 'class', title: 'class', value: ({ name }) => name, least: 11 },
  numberColumn('calls', 'calls/s', (row) => row.callsPerSecond, formatCount),
  numberColumn('mean', 'mean', (row) => row.meanSeconds, formatSeconds),
  numberColumn('p95', 'p95', (row) => row.p95Seconds, formatSeconds),
  numberColumn('target', 'target', (row) => row.targetSeconds, formatSeconds),
  numberColumn('over', 'over target', (row) => row.overTargetRatio, formatRatio),
];

const DATABASE_COLUMNS: readonly RowColumn<ReturnType<typeof databaseRates>[number]>[] = [
  { key: 'database', title: 'database', value: ({ database }) => database, least: 11 },
  numberColumn('tps', 'tx/s', (row) => row.transactionsPerSecond, formatCount),
  numberColumn('hit', 'hit %', (row) => row.cacheHit, formatRatio),
  numberColumn('read', 'read rows/s', (row) => row.rowsReadPerSecond, formatCount),
  numberColumn('written', 'written rows/s', (row) => row.rowsWrittenPerSecond, formatCount),
  numberColumn('sessions', 'sessions', (row) => row.sessions, formatCount),
];
