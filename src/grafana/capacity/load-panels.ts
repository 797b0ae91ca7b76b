import type { LinesPanel, Row } from '../panel.ts';
import { CLASSES, SERVER } from '../select.ts';

const perSecond = (metric: string, range: string, offset = '') =>
  `sum by (class) (rate(${metric}{${CLASSES}}[${range}]${offset}))`;
const mean = (offset = '') =>
  `${perSecond('pg_query_class_seconds_total', '1h', offset)} / (${perSecond('pg_query_class_calls_total', '1h', offset)} > 0)`;
const p95 = (offset = '') =>
  `histogram_quantile(0.95, sum by (class, le) (rate(pg_query_class_latency_seconds_bucket{${CLASSES}}[1h]${offset})))`;
const calls = (offset = '') => perSecond('pg_query_class_calls_total', '1h', offset);

export const loadPanels: Row = {
  title: 'Load, against the week before',
  panels: [
    {
      kind: 'table',
      title: 'Classes against last week',
      description:
        'Calls, mean and p95 of the last hour by class, and how they differ from the same hour a week ago.',
      unit: 's',
      width: 12,
      height: 8,
      sortBy: 'Mean change',
      columns: [
        { from: 'class', title: 'Class' },
        { from: 'calls', title: 'Calls/s', unit: 'short', decimals: 1, width: 85 },
        {
          from: 'calls change',
          title: 'Calls change',
          unit: 'percentunit',
          decimals: 0,
          width: 105,
        },
        { from: 'mean', title: 'Mean', width: 85 },
        { from: 'mean change', title: 'Mean change', unit: 'percentunit', decimals: 0, width: 110 },
        { from: 'p95', title: 'p95', width: 85 },
        { from: 'p95 change', title: 'p95 change', unit: 'percentunit', decimals: 0, width: 100 },
      ],
      queries: Object.entries({ calls, mean, p95 }).flatMap(([name, of]) => [
        { expr: of(), legend: name },
        { expr: `${of()} / (${of(' offset 1w')} > 0) - 1`, legend: `${name} change` },
      ]),
    },
    {
      kind: 'lines',
      title: 'Mean latency against last week',
      description:
        'Mean of the last hour of each class by that of the same hour a week ago; 1 is as it was.',
      unit: 'suffix: x',
      decimals: 2,
      width: 12,
      height: 8,
      min: 0,
      limits: 'query_regression_class',
      queries: [
        {
          expr: `max by (class, datname) (database_class:pg_query_mean:week_factor{${CLASSES}})`,
          legend: '{{class}} {{datname}}',
        },
      ],
    },
    weeks(
      'Statements a second',
      'Statements a second of this week and of the week before.',
      'suffix: /s',
      'server:pg_query_calls:rate5m',
    ),
    weeks(
      'Mean of all statements',
      'Mean execution time of this week and of the week before.',
      's',
      'server:pg_query_mean:seconds5m',
    ),
    weeks(
      'Transactions a second',
      'Transactions a second of this week and of the week before.',
      'suffix: tx/s',
      'server:pg_transactions:rate5m',
    ),
    {
      kind: 'lines',
      title: 'Statements against the usual',
      alerts: ['query_mean_anomaly'],
      description:
        'How many standard deviations the last hour is off the same hour of the last three weeks: number of statements, and their mean time.',
      unit: 'short',
      width: 12,
      limits: 'query_count_anomaly',
      queries: [
        { expr: `server:pg_query_calls:same_hour_sigmas{${SERVER}}`, legend: 'number' },
        { expr: `server:pg_query_mean:same_hour_sigmas{${SERVER}}`, legend: 'mean time' },
      ],
    },
    {
      kind: 'stat',
      limits: 'query_count_growth',
      title: 'Statements, week over week',
      description: 'Statements of the last seven days by those of the seven days before.',
      unit: 'suffix: x',
      decimals: 2,
      width: 6,
      queries: [
        { expr: `server:pg_query_calls:week_factor{${SERVER}}`, legend: 'this week / last week' },
      ],
    },
    {
      kind: 'stat',
      title: 'Age of the newest baseline',
      description:
        'Time since `pgvitals baseline create` last kept what this server is like; nothing without a folder for baselines.',
      unit: 's',
      decimals: 0,
      width: 6,
      limits: 'baseline_old',
      empty: 'none',
      queries: [
        {
          expr: `time() - max(pgvitals_baseline_timestamp_seconds{${SERVER}})`,
          legend: 'age',
        },
      ],
    },
  ],
};

function weeks(title: string, description: string, unit: string, series: string): LinesPanel {
  return {
    kind: 'lines',
    title,
    description,
    unit,
    width: 8,
    min: 0,
    dashed: 'last week',
    queries: [
      { expr: `${series}{${SERVER}}`, legend: 'this week' },
      { expr: `${series}{${SERVER}} offset 1w`, legend: 'last week' },
    ],
  };
}
