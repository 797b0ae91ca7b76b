import type { TrendUnit } from '../trends/trend-signals.ts';
import { findSpike } from './find-spike.ts';
import type { Anomaly } from './report.ts';
import { matchersOf, type ReportWindow } from './report-window.ts';

const STEPS = 200;
const LEAST_STEP = 60;

/** Moments at which a figure was far from what it usually is, the farthest first. */
export async function readAnomalies(window: ReportWindow): Promise<readonly Anomaly[]> {
  const { client, from, to } = window;
  const stepSeconds = Math.max(LEAST_STEP, (to - from) / STEPS);
  const part = `${Math.ceil(stepSeconds)}s`;
  const range = { start: from + stepSeconds, end: to, stepSeconds };
  const all = SIGNALS.map(async ({ least, name, promql, unit }): Promise<readonly Anomaly[]> => {
    const series = await client.queryRange(promql(matchersOf(window), part), range);
    return series.flatMap(({ labels, points }) => {
      const spike = findSpike(points, least);
      if (spike === undefined) return [];
      const { at, ...rest } = spike;
      const what = [name, ...Object.values(labels)].join(' ');
      return [{ what, unit, at: new Date(at * 1000).toISOString(), ...rest }];
    });
  });
  return (await Promise.all(all)).flat().sort((a, b) => b.factor - a.factor);
}

interface Signal {
  readonly name: string;
  readonly unit: TrendUnit;
  readonly promql: (own: string, part: string) => string;
  /** Less above the median is nothing that anybody would notice. */
  readonly least: number;
}

const rate =
  (metric: string) =>
  (own: string, part: string): string =>
    `sum(rate(${metric}{${own}}[${part}]))`;

const SIGNALS: readonly Signal[] = [
  {
    name: 'mean time of class',
    unit: 'seconds',
    least: 0.01,
    promql: (own, part) => {
      const of = (metric: string) => `sum by (class) (rate(${metric}{${own}}[${part}]))`;
      return `${of('pg_query_class_seconds_total')} / (${of('pg_query_class_calls_total')} > 0.02)`;
    },
  },
  { name: 'statements', unit: 'per second', least: 10, promql: rate('pg_query_class_calls_total') },
  {
    name: 'rollbacks',
    unit: 'per second',
    least: 0.1,
    promql: rate('pg_stat_database_xact_rollback'),
  },
  {
    name: 'connections',
    unit: 'count',
    least: 5,
    promql: (own, part) => `max(max_over_time(pg_connections_used{${own}}[${part}]))`,
  },
  {
    name: 'temporary files',
    unit: 'bytes per second',
    least: 2 ** 20,
    promql: rate('pg_stat_database_temp_bytes'),
  },
  {
    name: 'WAL',
    unit: 'bytes per second',
    least: 2 ** 20,
    promql: rate('pg_wal_position_bytes_total'),
  },
  {
    name: 'blocks read from outside the cache',
    unit: 'per second',
    least: 500,
    promql: rate('pg_stat_database_blks_read'),
  },
];
