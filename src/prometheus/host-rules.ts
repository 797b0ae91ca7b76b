import type { RecordingRule } from './recording-rules.ts';

/** Host metrics come from node_exporter under this job, or from the host section of the catalog. */
export const HOST_JOB = 'postgresql-host';

const DISKS = `job="${HOST_JOB}", fstype!~"tmpfs|ramfs|rootfs|squashfs|iso9660|overlay|nsfs|fuse.*"`;

/** The host under one name, whichever of the two sources there is. */
export function hostRules(): readonly RecordingRule[] {
  return [
    {
      record: 'host:pg_cpu_used:ratio5m',
      expr: `1 - sum without (mode) (rate(pg_host_cpu_seconds_total{mode=~"idle|iowait"}[5m])) / sum without (mode) (rate(pg_host_cpu_seconds_total[5m])) or 1 - sum without (cpu, mode) (rate(node_cpu_seconds_total{job="${HOST_JOB}", mode=~"idle|iowait"}[5m])) / sum without (cpu, mode) (rate(node_cpu_seconds_total{job="${HOST_JOB}"}[5m]))`,
      description: 'Share of the time of all CPUs that was used.',
    },
    {
      record: 'host:pg_cpu_iowait:ratio5m',
      expr: `sum without (mode) (rate(pg_host_cpu_seconds_total{mode="iowait"}[5m])) / sum without (mode) (rate(pg_host_cpu_seconds_total[5m])) or sum without (cpu, mode) (rate(node_cpu_seconds_total{job="${HOST_JOB}", mode="iowait"}[5m])) / sum without (cpu, mode) (rate(node_cpu_seconds_total{job="${HOST_JOB}"}[5m]))`,
      description: 'Share of the time of all CPUs that was spent waiting for the disk.',
    },
    {
      record: 'host:pg_memory_used:ratio',
      expr: `1 - pg_host_memory_available_bytes / pg_host_memory_bytes or 1 - node_memory_MemAvailable_bytes{job="${HOST_JOB}"} / node_memory_MemTotal_bytes{job="${HOST_JOB}"}`,
      description: 'Share of the memory that programs could not get any more.',
    },
    {
      record: 'host:pg_disk_used:ratio',
      expr: `1 - node_filesystem_avail_bytes{${DISKS}} / node_filesystem_size_bytes{${DISKS}}`,
      description: 'Share of a file system that is full (labels device, fstype, mountpoint).',
    },
    {
      record: 'host:pg_disk_full_in:seconds6h',
      expr: `node_filesystem_avail_bytes{${DISKS}} / (-deriv(node_filesystem_avail_bytes{${DISKS}}[6h]) > 0) and node_filesystem_avail_bytes offset 5h`,
      description: 'Time until a file system is full if it goes on as in the last 6 hours.',
    },
  ];
}
