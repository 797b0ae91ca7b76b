import type { Row } from '../panel.ts';
import { SERVER } from '../select.ts';

export const overviewStorage: Row = {
  title: 'WAL, checkpoints, wraparound and settings',
  panels: [
    {
      kind: 'lines',
      title: 'WAL written',
      description: 'WAL that the server writes (a standby replays) in bytes a second.',
      unit: 'Bps',
      width: 8,
      min: 0,
      queries: [
        { expr: `rate(pg_wal_position_bytes_total{${SERVER}}[$__rate_interval])`, legend: 'WAL' },
      ],
    },
    {
      kind: 'lines',
      title: 'Checkpoints',
      description:
        'Checkpoints in an hour. Many that were requested mean that max_wal_size is too small for the load.',
      unit: 'suffix: /h',
      width: 8,
      min: 0,
      queries: [
        {
          expr: `3600 * rate(pg_checkpoints_timed_total{${SERVER}}[$__rate_interval])`,
          legend: 'by time',
        },
        {
          expr: `3600 * rate(pg_checkpoints_requested_total{${SERVER}}[$__rate_interval])`,
          legend: 'requested',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Transaction ids in use',
      description:
        'Share of the transaction ids and multixacts between the oldest row and the point at which the server refuses writes.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      queries: [
        {
          expr: `1 - min(pg_database_wraparound_xids_left{${SERVER}}) / 2147483647`,
          legend: 'transaction ids',
        },
        {
          expr: `1 - min(pg_database_wraparound_mxids_left{${SERVER}}) / 2147483647`,
          legend: 'multixacts',
        },
      ],
    },
    {
      kind: 'table',
      title: 'Settings that wait for a restart',
      description: 'Settings that were changed in the files and are not in force yet.',
      unit: 'none',
      width: 8,
      height: 5,
      alerts: ['settings_pending_restart'],
      sortBy: 'Setting',
      ascending: true,
      empty: 'No setting waits for a restart.',
      columns: [{ from: 'name', title: 'Setting' }],
      queries: [
        { expr: `max by (name) (pg_config_pending_restart{${SERVER}})`, legend: 'waiting' },
      ],
    },
    {
      kind: 'stat',
      title: 'Crash safety',
      description: 'Whether fsync and full_page_writes are on; without them a crash loses data.',
      unit: 'none',
      width: 8,
      height: 5,
      alerts: ['durability_off'],
      states: [
        { value: 0, text: 'off: a crash loses data', colour: 'red' },
        { value: 1, text: 'on', colour: 'green' },
      ],
      queries: [
        {
          expr: `min(pg_settings_fsync{${SERVER}} * pg_settings_full_page_writes{${SERVER}})`,
          legend: 'crash safety',
        },
      ],
    },
    {
      kind: 'stat',
      title: 'Wrong checksums',
      description: 'Blocks that were read with a wrong checksum, by database.',
      unit: 'none',
      width: 8,
      height: 5,
      alarm: 'red',
      alerts: ['checksum_failure'],
      empty: 'Checksums are off.',
      queries: [
        {
          expr: `sum(pg_stat_database_checksum_failures_total{${SERVER}})`,
          legend: 'wrong checksums',
        },
      ],
    },
  ],
};
