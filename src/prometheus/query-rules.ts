import type { RecordingRule } from './recording-rules.ts';

/** Calls and latencies of query classes and of single queries. */
export function queryRules(): readonly RecordingRule[] {
  return [
    ...classRules('database_class', 'user'),
    ...classRules('class', 'datname, user'),
    {
      record: 'server:pg_query_calls:rate5m',
      expr: 'sum without (class) (class:pg_query_calls:rate5m)',
      description: 'Statements per second.',
    },
    {
      record: 'server:pg_query_mean:seconds5m',
      expr: 'sum without (class) (class:pg_query_time:rate5m) / server:pg_query_calls:rate5m',
      description: 'Mean execution time of all statements in seconds.',
    },
    {
      record: 'query:pg_stat_statements_calls:rate5m',
      expr: 'rate(pg_stat_statements_calls_total{queryid!="rest"}[5m])',
      description: 'Calls per second.',
    },
    {
      record: 'query:pg_stat_statements_time:rate5m',
      expr: 'rate(pg_stat_statements_seconds_total{queryid!="rest"}[5m])',
      description: 'Seconds of execution per second.',
    },
    {
      record: 'query:pg_stat_statements_mean:seconds5m',
      expr: 'query:pg_stat_statements_time:rate5m / (query:pg_stat_statements_calls:rate5m > 0)',
      description: 'Mean execution time in seconds.',
    },
  ];
}

function classRules(level: string, dropped: string): readonly RecordingRule[] {
  const rate = (metric: string) => `sum without (${dropped}) (rate(${metric}[5m]))`;
  const percentile = (percent: number): RecordingRule => ({
    record: `${level}:pg_query_p${percent}:seconds5m`,
    expr: `histogram_quantile(${percent / 100}, ${rate('pg_query_class_latency_seconds_bucket')})`,
    description: `${percent} % of the calls took at most so many seconds.`,
  });
  return [
    {
      record: `${level}:pg_query_calls:rate5m`,
      expr: rate('pg_query_class_calls_total'),
      description: 'Calls per second.',
    },
    {
      record: `${level}:pg_query_time:rate5m`,
      expr: rate('pg_query_class_seconds_total'),
      description: 'Seconds of execution per second.',
    },
    {
      record: `${level}:pg_query_mean:seconds5m`,
      expr: `${level}:pg_query_time:rate5m / (${level}:pg_query_calls:rate5m > 0)`,
      description: 'Mean execution time in seconds.',
    },
    ...[50, 90, 95, 99].map(percentile),
    {
      record: `${level}:pg_query_p99_of_target:factor5m`,
      expr: `${level}:pg_query_p99:seconds5m / on (job, instance, class) group_left () pg_query_class_target_seconds`,
      description: "99th percentile as a multiple of the class's own target.",
    },
    {
      record: `${level}:pg_query_over_target:ratio5m`,
      expr: `${rate('pg_query_class_over_target_calls_total')} / (${level}:pg_query_calls:rate5m > 0)`,
      description: 'Share of the calls that were slower than the target of their class.',
    },
  ];
}
