import type { Row } from '../panel.ts';
import { DATABASES } from '../select.ts';
import { INDEX, TABLE, TABLE_COLUMNS } from './table-columns.ts';

const size = (kind: string) =>
  `max by (${TABLE}) (pg_stat_user_tables_${kind}_size_bytes{${DATABASES}})`;
const total = `${size('table')} + ${size('index')}`;

export const sizePanels: Row = {
  title: 'Sizes',
  panels: [
    {
      kind: 'table',
      title: 'Largest tables',
      description:
        'The twenty-five largest tables with their indexes, and how they grew in the time shown.',
      unit: 'bytes',
      width: 12,
      height: 10,
      sortBy: 'Total',
      columns: [
        ...TABLE_COLUMNS.filter(({ from }) => from !== 'schemaname'),
        { from: 'total', title: 'Total', bar: true, width: 120 },
        { from: 'indexes', title: 'Indexes', width: 80 },
        { from: 'rows', title: 'Rows', unit: 'short', width: 75 },
        { from: 'growth', title: 'Growth', width: 80 },
      ],
      queries: [
        { expr: `topk(25, ${total})`, legend: 'total' },
        { expr: `${size('index')} and on (${TABLE}) topk(25, ${total})`, legend: 'indexes' },
        {
          expr: `max by (${TABLE}) (pg_stat_user_tables_n_live_tup{${DATABASES}}) and on (${TABLE}) topk(25, ${total})`,
          legend: 'rows',
        },
        {
          expr: `max by (${TABLE}) (delta(pg_stat_user_tables_table_size_bytes{${DATABASES}}[$__range])) and on (${TABLE}) topk(25, ${total})`,
          legend: 'growth',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Size of the largest tables',
      description: 'Size of the ten largest tables with their indexes over time.',
      unit: 'bytes',
      width: 12,
      height: 10,
      min: 0,
      legend: 'table',
      queries: [
        {
          expr: `sum by (${TABLE}) ({__name__=~"pg_stat_user_tables_(table|index)_size_bytes",${DATABASES}}) and on (${TABLE}) topk(10, sum by (${TABLE}) ({__name__=~"pg_stat_user_tables_(table|index)_size_bytes",${DATABASES}} @ end()))`,
          legend: '{{datname}} {{relname}}',
        },
      ],
    },
    {
      kind: 'bars',
      title: 'Largest indexes',
      description: 'The fifteen largest indexes.',
      unit: 'bytes',
      width: 24,
      height: 8,
      min: 0,
      queries: [
        {
          expr: `topk(15, max by (${INDEX}) (pg_stat_user_indexes_size_bytes{${DATABASES}}))`,
          legend: '{{indexrelname}}',
        },
      ],
    },
  ],
};
