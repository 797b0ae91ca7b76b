import type { Row } from '../panel.ts';
import { DATABASES, leading, SERVER } from '../select.ts';

const activity = `pg_stat_activity_count{${DATABASES}}`;

export const sessionPanels: Row = {
  title: 'Sessions',
  panels: [
    {
      kind: 'lines',
      title: 'Sessions by state',
      alerts: ['connections_used'],
      description: 'Client sessions of the chosen databases.',
      unit: 'short',
      decimals: 0,
      width: 8,
      min: 0,
      stacked: true,
      queries: [
        { expr: `sum(pg_sessions_active{${DATABASES}})`, legend: 'active' },
        {
          expr: `sum(pg_sessions_idle_in_transaction{${DATABASES}})`,
          legend: 'idle in transaction',
        },
        { expr: `sum(pg_sessions_idle{${DATABASES}})`, legend: 'idle' },
      ],
    },
    {
      kind: 'lines',
      title: 'What active sessions wait for',
      description:
        'Sessions that run a statement, by wait event; without one they use the CPU. The ten that lead in the time shown.',
      unit: 'short',
      width: 8,
      min: 0,
      stacked: true,
      legend: 'table',
      queries: [
        {
          expr: `label_replace(${leading(
            10,
            'wait_event_type, wait_event',
            `sum by (wait_event_type, wait_event) (pg_stat_activity_count{${DATABASES},state="active"})`,
            `sum by (wait_event_type, wait_event) (avg_over_time(pg_stat_activity_count{${DATABASES},state="active"}[$__range] @ end()))`,
          )}, "wait_event", "CPU", "wait_event", "")`,
          legend: '{{wait_event_type}} {{wait_event}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Sessions by application',
      description: 'Sessions of the ten applications with the most.',
      unit: 'short',
      decimals: 0,
      width: 8,
      min: 0,
      legend: 'table',
      queries: [
        {
          expr: `label_replace(topk(10, sum by (application_name) (${activity}) > 0), "application_name", "(no name)", "application_name", "")`,
          legend: '{{application_name}}',
        },
      ],
    },
    {
      kind: 'table',
      title: 'Connections by role',
      alerts: ['role_connections_used'],
      description: 'Connections of each role, and its own limit where it has one.',
      unit: 'short',
      width: 6,
      sortBy: 'Connections',
      columns: [
        { from: 'rolname', title: 'Role' },
        { from: 'connections', title: 'Connections', unit: 'locale', decimals: 0, width: 110 },
        { from: 'limit', title: 'Limit', unit: 'locale', decimals: 0, width: 80 },
      ],
      queries: [
        {
          expr: `topk(20, max by (rolname) (pg_roles_connections{${SERVER}}) > 0)`,
          legend: 'connections',
        },
        {
          expr: `max by (rolname) (pg_roles_connection_limit{${SERVER}} > 0) and on (rolname) pg_roles_connections{${SERVER}} > 0`,
          legend: 'limit',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Use of limits of databases and roles',
      description:
        'Connections by the own limit of a database or role, the ten fullest; nothing where none has a limit.',
      unit: 'percentunit',
      width: 6,
      min: 0,
      max: 1,
      limits: 'database_connections_used',
      empty: 'No database and no role has a limit of its own.',
      queries: [
        {
          expr: `topk(10, database:pg_connections_used:ratio{${DATABASES}})`,
          legend: 'database {{datname}}',
        },
        {
          expr: `topk(10, role:pg_connections_used:ratio{${SERVER}})`,
          legend: 'role {{rolname}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Sessions that came and went',
      alerts: ['session_failures'],
      description: 'Sessions a second that were established; many want a connection pool.',
      unit: 'suffix: /s',
      width: 6,
      min: 0,
      queries: [
        {
          expr: `sum by (datname) (rate(pg_stat_database_sessions_total{${DATABASES}}[$__rate_interval]))`,
          legend: '{{datname}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Use of sessions',
      description:
        'Share of their connected time in which sessions ran statements and idled in a transaction: low means that a pool could serve them with fewer connections.',
      unit: 'percentunit',
      width: 6,
      min: 0,
      queries: [
        {
          expr: `sum(rate(pg_stat_database_active_time_seconds_total{${DATABASES}}[$__rate_interval])) / (sum(rate(pg_stat_database_session_time_seconds_total{${DATABASES}}[$__rate_interval])) > 0)`,
          legend: 'active',
        },
        {
          expr: `sum(rate(pg_stat_database_idle_in_transaction_time_seconds_total{${DATABASES}}[$__rate_interval])) / (sum(rate(pg_stat_database_session_time_seconds_total{${DATABASES}}[$__rate_interval])) > 0)`,
          legend: 'idle in transaction',
        },
      ],
    },
  ],
};
