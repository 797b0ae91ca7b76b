import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { prometheusBinary } from '../helpers/prometheus-binary.ts';
import type { LivePrometheus } from './live-prometheus.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Ages in seconds that comparisons look at, and how far back from there. */
const WINDOWS = [
  [5.2 * HOUR, 2 * HOUR],
  [DAY, HOUR],
  [7 * DAY, 4 * HOUR],
  [13 * DAY, HOUR],
  [14 * DAY, 2 * HOUR],
  [21 * DAY, 2 * HOUR],
  [30 * DAY, HOUR],
] as const;
/** Closer than the five minutes for which Prometheus takes a sample as the present one. */
const STEP = 240;

/** Everything with a panel or a rule that looks back further than an hour. */
const WITH_HISTORY = [
  'pg_database_size_bytes',
  'pg_stat_user_tables_(table|index)_size_bytes',
  'pg_sequence_used_ratio',
  'pg_query_class_(calls|seconds)_total',
  'pg_query_class_latency_seconds_bucket',
  'pg_stat_statements_(calls|seconds|temp_blks_written|wal_bytes|plan_seconds)_total',
  'node_filesystem_(avail|size)_bytes',
  '(server|database_class|query):pg_.*',
].join('|');

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/**
 * Gives the series that Prometheus has now a past, in which everything was less: sizes and counters
 * by up to a half, and the disk was emptier. Prometheus must be started anew to see it.
 */
export async function backfill(prometheus: LivePrometheus, folder: string): Promise<void> {
  const { result } = await prometheus.api<{ readonly result: readonly Series[] }>('query', {
    query: `{__name__=~"${WITH_HISTORY}"}`,
  });
  const series = result.filter(({ value: [, text] }) => Number.isFinite(Number(text)));
  if (series.length === 0) throw new Error('Prometheus has no series to give a past to.');
  await prometheus.stop();
  const promtool = await prometheusBinary('promtool');
  const now = Date.now() / 1000;
  await Promise.all(
    WINDOWS.map(async ([age, length], index) => {
      const file = join(folder, `past-${index}.om`);
      await writeFile(file, pastOf(series, now, age, length));
      await promisify(execFile)(promtool, [
        ...['tsdb', 'create-blocks-from', 'openmetrics', file, prometheus.dataFolder],
      ]);
    }),
  );
}

/** Samples from `length` seconds before that age until ten minutes after it. */
function pastOf(series: readonly Series[], now: number, age: number, length: number): string {
  const times: number[] = [];
  for (let time = now - age - length; time <= now - age + 600; time += STEP) times.push(time);
  const lines = series.flatMap(
    ({ metric: { __name__: name = '', ...labels }, value: [, text] }) => {
      const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`);
      const head = `${name}{${pairs.join(',')}}`;
      return times.map(
        (time) => `${head} ${Number(text) * factor(name, now - time)} ${time.toFixed(0)}`,
      );
    },
  );
  // One block of samples for each metric, as the format demands.
  return `${lines.join('\n')}\n# EOF\n`;
}

/** 1 now, and less the longer ago; a disk has been emptied by it. */
function factor(name: string, age: number): number {
  if (name.startsWith('node_filesystem_avail')) return 1 + age / (2 * DAY);
  return 1 - age / (60 * DAY);
}

function escaped(value: string): string {
  return value.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n');
}
