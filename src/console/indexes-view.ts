import type { Family } from '../metrics/family.ts';
import { samplesOf } from '../metrics/samples.ts';
import { formatAge } from './format-age.ts';
import { formatBytes } from './format-bytes.ts';
import { formatCount } from './format-count.ts';
import { formatRatio } from './format-ratio.ts';
import { ratioOf } from './ratio-of.ts';
import { numberColumn, type RowColumn } from './row-column.ts';
import { sampleRows } from './sample-rows.ts';

/** Catalog queries that the list of indexes is made of. */
export const INDEXES_QUERIES = [
  'pg_stat_user_indexes',
  'pg_statio_user_indexes',
  'pg_stat_user_indexes_size',
  'pg_index_problem',
  'pg_index_bloat',
] as const;

export type IndexRow = ReturnType<typeof indexRows>[number];

/** Every index with its size, its use and what is wrong with it. */
export function indexRows(families: readonly Family[]) {
  const problems = new Map<string, string[]>();
  for (const { labels } of samplesOf(families, 'pg_index_problem_bytes')) {
    const key = keyOf(labels);
    problems.set(key, [...(problems.get(key) ?? []), labels.problem ?? '']);
  }
  return sampleRows(families, LABELS, METRICS).map((row) => ({
    ...row,
    cacheHit: ratioOf(row.blocksHit, row.blocksRead),
    problems: problems.get(keyOf(row)) ?? [],
  }));
}

const LABELS = ['datname', 'schemaname', 'relname', 'indexrelname'] as const;

function keyOf(labels: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(LABELS.map((label) => labels[label]));
}

const METRICS = {
  bytes: 'pg_stat_user_indexes_size_bytes',
  valid: 'pg_stat_user_indexes_valid',
  scans: 'pg_stat_user_indexes_idx_scan_total',
  rowsRead: 'pg_stat_user_indexes_idx_tup_read_total',
  rowsFetched: 'pg_stat_user_indexes_idx_tup_fetch_total',
  lastScan: 'pg_stat_user_indexes_last_idx_scan_timestamp_seconds',
  blocksHit: 'pg_statio_user_indexes_idx_blks_hit_total',
  blocksRead: 'pg_statio_user_indexes_idx_blks_read_total',
  bloatBytes: 'pg_index_bloat_bytes',
  bloatRatio: 'pg_index_bloat_ratio',
} as const;

/** What `pgvitals indexes --sort` takes, each with what comes first. */
export const INDEX_SORTS: Readonly<Record<string, (row: IndexRow) => number | null>> = {
  size: ({ bytes }) => bytes,
  scans: ({ scans }) => scans,
  'fewest-scans': ({ scans }) => -(scans ?? 0),
  bloat: ({ bloatBytes }) => bloatBytes,
};

export function indexColumns(unixSeconds: number): readonly RowColumn<IndexRow>[] {
  return [
    { key: 'database', title: 'database', value: (row) => row.datname, least: 8, optional: 3 },
    { key: 'schema', title: 'schema', value: (row) => row.schemaname, least: 6, optional: 4 },
    { key: 'table', title: 'table', value: (row) => row.relname, least: 12, room: 18 },
    { key: 'index', title: 'index', value: (row) => row.indexrelname, least: 16, room: 30 },
    numberColumn('bytes', 'size', (row) => row.bytes, formatBytes),
    numberColumn('scans', 'scans', (row) => row.scans, formatCount),
    numberColumn('rows_read', 'rows read', (row) => row.rowsRead, formatCount, 2),
    numberColumn('rows_fetched', 'fetched', (row) => row.rowsFetched, formatCount, 6),
    numberColumn('cache_hit_ratio', 'hit %', (row) => row.cacheHit, formatRatio, 1),
    numberColumn('bloat_bytes', 'bloat', (row) => row.bloatBytes, formatBytes, 5),
    numberColumn('bloat_ratio', 'bloat %', (row) => row.bloatRatio, formatRatio, 7),
    {
      ...numberColumn(
        'last_scan_timestamp_seconds',
        'last scan',
        (row: IndexRow) => row.lastScan,
        (time) => (time === null ? '' : formatAge(time, unixSeconds)),
        6,
      ),
    },
    {
      key: 'problems',
      title: 'problem',
      value: (row) => row.problems.join(' '),
      text: (row) => row.problems.join(', '),
      least: 9,
    },
  ];
}
