import type { LinesPanel, Row } from '../panel.ts';
import { CLASSES, SERVER } from '../select.ts';

export const overviewLatency: Row = {
  title: 'Latency',
  panels: [
    latency('single', 'Look-ups of one entity by its key'),
    latency('paginated', 'Pages of a list'),
    {
      kind: 'table',
      title: 'Classes of queries',
      description:
        'Percentiles of the last five minutes against the target of each class, and the share of calls that were slower than the target.',
      unit: 's',
      width: 12,
      height: 8,
      sortBy: 'p99/target',
      columns: [
        {
          from: 'class',
          title: 'Class',
          link: { title: 'Its queries', uid: 'pgvitals-queries', variables: { class: 'Class' } },
        },
        { from: 'p95', title: 'p95', width: 74 },
        { from: 'p99', title: 'p99', width: 74 },
        { from: 'target', title: 'Target', width: 68 },
        {
          from: 'factor',
          title: 'p99/target',
          unit: 'suffix: x',
          decimals: 1,
          width: 100,
          limits: 'query_p99_of_target',
        },
        { from: 'over', title: 'Too slow', unit: 'percentunit', decimals: 1, width: 76 },
      ],
      queries: [
        ...[95, 99].map((percent) => ({
          // Not a number where nothing was called.
          expr: `max by (class) (class:pg_query_p${percent}:seconds5m{${SERVER},class=~"$class"} >= 0)`,
          legend: `p${percent}`,
        })),
        {
          expr: `max by (class) (pg_query_class_target_seconds{${SERVER},class=~"$class"})`,
          legend: 'target',
        },
        {
          expr: `max by (class) (class:pg_query_p99_of_target:factor5m{${SERVER},class=~"$class"} >= 0)`,
          legend: 'factor',
        },
        {
          expr: `max by (class) (class:pg_query_over_target:ratio5m{${SERVER},class=~"$class"} >= 0)`,
          legend: 'over',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Time spent by class',
      description:
        'Seconds of execution in each second: how many sessions each class keeps busy on average.',
      unit: 'short',
      width: 12,
      min: 0,
      stacked: true,
      legend: 'table',
      queries: [
        {
          expr: `sum by (class) (rate(pg_query_class_seconds_total{${CLASSES}}[$__rate_interval]))`,
          legend: '{{class}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Calls by class',
      description: 'Statements a second of each class.',
      unit: 'suffix: /s',
      width: 12,
      min: 0,
      legend: 'table',
      queries: [
        {
          expr: `sum by (class) (rate(pg_query_class_calls_total{${CLASSES}}[$__rate_interval]))`,
          legend: '{{class}}',
        },
      ],
    },
  ],
};

function latency(name: string, what: string): LinesPanel {
  return {
    kind: 'lines',
    title: `Latency of class ${name}`,
    description: `${what}: percentiles of the last five minutes; the dashed line is the target of the class.`,
    unit: 's',
    width: 6,
    height: 8,
    min: 0,
    dashed: 'target',
    queries: [
      ...[99, 95, 50].map((percent) => ({
        expr: `class:pg_query_p${percent}:seconds5m{${SERVER},class="${name}"}`,
        legend: `p${percent}`,
      })),
      { expr: `pg_query_class_target_seconds{${SERVER},class="${name}"}`, legend: 'target' },
    ],
  };
}
