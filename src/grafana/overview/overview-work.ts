import type { Row } from '../panel.ts';
import { DATABASES, rateBy, SERVER } from '../select.ts';

const perSecond = (name: string) =>
  `sum(rate(pg_stat_database_${name}{${DATABASES}}[$__rate_interval]))`;

export const overviewWork: Row = {
  title: 'Work',
  panels: [
    {
      kind: 'lines',
      title: 'Transactions',
      alerts: ['rollback_ratio'],
      description: 'Transactions a second that were committed and rolled back.',
      unit: 'suffix: tx/s',
      width: 8,
      min: 0,
      queries: [
        { expr: perSecond('xact_commit'), legend: 'committed' },
        { expr: perSecond('xact_rollback'), legend: 'rolled back' },
      ],
    },
    {
      kind: 'lines',
      title: 'Rows changed and fetched',
      description: 'Rows a second; fetched is by index scans.',
      unit: 'suffix: rows/s',
      width: 8,
      min: 0,
      logarithmic: true,
      queries: [
        { expr: perSecond('tup_fetched'), legend: 'fetched' },
        { expr: perSecond('tup_inserted'), legend: 'inserted' },
        { expr: perSecond('tup_updated'), legend: 'updated' },
        { expr: perSecond('tup_deleted'), legend: 'deleted' },
      ],
    },
    {
      kind: 'lines',
      title: 'Errors',
      description:
        'In each minute: deadlocks, queries cancelled on a standby, sessions that ended by a fatal error, by an operator or because the client was lost.',
      unit: 'suffix: /min',
      decimals: 1,
      width: 8,
      min: 0,
      queries: [
        { expr: `60 * ${perSecond('deadlocks')}`, legend: 'deadlocks' },
        { expr: `60 * ${perSecond('conflicts')}`, legend: 'conflicts with recovery' },
        { expr: `60 * ${perSecond('sessions_fatal_total')}`, legend: 'fatal' },
        { expr: `60 * ${perSecond('sessions_killed_total')}`, legend: 'killed' },
        { expr: `60 * ${perSecond('sessions_abandoned_total')}`, legend: 'clients lost' },
      ],
    },
    {
      kind: 'lines',
      title: 'Connections and their limit',
      description: 'Client connections that are open, and how many ordinary roles may have.',
      unit: 'short',
      decimals: 0,
      width: 8,
      min: 0,
      dashed: 'limit',
      queries: [
        { expr: `pg_connections_used{${SERVER}}`, legend: 'open' },
        {
          expr: `pg_connections_max{${SERVER}} - pg_connections_reserved{${SERVER}}`,
          legend: 'limit',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Hits of tables and indexes',
      description:
        'Share of the blocks of user tables and of their indexes that was in shared buffers.',
      unit: 'percentunit',
      width: 8,
      max: 1,
      queries: [
        { expr: `server:pg_table_cache_hit:ratio5m{${SERVER}}`, legend: 'tables' },
        { expr: `server:pg_index_cache_hit:ratio5m{${SERVER}}`, legend: 'indexes' },
      ],
    },
    {
      kind: 'lines',
      title: 'Index usage of core tables',
      description:
        'Share of the scans of each core table that used an index in the last hour, the five lowest. Core tables are named in the configuration.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      limits: 'core_index_usage',
      queries: [
        {
          expr: `bottomk(5, table:pg_core_index_usage:ratio1h{${DATABASES}})`,
          legend: '{{datname}} {{relname}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Temporary files written',
      description: 'Bytes a second of sorts and hashes that did not fit into work_mem.',
      unit: 'Bps',
      width: 8,
      min: 0,
      queries: [
        {
          expr: rateBy('datname', `pg_stat_database_temp_bytes{${DATABASES}}`),
          legend: '{{datname}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'CPU and memory of the host',
      alerts: ['cpu_used', 'memory_used', 'oom_kill'],
      description:
        'Share of the CPU time and of the memory in use, from node_exporter or the host section of the catalog, where the host has the name of the server.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      queries: [
        { expr: 'max(host:pg_cpu_used:ratio5m{instance="$instance"})', legend: 'CPU' },
        {
          expr: 'max(host:pg_cpu_iowait:ratio5m{instance="$instance"})',
          legend: 'waiting for disks',
        },
        { expr: 'max(host:pg_memory_used:ratio{instance="$instance"})', legend: 'memory' },
      ],
    },
    {
      kind: 'lines',
      title: 'Data lag of this server',
      description: 'Age of the data of a standby; 0 on a primary.',
      unit: 's',
      width: 8,
      min: 0,
      limits: 'replication_lag',
      queries: [{ expr: `pg_replication_lag_seconds{${SERVER}}`, legend: 'lag' }],
    },
  ],
};
