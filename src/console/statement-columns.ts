import { formatBytes } from './format-bytes.ts';
import { formatCount } from './format-count.ts';
import { formatRatio } from './format-ratio.ts';
import { formatSeconds } from './format-seconds.ts';
import { numberColumn, type RowColumn } from './row-column.ts';
import type { StatementRow } from './statement-row.ts';

/** A statement with its share in the time of all, and its text. */
export interface ListedStatement extends StatementRow {
  readonly share: number | null;
  readonly text: string;
}

export const STATEMENT_COLUMNS: readonly RowColumn<ListedStatement>[] = [
  { key: 'queryid', title: 'queryid', value: (row) => row.queryid, align: 'right' },
  numberColumn('total_seconds', 'total', (row) => row.seconds, formatSeconds),
  numberColumn('share_ratio', 'share', (row) => row.share, formatRatio, 1),
  numberColumn('calls', 'calls', (row) => row.calls, formatCount),
  numberColumn('mean_seconds', 'mean', (row) => row.mean, formatSeconds),
  numberColumn('min_seconds', 'min', (row) => row.least, formatSeconds, 13),
  numberColumn('max_seconds', 'max', (row) => row.most, formatSeconds, 5),
  numberColumn('stddev_seconds', 'stddev', (row) => row.deviation, formatSeconds, 9),
  numberColumn('rows', 'rows', (row) => row.rows, formatCount, 4),
  numberColumn('cache_hit_ratio', 'hit %', (row) => row.cacheHit, formatRatio, 3),
  numberColumn('blocks_read', 'read', (row) => row.blocksRead, formatBlocks, 8),
  numberColumn('temp_blocks', 'temp', (row) => row.tempBlocks, formatBlocks, 7),
  numberColumn('wal_bytes', 'wal', (row) => row.walBytes, formatBytes, 10),
  numberColumn('io_seconds', 'I/O', (row) => row.ioSeconds, formatSeconds, 11),
  { key: 'user', title: 'user', value: (row) => row.user, least: 8, optional: 6 },
  { key: 'database', title: 'database', value: (row) => row.database, least: 8, optional: 6 },
  { key: 'query', title: 'query', value: (row) => row.text, least: 24, room: 50 },
];

/** Blocks have 8 kB but on servers that somebody built for another size. */
function formatBlocks(blocks: number | null): string {
  return blocks === null ? '' : formatBytes(blocks * 8192);
}
