import type { Row } from '../panel.ts';
import { SERVERS } from '../select.ts';

const own = (what: string, by: string) =>
  `sum by (${by}) (rate(pgvitals_own_statements_${what}_total{${SERVERS}}[$__range] @ end()))`;

export const costPanels: Row = {
  title: 'What the monitoring costs inside PostgreSQL',
  panels: [
    {
      kind: 'table',
      title: 'Statements of the exporter',
      description:
        'What pg_stat_statements saw of the queries of the catalog in the time shown, the twenty that take most time.',
      unit: 'short',
      width: 12,
      height: 9,
      sortBy: 'Time',
      columns: [
        { from: 'query', title: 'Query' },
        { from: 'time', title: 'Time', unit: 'percentunit', decimals: 3, bar: true, width: 130 },
        { from: 'calls', title: 'Calls/s', decimals: 2, width: 90 },
        { from: 'mean', title: 'Mean', unit: 's', width: 90 },
      ],
      queries: [
        { expr: `topk(20, ${own('seconds', 'query')} > 0)`, legend: 'time' },
        {
          expr: `${own('calls', 'query')} and on (query) topk(20, ${own('seconds', 'query')})`,
          legend: 'calls',
        },
        {
          expr: `${own('seconds', 'query')} / (${own('calls', 'query')} > 0) and on (query) topk(20, ${own('seconds', 'query')})`,
          legend: 'mean',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Share of a session',
      description:
        'Time that statements of the exporter ran in each server, as share of one session: 1 % is a hundredth of one CPU.',
      unit: 'percentunit',
      width: 6,
      height: 9,
      min: 0,
      queries: [
        {
          expr: `topk(10, sum by (instance) (rate(pgvitals_own_statements_seconds_total{${SERVERS}}[15m])))`,
          legend: '{{instance}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Blocks of the exporter',
      description:
        'Blocks a second that statements of the exporter found in shared buffers and read.',
      unit: 'suffix: /s',
      width: 6,
      height: 9,
      min: 0,
      queries: ['hit', 'read'].map((what) => ({
        expr: `sum(rate(pgvitals_own_statements_shared_blks_${what}_total{${SERVERS}}[15m]))`,
        legend: what,
      })),
    },
  ],
};
