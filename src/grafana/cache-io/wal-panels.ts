import type { Row } from '../panel.ts';
import { SERVER } from '../select.ts';

const rate = (name: string) => `rate(pg_stat_wal_${name}_total{${SERVER}}[$__rate_interval])`;

export const walPanels: Row = {
  title: 'WAL',
  panels: [
    {
      kind: 'lines',
      title: 'WAL generated',
      description: 'WAL that statements generate in bytes a second.',
      unit: 'Bps',
      width: 6,
      min: 0,
      queries: [{ expr: rate('bytes'), legend: 'WAL' }],
    },
    {
      kind: 'lines',
      title: 'WAL records',
      description:
        'Records and full page images a second; many images follow on checkpoints that come too often.',
      unit: 'suffix: /s',
      width: 6,
      min: 0,
      queries: [
        { expr: rate('records'), legend: 'records' },
        { expr: rate('fpi'), legend: 'full page images' },
      ],
    },
    {
      kind: 'lines',
      title: 'WAL buffers full',
      description: 'Times a second that WAL had to be written because wal_buffers were full.',
      unit: 'suffix: /s',
      width: 6,
      min: 0,
      queries: [{ expr: rate('buffers_full'), legend: 'full' }],
    },
    {
      kind: 'lines',
      title: 'WAL on disk',
      description: 'Size of the WAL segment files, and the size that checkpoints aim at.',
      unit: 'bytes',
      width: 6,
      min: 0,
      dashed: 'max_wal_size',
      queries: [
        { expr: `pg_wal_size_bytes{${SERVER}}`, legend: 'WAL files' },
        { expr: `pg_settings_max_wal_size_bytes{${SERVER}}`, legend: 'max_wal_size' },
      ],
    },
  ],
};
