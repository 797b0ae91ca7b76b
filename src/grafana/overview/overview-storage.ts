import type { Row } from '../panel.ts';
import { SERVER } from '../select.ts';

export const overviewStorage: Row = {
  title: 'WAL, checkpoints and wraparound',
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
          expr: `max(1 - pg_database_wraparound_xids_left{${SERVER}} / (pg_database_wraparound_xids_left{${SERVER}} + pg_database_wraparound_age_datfrozenxid_seconds{${SERVER}}))`,
          legend: 'transaction ids',
        },
        {
          expr: `max(1 - pg_database_wraparound_mxids_left{${SERVER}} / (pg_database_wraparound_mxids_left{${SERVER}} + pg_database_wraparound_age_datminmxid_seconds{${SERVER}}))`,
          legend: 'multixacts',
        },
      ],
    },
  ],
};
