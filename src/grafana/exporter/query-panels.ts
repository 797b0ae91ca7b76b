import type { Row } from '../panel.ts';
import { leading, SERVERS } from '../select.ts';

const QUERY = 'instance, query, database';

const leaders = (metric: string) =>
  leading(
    10,
    'query',
    `sum by (query) (${metric}{${SERVERS}})`,
    `sum by (query) (avg_over_time(${metric}{${SERVERS}}[$__range] @ end()))`,
  );

export const queryPanels: Row = {
  title: 'Queries of the catalog',
  panels: [
    {
      kind: 'lines',
      title: 'Time of each query',
      description:
        'The ten queries of the catalog that take longest, all databases and servers together.',
      unit: 's',
      width: 8,
      min: 0,
      legend: 'table',
      queries: [{ expr: leaders('pgvitals_query_duration_seconds'), legend: '{{query}}' }],
    },
    {
      kind: 'lines',
      title: 'Series of each query',
      description: 'The ten queries of the catalog with the most series.',
      unit: 'short',
      decimals: 0,
      width: 8,
      min: 0,
      legend: 'table',
      queries: [{ expr: leaders('pgvitals_query_series'), legend: '{{query}}' }],
    },
    {
      kind: 'lines',
      title: 'Rows of each query',
      description: 'The ten queries of the catalog that return most rows.',
      unit: 'short',
      decimals: 0,
      width: 8,
      min: 0,
      legend: 'table',
      queries: [{ expr: leaders('pgvitals_query_rows'), legend: '{{query}}' }],
    },
    {
      kind: 'table',
      title: 'Queries that fail',
      alerts: ['exporter_query_failing', 'exporter_blind'],
      description: 'Failures in the time shown, with their reason.',
      unit: 'short',
      width: 12,
      sortBy: 'Failures',
      empty: 'No query failed.',
      columns: [
        { from: 'instance', title: 'Server', width: 110 },
        { from: 'query', title: 'Query' },
        { from: 'database', title: 'Database', width: 120 },
        { from: 'reason', title: 'Reason', width: 140 },
        { from: 'failures', title: 'Failures', unit: 'locale', decimals: 0, width: 85 },
      ],
      queries: [
        {
          expr: `topk(30, sum by (${QUERY}, reason) (increase(pgvitals_query_failures_total{${SERVERS}}[$__range])) > 0)`,
          legend: 'failures',
        },
      ],
    },
    {
      kind: 'table',
      title: 'Queries that are skipped',
      alerts: ['exporter_privilege_lost', 'extension_missing'],
      description: 'What does not run on which servers, and why; databases counted.',
      unit: 'short',
      width: 12,
      sortBy: 'Databases',
      empty: 'No query is skipped.',
      columns: [
        { from: 'instance', title: 'Server', width: 110 },
        { from: 'query', title: 'Query' },
        { from: 'reason', title: 'Reason', width: 120 },
        { from: 'databases', title: 'Databases', unit: 'locale', decimals: 0, width: 100 },
      ],
      queries: [
        {
          expr: `sum by (instance, query, reason) (pgvitals_query_skipped{${SERVERS}})`,
          legend: 'databases',
        },
      ],
    },
    {
      kind: 'table',
      title: 'Series left out',
      alerts: ['exporter_series_dropped', 'exporter_over_budget'],
      description:
        'Series in the time shown that were over the budget of their query, duplicates, or no numbers.',
      unit: 'short',
      width: 12,
      sortBy: 'Series',
      empty: 'Nothing was left out.',
      columns: [
        { from: 'instance', title: 'Server', width: 110 },
        { from: 'query', title: 'Query' },
        { from: 'database', title: 'Database', width: 120 },
        { from: 'reason', title: 'Reason', width: 120 },
        { from: 'series', title: 'Series', unit: 'locale', decimals: 0, width: 85 },
      ],
      queries: [
        {
          expr: `topk(30, sum by (${QUERY}, reason) (increase(pgvitals_query_dropped_series_total{${SERVERS}}[$__range])) > 0)`,
          legend: 'series',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Age of what is served',
      alerts: ['exporter_query_stale'],
      description:
        'Age of the rows of the ten oldest queries: up to their ttl, and up to three times as old when they fail.',
      unit: 's',
      width: 12,
      min: 0,
      legend: 'table',
      queries: [
        {
          expr: `topk(10, max by (query) (pgvitals_query_age_seconds{${SERVERS}}))`,
          legend: '{{query}}',
        },
      ],
    },
  ],
};
