import type { Row } from '../panel.ts';
import { DATABASES, growthBy, leadingRates, rateBy, share } from '../select.ts';
import { TABLE, TABLE_COLUMNS } from './table-columns.ts';

const grown = (what: string) => growthBy(TABLE, `pg_stat_user_tables_${what}{${DATABASES}}`);
const rowsRead = grown('seq_tup_read');

export const scanPanels: Row = {
  title: 'Scans',
  panels: [
    {
      kind: 'lines',
      title: 'Index usage of core tables',
      description:
        'Share of the scans of each core table that used an index in the last hour, the ten lowest. Core tables are named in the configuration.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      legend: 'table',
      limits: 'core_index_usage',
      queries: [
        {
          expr: `bottomk(10, max by (${TABLE}) (table:pg_core_index_usage:ratio1h{${DATABASES}}))`,
          legend: '{{datname}} {{relname}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Sequential and index scans of core tables',
      alerts: ['core_table_seq_scan'],
      description: 'Scans a second of all core tables together, by kind.',
      unit: 'suffix: /s',
      width: 8,
      min: 0,
      logarithmic: true,
      queries: [
        {
          expr: `sum(rate(pg_core_table_seq_scans_total{${DATABASES}}[$__rate_interval]))`,
          legend: 'sequential',
        },
        {
          expr: `sum(rate(pg_core_table_index_scans_total{${DATABASES}}[$__rate_interval]))`,
          legend: 'by an index',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Rows read by sequential scans',
      description: 'Rows a second, the ten tables that lead in the time shown.',
      unit: 'suffix: rows/s',
      width: 8,
      min: 0,
      legend: 'table',
      queries: [
        {
          expr: leadingRates(10, TABLE, `pg_stat_user_tables_seq_tup_read{${DATABASES}}`),
          legend: '{{datname}} {{relname}}',
        },
      ],
    },
    {
      kind: 'table',
      title: 'Tables with the most rows read sequentially',
      description:
        'The twenty tables whose sequential scans read most rows in the time shown: large ones may want an index.',
      unit: 'short',
      width: 12,
      height: 9,
      sortBy: 'Rows read',
      columns: [
        ...TABLE_COLUMNS,
        { from: 'rows', title: 'Rows read', unit: 'locale', decimals: 0, bar: true, width: 125 },
        { from: 'scans', title: 'Scans', unit: 'locale', decimals: 0, width: 75 },
        { from: 'share', title: 'By index', unit: 'percentunit', decimals: 1, width: 80 },
      ],
      queries: [
        { expr: `topk(20, ${rowsRead} > 0)`, legend: 'rows' },
        {
          expr: `${grown('seq_scan')} and on (${TABLE}) topk(20, ${rowsRead} > 0)`,
          legend: 'scans',
        },
        {
          expr: `${share(grown('idx_scan'), `(${grown('idx_scan')} + ${grown('seq_scan')})`)} and on (${TABLE}) topk(20, ${rowsRead} > 0)`,
          legend: 'share',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Rows changed, leading tables',
      description:
        'Rows inserted, updated and deleted a second, the ten tables that lead in the time shown.',
      unit: 'suffix: rows/s',
      width: 12,
      height: 9,
      min: 0,
      legend: 'table',
      queries: [
        {
          expr: `${['ins', 'upd', 'del'].map((what) => rateBy(TABLE, `pg_stat_user_tables_n_tup_${what}{${DATABASES}}`)).join(' + ')} and on (${TABLE}) topk(10, ${['ins', 'upd', 'del'].map((what) => grown(`n_tup_${what}`)).join(' + ')})`,
          legend: '{{datname}} {{relname}}',
        },
      ],
    },
  ],
};
