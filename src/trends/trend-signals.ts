export type TrendUnit = 'per second' | 'bytes' | 'bytes per second' | 'ratio' | 'seconds' | 'count';

/** A figure that is followed over days, weeks and months. */
export interface TrendSignal {
  readonly name: string;
  readonly unit: TrendUnit;
  /** Which way is good; neither where it depends. */
  readonly better: 'higher' | 'lower' | 'neither';
  /** PromQL; `matchers` goes between braces, `window` between brackets. */
  readonly promql: (matchers: string, window: string) => string;
  /** Each value of this label is a line of its own. */
  readonly by?: string;
}

const rate = (metric: string) => (matchers: string, window: string) =>
  `sum(rate(${metric}{${matchers}}[${window}]))`;
const average = (metric: string) => (matchers: string, window: string) =>
  `sum(avg_over_time(${metric}{${matchers}}[${window}]))`;

export const TREND_SIGNALS: readonly TrendSignal[] = [
  {
    name: 'transactions',
    unit: 'per second',
    better: 'neither',
    promql: (matchers, window) =>
      `${rate('pg_stat_database_xact_commit')(matchers, window)} + ${rate('pg_stat_database_xact_rollback')(matchers, window)}`,
  },
  {
    name: 'statements',
    unit: 'per second',
    better: 'neither',
    promql: rate('pg_query_class_calls_total'),
  },
  {
    name: 'p95',
    unit: 'seconds',
    better: 'lower',
    by: 'class',
    promql: (matchers, window) =>
      `histogram_quantile(0.95, sum by (class, le) (rate(pg_query_class_latency_seconds_bucket{${matchers}}[${window}])))`,
  },
  {
    name: 'cache hits',
    unit: 'ratio',
    better: 'higher',
    promql: (matchers, window) => {
      const hit = rate('pg_stat_database_blks_hit')(matchers, window);
      return `${hit} / (${hit} + ${rate('pg_stat_database_blks_read')(matchers, window)})`;
    },
  },
  {
    name: 'connections',
    unit: 'count',
    better: 'neither',
    promql: average('pg_connections_used'),
  },
  {
    name: 'database size',
    unit: 'bytes',
    better: 'neither',
    promql: average('pg_database_size_bytes'),
  },
  {
    name: 'WAL',
    unit: 'bytes per second',
    better: 'neither',
    promql: rate('pg_wal_position_bytes_total'),
  },
  {
    name: 'temporary files',
    unit: 'bytes per second',
    better: 'lower',
    promql: rate('pg_stat_database_temp_bytes'),
  },
  {
    name: 'sequential scans',
    unit: 'per second',
    better: 'lower',
    promql: rate('pg_stat_user_tables_seq_scan'),
  },
  {
    name: 'deadlocks',
    unit: 'per second',
    better: 'lower',
    promql: rate('pg_stat_database_deadlocks'),
  },
];
