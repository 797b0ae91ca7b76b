import type { LinesPanel, Query, Row } from '../panel.ts';
import { NO_OR_YES_BAD } from '../states.ts';

const POOLER = 'job=~"$job",instance=~"$pooler"';
const pools = (what: string) =>
  `sum by (instance) (pgbouncer_pools_${what}_connections{${POOLER}})`;
const rate = (what: string) =>
  `rate(pgbouncer_stats_totals_${what}_total{${POOLER}}[$__rate_interval])`;

export const poolPanels: Row = {
  title: 'Connection pools (PgBouncer)',
  collapsed: true,
  panels: [
    pool(
      'Clients of the pools',
      'Clients that have a server connection, and that wait for one.',
      'short',
      [
        { expr: pools('client_active'), legend: '{{instance}} active' },
        { expr: pools('client_waiting'), legend: '{{instance}} waiting' },
      ],
    ),
    pool('Server connections of the pools', 'Server connections in use, and free.', 'short', [
      { expr: pools('server_active'), legend: '{{instance}} in use' },
      { expr: pools('server_idle'), legend: '{{instance}} free' },
    ]),
    {
      ...pool('Longest wait in a pool', 'Time that the first client in a queue has waited.', 's', [
        {
          expr: `topk(10, max by (instance, database, user) (pgbouncer_pools_client_maxwait_seconds{${POOLER}}))`,
          legend: '{{database}} {{user}}',
        },
      ]),
      limits: 'pool_clients_waiting',
    },
    pool(
      'Transactions through the pools',
      'Transactions a second, the ten busiest databases.',
      'suffix: tx/s',
      [
        {
          expr: `topk(10, sum by (instance, database) (${rate('sql_transactions_pooled')}))`,
          legend: '{{database}}',
        },
      ],
    ),
    pool(
      'Waiting of clients',
      'Seconds that clients of each database waited for a server connection in each second.',
      'short',
      [
        {
          expr: `topk(10, sum by (instance, database) (${rate('client_wait_seconds')}))`,
          legend: '{{database}}',
        },
      ],
    ),
    {
      kind: 'table',
      title: 'Databases of the pools',
      description: 'Databases that are paused or disabled, and their server connections.',
      unit: 'short',
      width: 24,
      height: 6,
      alerts: ['pool_paused'],
      sortBy: 'Paused',
      empty: 'No PgBouncer is monitored.',
      columns: [
        { from: 'instance', title: 'PgBouncer' },
        { from: 'name', title: 'Database' },
        { from: 'paused', title: 'Paused', states: NO_OR_YES_BAD },
        { from: 'disabled', title: 'Disabled', states: NO_OR_YES_BAD },
        { from: 'connections', title: 'Connections', unit: 'locale', decimals: 0 },
      ],
      queries: [
        ...['paused', 'disabled'].map((what) => ({
          expr: `max by (instance, name) (pgbouncer_databases_${what}{${POOLER}})`,
          legend: what,
        })),
        {
          expr: `sum by (instance, name) (pgbouncer_databases_current_connections{${POOLER}})`,
          legend: 'connections',
        },
      ],
    },
    pool(
      'Use of pools',
      'Server connections of each database by how many its pools may have.',
      'percentunit',
      [
        {
          expr: `topk(10, sum by (instance, name) (pgbouncer_databases_current_connections{${POOLER}}) / (sum by (instance, name) (pgbouncer_databases_pool_size{${POOLER}}) > 0))`,
          legend: '{{name}}',
        },
      ],
    ),
  ],
};

function pool(
  title: string,
  description: string,
  unit: string,
  queries: readonly Query[],
): LinesPanel {
  return {
    kind: 'lines',
    title,
    description,
    unit,
    width: 8,
    height: 7,
    min: 0,
    empty: 'No PgBouncer is monitored.',
    queries,
  };
}
