import type { Query, Row } from '../panel.ts';
import { CLASSES, rateBy, SERVER, share } from '../select.ts';

const quantile = (percent: number) =>
  `histogram_quantile(${percent / 100}, ${rateBy('le', `pg_query_class_latency_seconds_bucket{${CLASSES}}`)})`;

export const queriesByClass: Row = {
  title: 'Latency of the chosen classes',
  panels: [
    {
      kind: 'heatmap',
      title: 'Latency heatmap',
      description: 'How many calls took how long, all chosen classes together.',
      unit: 's',
      width: 12,
      height: 9,
      queries: [
        {
          expr: `sum by (le) (increase(pg_query_class_latency_seconds_bucket{${CLASSES}}[$__rate_interval]))`,
          legend: '{{le}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Percentiles',
      alerts: ['query_p99_single', 'query_p99_of_target'],
      description: 'Percentiles of the latency of all chosen classes and databases together.',
      unit: 's',
      width: 12,
      height: 9,
      min: 0,
      logarithmic: true,
      legend: 'table',
      queries: [99, 95, 90, 50].map((percent) => ({
        expr: quantile(percent),
        legend: `p${percent}`,
      })),
    },
    {
      kind: 'lines',
      title: 'Latency of $class',
      description:
        'Percentiles of this class in the chosen databases; the dashed line is its target.',
      unit: 's',
      width: 8,
      height: 7,
      min: 0,
      repeat: 'class',
      dashed: 'target',
      queries: [
        ...[99, 95, 50].map((percent) => ({
          expr: `max(database_class:pg_query_p${percent}:seconds5m{${CLASSES}})`,
          legend: `p${percent}`,
        })),
        { expr: `max(pg_query_class_target_seconds{${SERVER},class=~"$class"})`, legend: 'target' },
      ],
    },
    {
      kind: 'lines',
      title: 'Calls slower than the target',
      description: 'Share of the calls of each class that missed its target.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      legend: 'table',
      queries: [perCall('pg_query_class_over_target_calls_total')],
    },
    {
      kind: 'lines',
      title: 'Mean latency by class',
      alerts: ['query_mean_single', 'query_mean_paginated'],
      description: 'Execution time divided by calls.',
      unit: 's',
      width: 8,
      min: 0,
      logarithmic: true,
      legend: 'table',
      queries: [perCall('pg_query_class_seconds_total')],
    },
    {
      kind: 'lines',
      title: 'Rows for each call',
      description: 'Rows returned or changed by a call of each class on average.',
      unit: 'short',
      width: 8,
      min: 0,
      logarithmic: true,
      legend: 'table',
      queries: [perCall('pg_query_class_rows_total')],
    },
  ],
};

function perCall(counter: string): Query {
  return {
    expr: share(
      rateBy('class', `${counter}{${CLASSES}}`),
      rateBy('class', `pg_query_class_calls_total{${CLASSES}}`),
    ),
    legend: '{{class}}',
  };
}
