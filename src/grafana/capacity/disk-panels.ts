import type { Row } from '../panel.ts';

/** The host has the name of its server, and a job of its own. */
const NODE = 'instance="$instance"';

export const diskPanels: Row = {
  title: 'Disks of the host',
  panels: [
    {
      kind: 'lines',
      title: 'File systems in use',
      description: 'Share of each file system of the host that is full, the ten fullest.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      limits: 'disk_used',
      queries: [
        {
          expr: `topk(10, host:pg_disk_used:ratio{${NODE}})`,
          legend: '{{instance}} {{mountpoint}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Disk full in',
      description:
        'Time until each file system is full if it goes on filling as in the last six hours; nothing where it does not grow.',
      unit: 's',
      width: 8,
      min: 0,
      logarithmic: true,
      limits: 'disk_full_soon',
      queries: [
        {
          expr: `bottomk(10, host:pg_disk_full_in:seconds6h{${NODE}})`,
          legend: '{{instance}} {{mountpoint}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Free space of the host',
      description: 'Space that is available on each file system, the ten with the least.',
      unit: 'bytes',
      width: 8,
      min: 0,
      queries: [
        {
          expr: `bottomk(10, node_filesystem_avail_bytes{${NODE},fstype!~"tmpfs|ramfs|squashfs|iso9660|overlay|nsfs"})`,
          legend: '{{instance}} {{mountpoint}}',
        },
      ],
    },
  ],
};
