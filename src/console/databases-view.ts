import type { Family } from '../metrics/family.ts';
import { formatBytes } from './format-bytes.ts';
import { formatCount } from './format-count.ts';
import { formatRatio } from './format-ratio.ts';
import { formatSeconds } from './format-seconds.ts';
import { ratioOf } from './ratio-of.ts';
import { numberColumn, type RowColumn } from './row-column.ts';
import { sampleRows } from './sample-rows.ts';

/** Catalog queries that the list of databases is made of. */
export const DATABASES_QUERIES = [
  'pg_stat_database',
  'pg_database_size',
  'pg_database_wraparound',
  'pg_sessions',
  'pg_connections',
] as const;

export type DatabaseRow = ReturnType<typeof databaseRows>[number];

/** Every database with its size, sessions, transactions and the share that it finds in memory. */
export function databaseRows(families: readonly Family[]) {
  return sampleRows(families, ['datname'], METRICS)
    .filter(({ datname, numbackends }) => datname !== '' && numbackends !== null)
    .map((row) => ({
      ...row,
      cacheHit: ratioOf(row.blocksHit, row.blocksRead),
      rollbackRatio: ratioOf(row.rollbacks, row.commits),
    }));
}

const METRICS = {
  bytes: 'pg_database_size_bytes',
  numbackends: 'pg_stat_database_numbackends',
  active: 'pg_sessions_active',
  idleInTransaction: 'pg_sessions_idle_in_transaction',
  longestTransaction: 'pg_sessions_longest_transaction_seconds',
  commits: 'pg_stat_database_xact_commit',
  rollbacks: 'pg_stat_database_xact_rollback',
  blocksHit: 'pg_stat_database_blks_hit',
  blocksRead: 'pg_stat_database_blks_read',
  returned: 'pg_stat_database_tup_returned',
  fetched: 'pg_stat_database_tup_fetched',
  inserted: 'pg_stat_database_tup_inserted',
  updated: 'pg_stat_database_tup_updated',
  deleted: 'pg_stat_database_tup_deleted',
  tempFiles: 'pg_stat_database_temp_files',
  tempBytes: 'pg_stat_database_temp_bytes',
  deadlocks: 'pg_stat_database_deadlocks',
  xidsLeft: 'pg_database_wraparound_xids_left',
  statsReset: 'pg_stat_database_stats_reset',
} as const;

export const DATABASE_COLUMNS: readonly RowColumn<DatabaseRow>[] = [
  { key: 'database', title: 'database', value: (row) => row.datname, least: 12 },
  numberColumn('bytes', 'size', (row) => row.bytes, formatBytes),
  numberColumn('sessions', 'sessions', (row) => row.numbackends, formatCount),
  numberColumn('active', 'active', (row) => row.active, formatCount, 2),
  numberColumn('idle_in_transaction', 'idle in tx', (row) => row.idleInTransaction, formatCount, 4),
  numberColumn(
    'longest_transaction_seconds',
    'longest tx',
    (row) => row.longestTransaction,
    formatSeconds,
    5,
  ),
  numberColumn('commits', 'commits', (row) => row.commits, formatCount),
  numberColumn('rollbacks', 'rollbacks', (row) => row.rollbacks, formatCount, 3),
  numberColumn('rollback_ratio', 'rb %', (row) => row.rollbackRatio, formatRatio, 7),
  numberColumn('cache_hit_ratio', 'hit %', (row) => row.cacheHit, formatRatio),
  numberColumn('rows_returned', 'returned', (row) => row.returned, formatCount, 10),
  numberColumn('rows_fetched', 'fetched', (row) => row.fetched, formatCount, 9),
  numberColumn('rows_inserted', 'inserted', (row) => row.inserted, formatCount, 8),
  numberColumn('rows_updated', 'updated', (row) => row.updated, formatCount, 8),
  numberColumn('rows_deleted', 'deleted', (row) => row.deleted, formatCount, 8),
  numberColumn('temp_files', 'temp files', (row) => row.tempFiles, formatCount, 11),
  numberColumn('temp_bytes', 'temp', (row) => row.tempBytes, formatBytes, 1),
  numberColumn('deadlocks', 'deadlocks', (row) => row.deadlocks, formatCount, 1),
  numberColumn('xids_left', 'xids left', (row) => row.xidsLeft, formatCount, 6),
  numberColumn(
    'stats_reset_timestamp_seconds',
    'reset',
    (row) => row.statsReset,
    () => '',
    12,
  ),
];
