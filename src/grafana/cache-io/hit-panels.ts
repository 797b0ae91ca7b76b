import type { Row, TablePanel } from '../panel.ts';
import { DATABASES, growthBy, rateBy, SERVER } from '../select.ts';

const TABLE = 'datname, schemaname, relname';
const INDEX = 'datname, schemaname, relname, indexrelname';

const tableBlocks = (kind: string) =>
  growthBy(TABLE, `pg_statio_user_tables_heap_blocks_${kind}{${DATABASES}}`);
const indexBlocks = (kind: string) =>
  growthBy(INDEX, `pg_statio_user_indexes_idx_blks_${kind}_total{${DATABASES}}`);

export const hitPanels: Row = {
  title: 'Cache hits',
  panels: [
    {
      kind: 'lines',
      title: 'Cache hits by database',
      description: 'Share of block reads that shared buffers answered in the last five minutes.',
      unit: 'percentunit',
      width: 8,
      max: 1,
      limits: 'cache_hit_ratio',
      queries: [{ expr: `database:pg_cache_hit:ratio5m{${DATABASES}}`, legend: '{{datname}}' }],
    },
    {
      kind: 'lines',
      title: 'Table hits by database',
      description: 'Share of the blocks of tables that was in shared buffers, the ten lowest.',
      unit: 'percentunit',
      width: 8,
      max: 1,
      limits: 'table_cache_hit_ratio',
      queries: [
        {
          expr: `bottomk(10, database:pg_table_cache_hit:ratio5m{${DATABASES}})`,
          legend: '{{datname}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Index hits by database',
      description: 'Share of the blocks of indexes that was in shared buffers, the ten lowest.',
      unit: 'percentunit',
      width: 8,
      max: 1,
      limits: 'index_cache_hit_ratio',
      queries: [
        {
          expr: `bottomk(10, database:pg_index_cache_hit:ratio5m{${DATABASES}})`,
          legend: '{{datname}}',
        },
      ],
    },
    readMost({
      what: 'tables',
      columns: [
        { from: 'relname', title: 'Table' },
        { from: 'schemaname', title: 'Schema', width: 80 },
      ],
      by: TABLE,
      blocks: tableBlocks,
    }),
    readMost({
      what: 'indexes',
      columns: [
        { from: 'indexrelname', title: 'Index' },
        { from: 'relname', title: 'Table', width: 120 },
      ],
      by: INDEX,
      blocks: indexBlocks,
    }),
    {
      kind: 'lines',
      title: 'Blocks read by database',
      description: 'Blocks a second that were not in shared buffers; the kernel may have had them.',
      unit: 'suffix: blocks/s',
      width: 12,
      min: 0,
      stacked: true,
      queries: [
        {
          expr: rateBy('datname', `pg_stat_database_blks_read{${DATABASES}}`),
          legend: '{{datname}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Use of shared buffers',
      description:
        'What shared buffers hold, by the extension pg_buffercache (PostgreSQL 16 and later).',
      unit: 'short',
      width: 12,
      min: 0,
      queries: ['used', 'unused', 'dirty', 'pinned'].map((what) => ({
        expr: `pg_buffercache_summary_buffers_${what}{${SERVER}}`,
        legend: what,
      })),
    },
  ],
};

function readMost({
  blocks,
  by,
  columns,
  what,
}: {
  readonly what: 'tables' | 'indexes';
  readonly columns: TablePanel['columns'];
  readonly by: string;
  readonly blocks: (kind: 'read' | 'hit') => string;
}): TablePanel {
  const most = `topk(20, ${blocks('read')} > 0)`;
  return {
    kind: 'table',
    title: `${what === 'tables' ? 'Tables' : 'Indexes'} that are read most`,
    description: `The twenty ${what} with the most blocks read from outside shared buffers in the time shown.`,
    unit: 'short',
    width: 12,
    height: 9,
    sortBy: 'Read',
    columns: [
      ...columns,
      { from: 'datname', title: 'Database', width: 90 },
      { from: 'read', title: 'Read', unit: 'locale', decimals: 0, bar: true, width: 125 },
      { from: 'hits', title: 'Hits', unit: 'percentunit', decimals: 1, width: 80 },
    ],
    queries: [
      { expr: most, legend: 'read' },
      {
        expr: `${blocks('hit')} / (${blocks('hit')} + ${blocks('read')} > 0) and on (${by}) ${most}`,
        legend: 'hits',
      },
    ],
  };
}
