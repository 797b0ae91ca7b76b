import type { Row } from '../panel.ts';
import { DATABASES, leadingRates } from '../select.ts';
import { INDEX, INDEX_COLUMNS } from './table-columns.ts';

export const indexPanels: Row = {
  title: 'Indexes',
  panels: [
    {
      kind: 'table',
      title: 'Indexes with a problem',
      alerts: ['unused_index', 'duplicate_index'],
      description:
        'Indexes that are unused, duplicate, redundant or invalid, the thirty largest. Unused is since the statistics were reset, on this server alone: a standby may use them.',
      unit: 'bytes',
      width: 16,
      height: 9,
      sortBy: 'Size',
      columns: [
        { from: 'problem', title: 'Problem', width: 110 },
        ...INDEX_COLUMNS,
        { from: 'size', title: 'Size', width: 100 },
      ],
      queries: [
        {
          expr: `topk(30, max by (${INDEX}, problem) (pg_index_problem_bytes{${DATABASES}}))`,
          legend: 'size',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Size of problem indexes',
      description: 'Space that unused, duplicate, redundant and invalid indexes take up.',
      unit: 'bytes',
      width: 8,
      height: 9,
      min: 0,
      queries: [
        { expr: `sum by (problem) (pg_index_problem_bytes{${DATABASES}})`, legend: '{{problem}}' },
      ],
    },
    {
      kind: 'lines',
      title: 'Index scans',
      description: 'Scans a second, the ten indexes that lead in the time shown.',
      unit: 'suffix: /s',
      width: 12,
      min: 0,
      legend: 'table',
      queries: [
        {
          expr: leadingRates(10, INDEX, `pg_stat_user_indexes_idx_scan_total{${DATABASES}}`),
          legend: '{{indexrelname}}',
        },
      ],
    },
    {
      kind: 'table',
      title: 'Invalid indexes',
      alerts: ['invalid_index'],
      description: 'Indexes that queries cannot use; a failed or running build left them.',
      unit: 'bytes',
      width: 12,
      sortBy: 'Size',
      empty: 'All indexes are valid.',
      columns: [...INDEX_COLUMNS, { from: 'size', title: 'Size', width: 100 }],
      queries: [
        {
          expr: `max by (${INDEX}) (pg_stat_user_indexes_size_bytes{${DATABASES}}) and on (${INDEX}) pg_stat_user_indexes_valid{${DATABASES}} == 0`,
          legend: 'size',
        },
      ],
    },
  ],
};
