import type { Row } from '../panel.ts';
import { SERVER } from '../select.ts';

const rate = (name: string) => `rate(${name}{${SERVER}}[$__rate_interval])`;

export const checkpointPanels: Row = {
  title: 'Checkpoints and background writer',
  panels: [
    {
      kind: 'lines',
      title: 'Requested checkpoints',
      description:
        'Checkpoints in an hour that WAL volume or a command asked for before they were due.',
      unit: 'suffix: /h',
      width: 6,
      min: 0,
      limits: 'checkpoints_too_frequent',
      queries: [
        { expr: `server:pg_checkpoints_requested:per_hour{${SERVER}}`, legend: 'requested' },
      ],
    },
    {
      kind: 'lines',
      title: 'Time in checkpoints',
      description: 'Share of the time in which checkpoints wrote and synchronised files.',
      unit: 'percentunit',
      width: 6,
      min: 0,
      queries: [
        { expr: rate('pg_checkpoints_write_seconds_total'), legend: 'writing' },
        { expr: rate('pg_checkpoints_sync_seconds_total'), legend: 'synchronising' },
      ],
    },
    {
      kind: 'lines',
      title: 'Buffers written',
      description:
        'Buffers a second that checkpoints and the background writer wrote, and that were allocated.',
      unit: 'suffix: /s',
      width: 6,
      min: 0,
      queries: [
        { expr: rate('pg_checkpoints_buffers_written_total'), legend: 'by checkpoints' },
        { expr: rate('pg_stat_bgwriter_buffers_clean_total'), legend: 'by the background writer' },
        { expr: rate('pg_stat_bgwriter_buffers_alloc_total'), legend: 'allocated' },
      ],
    },
    {
      kind: 'lines',
      title: 'WAL that a recovery would replay',
      description: 'What a crash now would cost: the WAL since the last checkpoint.',
      unit: 'bytes',
      width: 6,
      min: 0,
      queries: [{ expr: `pg_checkpoints_recovery_bytes{${SERVER}}`, legend: 'WAL' }],
    },
    {
      kind: 'lines',
      title: 'Age of the last checkpoint',
      alerts: ['recovery_would_take_long'],
      description: 'Time since the checkpoint from which a recovery would start.',
      unit: 's',
      width: 6,
      min: 0,
      queries: [{ expr: `pg_checkpoints_last_age_seconds{${SERVER}}`, legend: 'age' }],
    },
    {
      kind: 'lines',
      title: 'Background writer stopped',
      description:
        'Rounds a second that ended because bgwriter_lru_maxpages buffers had been written.',
      unit: 'suffix: /s',
      width: 6,
      min: 0,
      queries: [{ expr: rate('pg_stat_bgwriter_maxwritten_clean_total'), legend: 'rounds' }],
    },
    {
      kind: 'lines',
      title: 'Small caches (SLRU) read',
      description: 'Blocks a second that the caches of transaction states read from disk.',
      unit: 'suffix: /s',
      width: 12,
      min: 0,
      queries: [
        {
          expr: `sum by (name) (rate(pg_stat_slru_blks_read_total{${SERVER}}[$__rate_interval]))`,
          legend: '{{name}}',
        },
      ],
    },
  ],
};
