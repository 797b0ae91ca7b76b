import type { Query, Row, TableColumn } from '../panel.ts';
import { SERVERS } from '../select.ts';
import { UP_OR_DOWN, VERDICTS } from '../states.ts';
import { verdict } from '../verdict.ts';

/** Columns of verdicts and the categories of alerts that each takes in. */
const AREAS = {
  Performance: 'performance|baseline|host',
  Tables: 'tables|indexes',
  Sessions: 'connections',
  Storage: 'storage',
  Replication: 'replication',
};

const BY = 'by (instance)';

const FIGURES: readonly Query[] = [
  { legend: 'up', expr: `max ${BY} (pg_up{${SERVERS}})` },
  { legend: 'tps', expr: `max ${BY} (server:pg_transactions:rate5m{${SERVERS}})` },
  {
    legend: 'single',
    expr: `max ${BY} (class:pg_query_p95:seconds5m{${SERVERS},class="single"})`,
  },
  {
    legend: 'paginated',
    expr: `max ${BY} (class:pg_query_p95:seconds5m{${SERVERS},class="paginated"})`,
  },
  { legend: 'hit', expr: `min ${BY} (server:pg_cache_hit:ratio5m{${SERVERS}})` },
  {
    legend: 'used',
    expr: `max ${BY} (server:pg_connections_used:ratio{${SERVERS}})`,
  },
  { legend: 'lag', expr: `max ${BY} (pg_replication_lag_seconds{${SERVERS}})` },
  {
    legend: 'full',
    // The host has the name of its server here, and a job of its own.
    expr: 'min by (instance) (host:pg_disk_full_in:seconds6h{instance=~"$instance"})',
  },
];

const FIGURE_COLUMNS: readonly TableColumn[] = [
  { from: 'tps', title: 'TPS', unit: 'short', decimals: 1, width: 62 },
  { from: 'single', title: 'p95 single', unit: 's', width: 82, limits: 'query_p99_single' },
  { from: 'paginated', title: 'p95 pages', unit: 's', width: 82, limits: 'query_mean_paginated' },
  {
    from: 'hit',
    title: 'Cache hits',
    unit: 'percentunit',
    decimals: 1,
    width: 84,
    limits: 'cache_hit_ratio',
  },
  {
    from: 'used',
    title: 'Conn.',
    unit: 'percentunit',
    decimals: 0,
    width: 60,
    limits: 'connections_used',
  },
  { from: 'lag', title: 'Lag', unit: 's', width: 64, limits: 'replication_lag' },
  { from: 'full', title: 'Disk full in', unit: 's', width: 90, limits: 'disk_full_soon' },
];

export const fleetServers: Row = {
  title: 'Servers',
  panels: [
    {
      kind: 'table',
      title: 'Servers',
      description:
        'One row for each server: the worst alert that fires in each area, and the vital signs of the last five minutes. The name leads to the server.',
      unit: 'short',
      width: 24,
      height: 8,
      sortBy: 'Worst',
      columns: [
        {
          from: 'instance',
          title: 'Server',
          link: {
            title: 'Open this server',
            uid: 'pgvitals-overview',
            variables: { instance: 'Server' },
          },
        },
        { from: 'up', title: 'Up', states: UP_OR_DOWN, width: 50 },
        { from: 'worst', title: 'Worst', states: VERDICTS, width: 72 },
        ...Object.keys(AREAS).map((title) => ({
          from: title,
          title,
          states: VERDICTS,
          width: title.length > 9 ? 98 : 78,
        })),
        ...FIGURE_COLUMNS,
      ],
      queries: [
        ...FIGURES,
        { legend: 'worst', expr: verdict('.+') },
        ...Object.entries(AREAS).map(([legend, categories]) => ({
          legend,
          expr: verdict(categories),
        })),
      ],
    },
  ],
};
