import type { Row } from '../panel.ts';
import { SERVERS } from '../select.ts';

const rate = (what: string) =>
  `3600 * rate(pg_stat_archiver_${what}_count{${SERVERS}}[$__rate_interval])`;

export const archivePanels: Row = {
  title: 'WAL and its archive',
  panels: [
    {
      kind: 'lines',
      title: 'WAL of each server',
      description: 'WAL written (on a standby replayed) a second.',
      unit: 'Bps',
      width: 8,
      min: 0,
      queries: [
        { expr: `topk(10, server:pg_wal_bytes:rate5m{${SERVERS}})`, legend: '{{instance}}' },
      ],
    },
    {
      kind: 'lines',
      title: 'Archiving',
      description: 'WAL files archived and failed attempts in an hour.',
      unit: 'suffix: /h',
      width: 8,
      min: 0,
      queries: [
        { expr: rate('archived'), legend: '{{instance}} archived' },
        { expr: rate('failed'), legend: '{{instance}} failed' },
      ],
    },
    {
      kind: 'lines',
      title: 'WAL files that wait for the archive',
      description:
        'Files that are complete and not archived yet: they fill the disk when archiving fails.',
      unit: 'short',
      decimals: 0,
      width: 8,
      min: 0,
      limits: 'archiving_behind',
      queries: [{ expr: `pg_archive_status_ready_files{${SERVERS}}`, legend: '{{instance}}' }],
    },
    {
      kind: 'timeline',
      title: 'Archive',
      alerts: ['archiving_failing'],
      description: 'Whether the last attempt to archive a WAL file failed.',
      unit: 'none',
      width: 12,
      height: 5,
      states: [
        { value: 0, text: 'works', colour: 'green' },
        { value: 1, text: 'fails', colour: 'red' },
      ],
      queries: [{ expr: `pg_stat_archiver_failing{${SERVERS}}`, legend: '{{instance}}' }],
    },
    {
      kind: 'lines',
      title: 'Size of the WAL directory',
      description: 'WAL files on disk of each server, the ten with the most.',
      unit: 'bytes',
      width: 12,
      height: 5,
      min: 0,
      queries: [{ expr: `topk(10, pg_wal_size_bytes{${SERVERS}})`, legend: '{{instance}}' }],
    },
  ],
};
