import type { RecordingRule } from './recording-rules.ts';

/** What compares with the past; each is absent until there is enough of it. */
export function historyRules(): readonly RecordingRule[] {
  return [
    ...weekly('database_class', 'sum without (user)', 'pg_query_class', '', 'pg_query'),
    ...weekly('query', '', 'pg_stat_statements', '{queryid!="rest"}', 'pg_stat_statements'),
    {
      record: 'server:pg_query_calls:week_factor',
      expr: 'avg_over_time(server:pg_query_calls:rate5m[1w]) / (avg_over_time(server:pg_query_calls:rate5m[1w] offset 1w) > 0) and server:pg_query_calls:rate5m offset 13d',
      description: 'Statements of the last 7 days by those of the 7 days before.',
    },
    {
      record: 'database:pg_database_size:day_growth',
      expr: 'pg_database_size_bytes / (pg_database_size_bytes offset 1d > 0) - 1',
      description: 'Growth of a database in a day, 0.1 for 10 %.',
    },
    {
      record: 'database:pg_database_size:month_growth',
      expr: 'pg_database_size_bytes / (pg_database_size_bytes offset 30d > 0) - 1',
      description: 'Growth of a database in 30 days, 0.1 for 10 %.',
    },
    {
      record: 'server:pg_standbys:missing_ratio',
      expr: '1 - server:pg_standbys:count / (max_over_time(server:pg_standbys:count[1d]) > 0)',
      description: 'Share of the standbys of the last day that stream no more.',
    },
    ...sameHour('server:pg_query_calls:rate5m', 'server:pg_query_calls'),
    ...sameHour('server:pg_query_mean:seconds5m', 'server:pg_query_mean'),
  ];
}

/** A class or query against itself a week ago, where there were 100 calls in both hours. */
function weekly(
  level: string,
  sum: string,
  metric: string,
  selector: string,
  name: string,
): readonly RecordingRule[] {
  const increase = (what: string) => {
    const each = `increase(${metric}_${what}_total${selector}[1h])`;
    return sum === '' ? each : `${sum} (${each})`;
  };
  return [
    {
      record: `${level}:${name}_calls:increase1h`,
      expr: increase('calls'),
      description: 'Calls in the last hour.',
    },
    {
      record: `${level}:${name}_mean:seconds1h`,
      expr: `${increase('seconds')} / (${level}:${name}_calls:increase1h > 0)`,
      description: 'Mean execution time of the last hour in seconds.',
    },
    {
      record: `${level}:${name}_mean:week_factor`,
      expr: `(${level}:${name}_mean:seconds1h / ${level}:${name}_mean:seconds1h offset 1w) and ${level}:${name}_calls:increase1h >= 100 and ${level}:${name}_calls:increase1h offset 1w >= 100`,
      description: 'Mean execution time of the last hour by that of the same hour a week ago.',
    },
  ];
}

const WEEKS = [1, 2, 3] as const;

/** How far the last hour is off the same hour of the last three weeks. */
function sameHour(series: string, name: string): readonly RecordingRule[] {
  const mean = (week: number) => `avg_over_time(${series}[1h] offset ${week}w)`;
  const square = (week: number) =>
    `(stddev_over_time(${series}[1h] offset ${week}w) ^ 2 + ${mean(week)} ^ 2)`;
  const average = (of: (week: number) => string) =>
    `(${WEEKS.map(of).join(' + ')}) / ${WEEKS.length}`;
  return [
    {
      record: `${name}:same_hour_mean`,
      expr: average(mean),
      description: 'Mean of the same hour of the last three weeks.',
    },
    {
      record: `${name}:same_hour_stddev`,
      expr: `sqrt(clamp_min(${average(square)} - ${name}:same_hour_mean ^ 2, 0))`,
      description: 'Standard deviation in the same hour of the last three weeks.',
    },
    {
      // Where the past is as good as constant, 3 sigma would be nothing: 10 % of the mean at least.
      record: `${name}:same_hour_sigmas`,
      expr: `(avg_over_time(${series}[1h]) - ${name}:same_hour_mean) / (${name}:same_hour_stddev > 0.1 * ${name}:same_hour_mean or 0.1 * ${name}:same_hour_mean > 0)`,
      description:
        'How many standard deviations the last hour is off the same hour of the last three weeks.',
    },
  ];
}
