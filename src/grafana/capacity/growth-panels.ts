import type { Row } from '../panel.ts';
import { DATABASES, SERVER } from '../select.ts';

const SIZE = `pg_database_size_bytes{${DATABASES}}`;
const TABLE = 'datname, schemaname, relname';
const table = (offset = '') =>
  `(max by (${TABLE}) (pg_stat_user_tables_table_size_bytes{${DATABASES}}${offset}) + max by (${TABLE}) (pg_stat_user_tables_index_size_bytes{${DATABASES}}${offset}))`;

export const growthPanels: Row = {
  title: 'Size and growth',
  panels: [
    {
      kind: 'table',
      title: 'Databases',
      description:
        'Size of each database, how it grew in a day, a week and 30 days, and its size in 30 days if it goes on as in the last week.',
      unit: 'bytes',
      width: 12,
      height: 8,
      sortBy: 'Size',
      columns: [
        { from: 'datname', title: 'Database' },
        { from: 'size', title: 'Size', width: 88 },
        { from: 'week', title: 'Week', width: 88 },
        {
          from: 'day',
          title: 'Day',
          unit: 'percentunit',
          decimals: 1,
          width: 72,
          limits: 'database_growth',
        },
        {
          from: 'month',
          title: 'Month',
          unit: 'percentunit',
          decimals: 0,
          width: 75,
          limits: 'database_size_growth',
        },
        { from: 'then', title: 'In 30 days', width: 95 },
      ],
      queries: [
        { expr: `max by (datname) (${SIZE})`, legend: 'size' },
        {
          expr: `max by (datname) (${SIZE}) - max by (datname) (${SIZE} offset 1w)`,
          legend: 'week',
        },
        {
          expr: `max by (datname) (database:pg_database_size:day_growth{${DATABASES}})`,
          legend: 'day',
        },
        {
          expr: `max by (datname) (database:pg_database_size:month_growth{${DATABASES}})`,
          legend: 'month',
        },
        {
          expr: `max by (datname) (predict_linear(${SIZE}[1w], 30 * 86400))`,
          legend: 'then',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Size of databases',
      description: 'Size of each database on disk.',
      unit: 'bytes',
      width: 12,
      height: 8,
      min: 0,
      stacked: true,
      queries: [{ expr: `sum by (datname) (${SIZE})`, legend: '{{datname}}' }],
    },
    {
      kind: 'table',
      title: 'Tables that grow most',
      description: 'The twenty tables that grew most in a week, with their indexes.',
      unit: 'bytes',
      width: 12,
      height: 8,
      sortBy: 'In a week',
      columns: [
        { from: 'relname', title: 'Table' },
        { from: 'datname', title: 'Database', width: 120 },
        { from: 'week', title: 'In a week', bar: true, width: 150 },
        { from: 'share', title: 'Growth', unit: 'percentunit', decimals: 0, width: 90 },
      ],
      queries: [
        { expr: `topk(20, ${table()} - ${table(' offset 1w')} > 0)`, legend: 'week' },
        {
          expr: `${table()} / (${table(' offset 1w')} > 0) - 1 and on (${TABLE}) topk(20, ${table()} - ${table(' offset 1w')} > 0)`,
          legend: 'share',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'WAL in a day',
      description:
        'WAL written in the day before each point: what archive and backups have to take.',
      unit: 'bytes',
      width: 12,
      height: 8,
      min: 0,
      queries: [{ expr: `increase(pg_wal_position_bytes_total{${SERVER}}[1d])`, legend: 'WAL' }],
    },
  ],
};
