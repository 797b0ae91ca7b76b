import type { Row } from '../panel.ts';
import { leading, SERVERS, trailing } from '../select.ts';

const TEN = 10;
const BY = 'job, instance';

export const fleetTrends: Row = {
  title: 'The last while, ten servers each',
  panels: [
    {
      kind: 'lines',
      title: 'Transactions of each server',
      description: 'Commits and rollbacks a second, the ten busiest servers.',
      unit: 'suffix: tx/s',
      width: 8,
      min: 0,
      queries: [
        {
          expr: leading(
            TEN,
            BY,
            `server:pg_transactions:rate5m{${SERVERS}}`,
            `avg_over_time(server:pg_transactions:rate5m{${SERVERS}}[$__range] @ end())`,
          ),
          legend: '{{instance}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Latency against the target, worst class',
      description:
        'p99 of the worst of the chosen classes divided by its target, the ten slowest servers: above 1 the target is missed.',
      unit: 'short',
      width: 8,
      min: 0,
      limits: 'query_p99_of_target',
      queries: [
        {
          expr: `topk(${TEN}, max by (${BY}) (class:pg_query_p99_of_target:factor5m{${SERVERS},class=~"$class"}))`,
          legend: '{{instance}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Cache hits, lowest ten',
      description: 'Share of block reads that shared buffers answered, the ten lowest servers.',
      unit: 'percentunit',
      width: 8,
      max: 1,
      limits: 'cache_hit_ratio',
      queries: [
        {
          expr: trailing(
            TEN,
            BY,
            `server:pg_cache_hit:ratio5m{${SERVERS}}`,
            `min_over_time(server:pg_cache_hit:ratio5m{${SERVERS}}[$__range] @ end())`,
          ),
          legend: '{{instance}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Connections in use, fullest ten',
      description: 'Share of the connections that ordinary roles may have.',
      unit: 'percentunit',
      width: 8,
      min: 0,
      max: 1,
      limits: 'connections_used',
      queries: [
        {
          expr: `topk(${TEN}, server:pg_connections_used:ratio{${SERVERS}})`,
          legend: '{{instance}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Replication lag of the standbys',
      description: 'Age of the data of each standby, the ten oldest.',
      unit: 's',
      width: 8,
      min: 0,
      limits: 'replication_lag',
      queries: [
        {
          expr: `topk(${TEN}, pg_replication_lag_seconds{${SERVERS}} and on (${BY}) pg_replication_is_replica{${SERVERS}} == 1)`,
          legend: '{{instance}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Running statements',
      description: 'Sessions that run a statement, the ten busiest servers.',
      unit: 'short',
      width: 8,
      min: 0,
      queries: [
        {
          expr: leading(
            TEN,
            BY,
            `sum by (${BY}) (pg_sessions_active{${SERVERS}})`,
            `sum by (${BY}) (avg_over_time(pg_sessions_active{${SERVERS}}[$__range] @ end()))`,
          ),
          legend: '{{instance}}',
        },
      ],
    },
  ],
};
