import type { Row } from '../panel.ts';
import { DATABASES, growthBy, SERVER } from '../select.ts';

export const tempPanels: Row = {
  title: 'Temporary files',
  panels: [
    {
      kind: 'lines',
      title: 'Temporary bytes by database',
      description: 'Bytes of temporary files written a second: sorts and hashes beyond work_mem.',
      unit: 'Bps',
      width: 8,
      min: 0,
      limits: 'temporary_files',
      queries: [{ expr: `database:pg_temp_bytes:rate5m{${DATABASES}}`, legend: '{{datname}}' }],
    },
    {
      kind: 'lines',
      title: 'Temporary files on disk',
      description: 'Size of the temporary files that exist right now, by tablespace.',
      unit: 'bytes',
      width: 8,
      min: 0,
      queries: [
        { expr: `sum by (spcname) (pg_temp_files_bytes{${SERVER}})`, legend: '{{spcname}}' },
      ],
    },
    {
      kind: 'table',
      title: 'Temporary files in the time shown',
      description: 'How many files each database wrote, and how big they were on average.',
      unit: 'short',
      width: 8,
      sortBy: 'Files',
      columns: [
        { from: 'datname', title: 'Database' },
        { from: 'files', title: 'Files', unit: 'locale', decimals: 0, width: 90 },
        { from: 'size', title: 'Mean size', unit: 'bytes', width: 110 },
      ],
      queries: [
        { expr: growthBy('datname', `pg_stat_database_temp_files{${DATABASES}}`), legend: 'files' },
        {
          expr: `${growthBy('datname', `pg_stat_database_temp_bytes{${DATABASES}}`)} / (${growthBy('datname', `pg_stat_database_temp_files{${DATABASES}}`)} > 0)`,
          legend: 'size',
        },
      ],
    },
  ],
};
