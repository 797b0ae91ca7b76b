import type { Row } from '../panel.ts';
import { DATABASES } from '../select.ts';
import { INDEX, INDEX_COLUMNS, TABLE, TABLE_COLUMNS } from './table-columns.ts';

const worst = (kind: string, by: string) =>
  `topk(20, max by (${by}) (pg_${kind}_bloat_bytes{${DATABASES}}) > 0)`;

export const bloatPanels: Row = {
  title: 'Bloat (estimated)',
  panels: [
    {
      kind: 'table',
      title: 'Bloated tables',
      description: 'Space that a rewrite would free, the twenty tables with the most.',
      unit: 'bytes',
      width: 12,
      height: 8,
      sortBy: 'Bloat',
      columns: [
        ...TABLE_COLUMNS,
        { from: 'bytes', title: 'Bloat', bar: true, width: 130 },
        {
          from: 'share',
          title: 'Share',
          unit: 'percentunit',
          decimals: 0,
          width: 80,
          limits: 'table_bloat',
        },
      ],
      queries: [
        { expr: worst('table', TABLE), legend: 'bytes' },
        {
          expr: `max by (${TABLE}) (pg_table_bloat_ratio{${DATABASES}}) and on (${TABLE}) ${worst('table', TABLE)}`,
          legend: 'share',
        },
      ],
    },
    {
      kind: 'table',
      title: 'Bloated indexes',
      description: 'Space that a rebuild would free, the twenty indexes with the most.',
      unit: 'bytes',
      width: 12,
      height: 8,
      sortBy: 'Bloat',
      columns: [
        ...INDEX_COLUMNS.filter(({ from }) => from !== 'schemaname'),
        { from: 'bytes', title: 'Bloat', bar: true, width: 130 },
        {
          from: 'share',
          title: 'Share',
          unit: 'percentunit',
          decimals: 0,
          width: 80,
          limits: 'table_bloat',
        },
      ],
      queries: [
        { expr: worst('index', INDEX), legend: 'bytes' },
        {
          expr: `max by (${INDEX}) (pg_index_bloat_ratio{${DATABASES}}) and on (${INDEX}) ${worst('index', INDEX)}`,
          legend: 'share',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Tables without an estimate of bloat',
      description: 'Tables over 1 MB whose bloat cannot be estimated, by reason.',
      unit: 'short',
      decimals: 0,
      width: 24,
      height: 5,
      min: 0,
      queries: [
        {
          expr: `sum by (reason) (pg_table_bloat_unknown_tables{${DATABASES}})`,
          legend: '{{reason}}',
        },
      ],
    },
  ],
};
