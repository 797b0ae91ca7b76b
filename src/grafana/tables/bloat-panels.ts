import type { Row, TablePanel } from '../panel.ts';
import { DATABASES } from '../select.ts';
import { INDEX, INDEX_COLUMNS, TABLE, TABLE_COLUMNS } from './table-columns.ts';

export const bloatPanels: Row = {
  title: 'Bloat (estimated)',
  panels: [
    bloated({
      kind: 'table',
      title: 'Bloated tables',
      description: 'Space that a rewrite would free, the twenty tables with the most.',
      columns: TABLE_COLUMNS,
      by: TABLE,
    }),
    bloated({
      kind: 'index',
      title: 'Bloated indexes',
      description: 'Space that a rebuild would free, the twenty indexes with the most.',
      columns: INDEX_COLUMNS.filter(({ from }) => from !== 'schemaname'),
      by: INDEX,
    }),
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

function bloated({
  by,
  columns,
  description,
  kind,
  title,
}: {
  readonly kind: 'table' | 'index';
  readonly title: string;
  readonly description: string;
  readonly columns: TablePanel['columns'];
  readonly by: string;
}): TablePanel {
  const worst = `topk(20, max by (${by}) (pg_${kind}_bloat_bytes{${DATABASES}}) > 0)`;
  return {
    kind: 'table',
    title,
    description,
    unit: 'bytes',
    width: 12,
    height: 8,
    sortBy: 'Bloat',
    columns: [
      ...columns,
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
      { expr: worst, legend: 'bytes' },
      {
        expr: `max by (${by}) (pg_${kind}_bloat_ratio{${DATABASES}}) and on (${by}) ${worst}`,
        legend: 'share',
      },
    ],
  };
}
