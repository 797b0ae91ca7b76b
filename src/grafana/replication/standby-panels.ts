import type { Row, TableColumn } from '../panel.ts';
import { SERVERS } from '../select.ts';
import { NO_OR_YES, YES_OR_NO_BAD } from '../states.ts';

const BY = 'instance, application_name, client_addr, state';
const sender = (what: string) => `max by (${BY}) (pg_stat_replication_${what}{${SERVERS}})`;
const standby = (what: string) => `max by (instance) (pg_standby_${what}{${SERVERS}})`;

const LAGS: readonly TableColumn[] = ['sent', 'write', 'flush', 'replay'].map((stage) => ({
  from: stage,
  title: `${stage.slice(0, 1).toUpperCase()}${stage.slice(1)} lag`,
  unit: 'bytes',
  width: 92,
}));

export const standbyPanels: Row = {
  title: 'Standbys',
  panels: [
    {
      kind: 'table',
      title: 'Receivers of each primary',
      description:
        'Who streams from each server, and how much WAL each has yet to get, write, flush and replay.',
      unit: 'short',
      width: 14,
      height: 7,
      sortBy: 'Replay lag',
      empty: 'Nobody streams from these servers.',
      columns: [
        { from: 'instance', title: 'Primary', width: 90 },
        { from: 'application_name', title: 'Receiver' },
        { from: 'state', title: 'State', width: 85 },
        ...LAGS,
        { from: 'sync', title: 'Sync', states: NO_OR_YES, width: 60 },
      ],
      queries: [
        ...['sent', 'write', 'flush', 'replay'].map((stage) => ({
          expr: sender(`${stage}_lag_bytes`),
          legend: stage,
        })),
        { expr: sender('synchronous'), legend: 'sync' },
      ],
    },
    {
      kind: 'table',
      title: 'State of each standby',
      alerts: ['standby_receiver_down', 'replay_paused'],
      description:
        'Whether a standby receives, how old its data is, and since when it heard nothing.',
      unit: 'short',
      width: 10,
      height: 7,
      sortBy: 'Lag',
      empty: 'None of these servers is a standby.',
      columns: [
        { from: 'instance', title: 'Standby' },
        { from: 'up', title: 'Receives', states: YES_OR_NO_BAD, width: 85 },
        { from: 'lag', title: 'Lag', unit: 's', limits: 'replication_lag', width: 80 },
        { from: 'message', title: 'Last message', unit: 's', width: 115 },
        { from: 'paused', title: 'Paused', states: NO_OR_YES, width: 72 },
      ],
      queries: [
        { expr: standby('receiver_up'), legend: 'up' },
        {
          expr: `max by (instance) (pg_replication_lag_seconds{${SERVERS}} and on (job, instance) pg_replication_is_replica == 1)`,
          legend: 'lag',
        },
        { expr: standby('last_message_age_seconds'), legend: 'message' },
        { expr: standby('replay_paused'), legend: 'paused' },
      ],
    },
    {
      kind: 'lines',
      title: 'Lag of standbys in seconds',
      description:
        'Age of the data of each standby, the ten oldest; 0 while all received WAL is replayed.',
      unit: 's',
      width: 8,
      min: 0,
      limits: 'replication_lag',
      queries: [
        {
          expr: `topk(10, max by (instance) (pg_replication_lag_seconds{${SERVERS}}) and on (instance) pg_standby_receiver_up{${SERVERS}})`,
          legend: '{{instance}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Lag of receivers in bytes',
      description: 'WAL that each receiver has not replayed yet, the ten with the most.',
      unit: 'bytes',
      width: 8,
      min: 0,
      limits: 'replication_lag_bytes',
      queries: [
        {
          expr: `topk(10, max by (instance, application_name) (pg_stat_replication_pg_wal_lsn_diff{${SERVERS}}))`,
          legend: '{{instance}} to {{application_name}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Time to replay',
      description:
        'Time that receivers took to write, flush and replay recent WAL, the slowest of each primary; what a commit waits for with synchronous replication.',
      unit: 's',
      width: 8,
      min: 0,
      queries: ['write', 'flush', 'replay'].map((stage) => ({
        expr: `max by (instance) (pg_stat_replication_${stage}_lag_seconds{${SERVERS}})`,
        legend: `{{instance}} ${stage}`,
      })),
    },
    {
      kind: 'lines',
      title: 'Received and not replayed',
      description:
        'WAL on each standby that waits to be replayed: long queries or a slow disk hold it back.',
      unit: 'bytes',
      width: 8,
      min: 0,
      queries: [
        { expr: `topk(10, pg_standby_replay_backlog_bytes{${SERVERS}})`, legend: '{{instance}}' },
      ],
    },
    {
      kind: 'lines',
      title: 'Streaming standbys',
      alerts: ['standby_missing'],
      description: 'How many standbys stream from each server.',
      unit: 'short',
      decimals: 0,
      width: 8,
      min: 0,
      queries: [{ expr: `server:pg_standbys:count{${SERVERS}}`, legend: '{{instance}}' }],
    },
    {
      kind: 'lines',
      title: 'Queries cancelled by replay',
      alerts: ['recovery_conflicts'],
      description:
        'Queries on standbys in a minute that were in the way of replay, by what they held.',
      unit: 'suffix: /min',
      width: 8,
      min: 0,
      queries: ['tablespace', 'lock', 'snapshot', 'bufferpin', 'deadlock'].map((what) => ({
        expr: `60 * sum(rate(pg_stat_database_conflicts_confl_${what}{${SERVERS}}[$__rate_interval]))`,
        legend: what,
      })),
    },
  ],
};
