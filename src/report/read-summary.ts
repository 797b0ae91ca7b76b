import { rangeFigure } from './range-figures.ts';
import type { Summary } from './report.ts';
import { matchersOf, type ReportWindow } from './report-window.ts';

/** The server as a whole. */
export async function readSummary(window: ReportWindow): Promise<Summary> {
  const own = matchersOf(window);
  const total = async (...metrics: readonly string[]) => {
    const found = await Promise.all(
      metrics.map((metric) =>
        rangeFigure(window, (part) => `sum(increase(${metric}{${own}}[${part}]))`),
      ),
    );
    const known = found.flatMap((one) => (one === undefined ? [] : [one.sum]));
    return known.length === 0 ? null : known.reduce((all, one) => all + one, 0);
  };
  const [statements, seconds, commits, rollbacks, hit, read] = await Promise.all([
    total('pg_query_class_calls_total'),
    total('pg_query_class_seconds_total'),
    total('pg_stat_database_xact_commit'),
    total('pg_stat_database_xact_rollback'),
    total('pg_stat_database_blks_hit'),
    total('pg_stat_database_blks_read'),
  ]);
  const p95 = await rangeFigure(
    window,
    (part) =>
      `histogram_quantile(0.95, sum by (le) (rate(pg_query_class_latency_seconds_bucket{${own}}[${part}])))`,
  );
  const up = await rangeFigure(window, (part) => `avg(avg_over_time(pg_up{${own}}[${part}]))`);
  const restarts = await rangeFigure(
    window,
    (part) => `sum(changes(pg_postmaster_start_time_seconds{${own}}[${part}]))`,
  );
  return {
    statements: rounded(statements),
    mean_seconds: share(seconds, statements),
    p95_seconds: p95?.average ?? null,
    transactions: rounded(commits === null ? null : commits + (rollbacks ?? 0)),
    rollbacks: rounded(rollbacks),
    deadlocks: rounded(await total('pg_stat_database_deadlocks')),
    failed_sessions: rounded(await total(...FAILED)),
    cache_hit_ratio: share(hit, hit === null ? null : hit + (read ?? 0)),
    up_ratio: up?.average ?? null,
    restarts: rounded(restarts?.sum ?? null),
  };
}

const FAILED = ['fatal', 'killed', 'abandoned'].map(
  (how) => `pg_stat_database_sessions_${how}_total`,
);

/** Prometheus extrapolates to the ends of each part. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

function share(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole <= 0 ? null : part / whole;
}
