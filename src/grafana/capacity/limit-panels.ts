import type { Row } from '../panel.ts';
import { DATABASES, SERVER } from '../select.ts';

const xids = `pg_database_wraparound_xids_left{${SERVER}}`;
const used = `server:pg_connections_used:ratio{${SERVER}}`;
const sequence = `pg_sequence_used_ratio{${DATABASES}}`;

export const limitPanels: Row = {
  title: 'What will be full',
  panels: [
    {
      kind: 'lines',
      title: 'Highest use of connections',
      description:
        'Highest share of connections in use in each hour, and what it would be in a week by the trend of the last week.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      limits: 'connections_used',
      queries: [
        { expr: `max_over_time(${used}[1h])`, legend: 'highest' },
        { expr: `clamp_min(predict_linear(${used}[1w], 7 * 86400), 0)`, legend: 'in a week' },
      ],
    },
    {
      kind: 'lines',
      title: 'Transaction ids left',
      description:
        'Transaction ids until the server refuses writes, and how many would be left in a week; autovacuum must bring it back up.',
      unit: 'short',
      width: 8,
      queries: [
        { expr: `min(${xids})`, legend: 'left' },
        { expr: `min(predict_linear(${xids}[1d], 7 * 86400))`, legend: 'in a week' },
      ],
    },
    {
      kind: 'lines',
      title: 'WAL directory against max_wal_size',
      description:
        'Size of the WAL files by the size that checkpoints aim at; far above 1, slots or the archive hold WAL back.',
      unit: 'suffix: x',
      decimals: 2,
      width: 8,
      min: 0,
      limits: 'wal_size',
      queries: [
        {
          expr: `pg_wal_size_bytes{${SERVER}} / (pg_settings_max_wal_size_bytes{${SERVER}} > 0)`,
          legend: 'WAL files / max_wal_size',
        },
      ],
    },
    {
      kind: 'table',
      title: 'Sequences',
      description:
        'Share of its range that each sequence has used up, the twenty fullest, of the type of the column that it fills, and the time until it is at its end by the growth of the last week.',
      unit: 'short',
      width: 24,
      sortBy: 'Used',
      columns: [
        { from: 'relname', title: 'Sequence' },
        { from: 'datname', title: 'Database', width: 100 },
        {
          from: 'used',
          title: 'Used',
          unit: 'percentunit',
          decimals: 2,
          width: 80,
          limits: 'sequence_exhaustion',
        },
        {
          from: 'key',
          title: 'Used of the key',
          unit: 'percentunit',
          decimals: 2,
          width: 125,
          limits: 'integer_key_exhaustion',
        },
        { from: 'full', title: 'Full in', unit: 's', width: 90 },
      ],
      queries: [
        { expr: `topk(20, max by (datname, schemaname, relname) (${sequence}))`, legend: 'used' },
        {
          expr: `max by (datname, schemaname, relname) (pg_sequence_key_used_ratio{${DATABASES}}) and on (datname, schemaname, relname) topk(20, ${sequence})`,
          legend: 'key',
        },
        {
          expr: `max by (datname, schemaname, relname) ((1 - ${sequence}) / (deriv(${sequence}[1w]) > 0)) and on (datname, schemaname, relname) topk(20, ${sequence})`,
          legend: 'full',
        },
      ],
    },
  ],
};
