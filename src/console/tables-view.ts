import type { Family } from '../metrics/family.ts';
import { formatAge } from './format-age.ts';
import { formatBytes } from './format-bytes.ts';
import { formatCount } from './format-count.ts';
import { formatRatio } from './format-ratio.ts';
import { ratioOf } from './ratio-of.ts';
import { numberColumn, type RowColumn } from './row-column.ts';
import { sampleRows } from './sample-rows.ts';
import { sampleValue } from './sample-value.ts';

/** Catalog queries that the list of tables is made of. */
export const TABLES_QUERIES = [
  'pg_stat_user_tables',
  'pg_statio_user_tables',
  'pg_stat_user_tables_size',
  'pg_table_bloat',
  'pg_replication',
] as const;

export type TableRow = ReturnType<typeof tableRows>[number];

/**
 * Every table with its size, its use, its dead rows and its maintenance. A standby counts neither
 * rows nor maintenance: there, zero and never would be wrong.
 */
export function tableRows(families: readonly Family[]) {
  const isStandby = sampleValue(families, 'pg_replication_is_replica') === 1;
  const found = sampleRows(families, ['datname', 'schemaname', 'relname'], METRICS);
  return found
    .map((row) => (isStandby ? { ...row, ...UNKNOWN } : row))
    .map((row) => ({
      ...row,
      isStandby,
      totalBytes: row.tableBytes === null ? null : row.tableBytes + (row.indexBytes ?? 0),
      deadRatio: ratioOf(row.deadRows, row.liveRows),
      indexUse: ratioOf(row.idxScans, row.seqScans),
      cacheHit: ratioOf(
        (row.heapHit ?? 0) + (row.idxHit ?? 0),
        (row.heapRead ?? 0) + (row.idxRead ?? 0),
      ),
      lastVacuum: latest(row.lastVacuum, row.lastAutovacuum),
      lastAnalyze: latest(row.lastAnalyze, row.lastAutoanalyze),
    }));
}

const METRICS = {
  tableBytes: 'pg_stat_user_tables_table_size_bytes',
  indexBytes: 'pg_stat_user_tables_index_size_bytes',
  liveRows: 'pg_stat_user_tables_n_live_tup',
  deadRows: 'pg_stat_user_tables_n_dead_tup',
  changedRows: 'pg_stat_user_tables_n_mod_since_analyze',
  seqScans: 'pg_stat_user_tables_seq_scan',
  seqRows: 'pg_stat_user_tables_seq_tup_read',
  idxScans: 'pg_stat_user_tables_idx_scan',
  inserted: 'pg_stat_user_tables_n_tup_ins',
  updated: 'pg_stat_user_tables_n_tup_upd',
  hotUpdated: 'pg_stat_user_tables_n_tup_hot_upd',
  deleted: 'pg_stat_user_tables_n_tup_del',
  lastVacuum: 'pg_stat_user_tables_last_vacuum',
  lastAutovacuum: 'pg_stat_user_tables_last_autovacuum',
  lastAnalyze: 'pg_stat_user_tables_last_analyze',
  lastAutoanalyze: 'pg_stat_user_tables_last_autoanalyze',
  heapHit: 'pg_statio_user_tables_heap_blocks_hit',
  heapRead: 'pg_statio_user_tables_heap_blocks_read',
  idxHit: 'pg_statio_user_tables_idx_blocks_hit',
  idxRead: 'pg_statio_user_tables_idx_blocks_read',
  bloatBytes: 'pg_table_bloat_bytes',
  bloatRatio: 'pg_table_bloat_ratio',
} as const;

const UNKNOWN = {
  liveRows: null,
  deadRows: null,
  changedRows: null,
  inserted: null,
  updated: null,
  hotUpdated: null,
  deleted: null,
  lastVacuum: null,
  lastAutovacuum: null,
  lastAnalyze: null,
  lastAutoanalyze: null,
} as const;

/** The statistics give 1970 for "never". */
function latest(one: number | null, other: number | null): number | null {
  const last = Math.max(one ?? 0, other ?? 0);
  return last > 0 ? last : null;
}

/** What `pgvitals tables --sort` takes, each with what comes first. */
export const TABLE_SORTS: Readonly<Record<string, (row: TableRow) => number | null>> = {
  size: ({ totalBytes }) => totalBytes,
  rows: ({ liveRows }) => liveRows,
  dead: ({ deadRows }) => deadRows,
  seq: ({ seqRows }) => seqRows,
  idx: ({ idxScans }) => idxScans,
  writes: ({ deleted, inserted, updated }) => (inserted ?? 0) + (updated ?? 0) + (deleted ?? 0),
  bloat: ({ bloatBytes }) => bloatBytes,
};

export function tableColumns(unixSeconds: number): readonly RowColumn<TableRow>[] {
  return [
    { key: 'database', title: 'database', value: (row) => row.datname, least: 8, optional: 3 },
    { key: 'schema', title: 'schema', value: (row) => row.schemaname, least: 6, optional: 4 },
    { key: 'table', title: 'table', value: (row) => row.relname, least: 14, room: 26 },
    numberColumn('total_bytes', 'size', (row) => row.totalBytes, formatBytes),
    numberColumn('index_bytes', 'indexes', (row) => row.indexBytes, formatBytes, 5),
    numberColumn('live_rows', 'rows', (row) => row.liveRows, formatCount),
    numberColumn('dead_rows', 'dead', (row) => row.deadRows, formatCount, 7),
    numberColumn('dead_ratio', 'dead %', (row) => row.deadRatio, formatRatio),
    numberColumn('seq_scans', 'seq', (row) => row.seqScans, formatCount, 1),
    numberColumn('seq_rows_read', 'seq rows', (row) => row.seqRows, formatCount, 8),
    numberColumn('index_scans', 'idx', (row) => row.idxScans, formatCount, 2),
    numberColumn('index_use_ratio', 'idx %', (row) => row.indexUse, formatRatio),
    numberColumn('cache_hit_ratio', 'hit %', (row) => row.cacheHit, formatRatio),
    numberColumn('rows_inserted', 'inserted', (row) => row.inserted, formatCount, 9),
    numberColumn('rows_updated', 'updated', (row) => row.updated, formatCount, 9),
    numberColumn('rows_hot_updated', 'hot', (row) => row.hotUpdated, formatCount, 12),
    numberColumn('rows_deleted', 'deleted', (row) => row.deleted, formatCount, 9),
    numberColumn(
      'rows_changed_since_analyze',
      'changed',
      (row) => row.changedRows,
      formatCount,
      11,
    ),
    numberColumn('bloat_bytes', 'bloat', (row) => row.bloatBytes, formatBytes, 6),
    numberColumn('bloat_ratio', 'bloat %', (row) => row.bloatRatio, formatRatio, 10),
    ageColumn('last_vacuum_timestamp_seconds', 'vacuum', (row) => row.lastVacuum, unixSeconds),
    ageColumn('last_analyze_timestamp_seconds', 'analyze', (row) => row.lastAnalyze, unixSeconds),
  ];
}

function ageColumn(
  key: string,
  title: string,
  time: (row: TableRow) => number | null,
  unixSeconds: number,
): RowColumn<TableRow> {
  const text = (row: TableRow) => (row.isStandby ? '' : formatAge(time(row), unixSeconds));
  return { ...numberColumn(key, title, time, String, 5), text };
}
