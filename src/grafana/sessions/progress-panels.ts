import type { LinesPanel, Row } from '../panel.ts';
import { DATABASES, SERVER } from '../select.ts';

const progress = (what: string) => `pg_stat_progress_${what}{${DATABASES}}`;

export const progressPanels: Row = {
  title: 'Progress of long operations',
  panels: [
    operation(
      'Vacuum',
      'Share of the blocks of the table that vacuum has scanned.',
      `max by (datname, relname) (${progress('vacuum_heap_blks_scanned')} / (${progress('vacuum_heap_blks')} > 0))`,
      '{{datname}} {{relname}}',
    ),
    operation(
      'Build of an index',
      'Share of the blocks that the present phase has processed.',
      `max by (datname, relname, phase) (${progress('create_index_blocks_done')} / (${progress('create_index_blocks')} > 0))`,
      '{{datname}} {{relname}}: {{phase}}',
    ),
    operation(
      'Analyze',
      'Share of the sample that analyze has read.',
      `max by (datname, relname) (${progress('analyze_sample_blocks_scanned')} / (${progress('analyze_sample_blocks')} > 0))`,
      '{{datname}} {{relname}}',
    ),
    operation(
      'CLUSTER and VACUUM FULL',
      'Share of the blocks of the table that has been read.',
      `max by (datname, relname, command) (${progress('cluster_heap_blocks_scanned')} / (${progress('cluster_heap_blocks')} > 0))`,
      '{{command}} {{datname}} {{relname}}',
    ),
    {
      ...operation(
        'COPY',
        'Data that COPY has processed so far.',
        `max by (datname, relname, command) (${progress('copy_processed_bytes')})`,
        '{{command}} {{datname}} {{relname}}',
      ),
      unit: 'bytes',
    },
    operation(
      'Base backup',
      'Share of the estimated size that has been sent.',
      `max by (phase) (pg_stat_progress_basebackup_streamed_bytes{${SERVER}} / (pg_stat_progress_basebackup_backup_bytes{${SERVER}} > 0))`,
      '{{phase}}',
    ),
  ],
};

function operation(what: string, description: string, expr: string, legend: string): LinesPanel {
  return {
    kind: 'lines',
    title: `Progress of ${what.startsWith('C') ? what : what.toLowerCase()}`,
    description,
    unit: 'percentunit',
    width: 8,
    height: 6,
    min: 0,
    empty: 'Nothing of this kind runs.',
    queries: [{ expr, legend }],
  };
}
